/**
 * The only file that loads DuckDB. It is an optional package of 70 MB: its types are not there where it is not installed, so what is used
 * of it is described here (@duckdb/node-api and @duckdb/node-bindings).
 */
import { createRequire } from 'node:module';
import { findPackage, notInstalled } from '../source/optional-packages.js';

const PACKAGE = '@duckdb/node-api';

/** A type of DuckDB, and a value that has no type of JavaScript: it is written by toString(). */
type Type = object;

/** A vector, and rows of vectors, in memory of DuckDB. */
export type Vector = object;
export interface Chunk {
  readonly chunk: object;
  rowCount: number;
  getRows(): unknown[][];
}

export interface Result {
  readonly columnCount: number;
  deduplicatedColumnNames(): string[];
  columnTypeId(index: number): number;
  fetchChunk(): Promise<Chunk | null>;
}

interface Statement {
  stream(): Promise<Result>;
  destroySync(): void;
}

export interface Connection {
  run(sql: string): Promise<unknown>;
  extractStatements(sql: string): Promise<{ readonly count: number; prepare(index: number): Promise<Statement> }>;
  registerTableFunction(table: object): void;
  interrupt(): void;
  closeSync(): void;
}

interface Info {
  setError(error: string): void;
}

export interface BindInfo extends Info {
  getParameter(index: number): unknown;
  getNamedParameter(name: string): unknown;
  addResultColumn(name: string, type: Type): void;
  setBindData(data: object): void;
}

export interface InitInfo extends Info {
  getBindData(): object | undefined;
  getColumnIndexes(): number[];
  setInitData(data: object): void;
  setMaxThreads(threads: number): void;
}

export interface MainInfo extends Info {
  getInitData(): object | undefined;
}

/** A function that makes a table. */
export interface TableFunction {
  readonly name: string;
  readonly parameterTypes: readonly Type[];
  readonly namedParameterTypes: Readonly<Record<string, Type>>;
  readonly supportsProjectionPushdown: boolean;
  readonly bindFunction: (info: BindInfo) => void;
  readonly initFunction: (info: InitInfo) => void;
  readonly mainFunction: (info: MainInfo, output: Chunk) => void;
}

interface Api {
  readonly DuckDBInstance: {
    create(
      path: string,
      options: Readonly<Record<string, string>>,
    ): Promise<{
      connect(): Promise<Connection>;
      closeSync(): void;
    }>;
  };
  readonly DuckDBTableFunction: { create(table: TableFunction): object };
  readonly DuckDBTypeId: Readonly<Record<string, number>>;
  readonly BOOLEAN: Type;
  readonly INTEGER: Type;
  readonly BIGINT: Type;
  readonly TIMESTAMP_NS: Type;
  readonly VARCHAR: Type;
  readonly BLOB: Type;
  ENUM(values: readonly string[]): Type;
}

/** Functions on vectors, whose memory is not checked. */
export interface Bindings {
  data_chunk_get_vector(chunk: object, index: number): Vector;
  copy_data_to_vector(vector: Vector, to: number, from: ArrayBuffer, at: number, bytes: number): void;
  copy_data_to_vector_validity(vector: Vector, to: number, from: ArrayBuffer, at: number, bytes: number): void;
  vector_ensure_validity_writable(vector: Vector): void;
  vector_assign_string_element_len(vector: Vector, row: number, data: Uint8Array): void;
  vector_get_data(vector: Vector, bytes: number): Uint8Array;
}

export interface DuckDb {
  readonly api: Api;
  readonly bindings: Bindings;
}

/** Where DuckDB is. Throws SyssharkError USAGE where it is not installed, which says how it is. */
export const findDuckDb = (): string => findPackage('duckdb', PACKAGE);

/** Loads DuckDB. Throws SyssharkError USAGE where it is not installed, which says how it is. */
export function loadDuckDb(): DuckDb {
  const place = findDuckDb();
  try {
    const load = createRequire(place);
    const bindings = load('@duckdb/node-bindings') as Bindings & { readonly default?: Bindings };
    return { api: load(place) as Api, bindings: bindings.default ?? bindings };
  } catch (cause) {
    throw notInstalled('duckdb', cause);
  }
}
