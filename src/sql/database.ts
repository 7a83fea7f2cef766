import { totalmem } from 'node:os';
import { SyssharkError } from '../errors.js';
import { type Connection, loadDuckDb } from './duckdb.js';
import type { LabelColumn } from './label-columns.js';
import { type ScanContext, scapFunctions } from './scap-function.js';
import { quoted, VIEW_NAMES, viewStatements } from './views.js';

/** Most memory that DuckDB takes. */
const MEMORY_BYTES = 2 ** 31;

/** What can be asked. */
export interface DatabaseOptions {
  readonly captures: readonly string[];
  /** Which events the views have: a filter (UTF-8); empty for all. */
  readonly filter: string;
  readonly stateBytes: number;
  /** Labels of the captures, for tables that read each for itself. */
  readonly labels?: readonly LabelColumn[];
}

/** The result of a statement. */
export interface Answer {
  readonly names: readonly string[];
  /** Whether the values of a column are numbers. */
  readonly areNumbers: readonly boolean[];
  /** Its rows, some at a time, in the order of the result. Values that have no type of JavaScript are written by String(). */
  readonly rows: () => AsyncGenerator<readonly unknown[][], void, void>;
}

/** An error in SQL: `message` has several lines where DuckDB shows a place. */
export class SqlError extends SyssharkError {
  readonly lines: readonly string[];

  constructor(message: string) {
    super('USAGE', message);
    this.name = 'SqlError';
    const text = message.replace(/^Failed to [a-z ]+: /, '');
    this.lines = text.split('\n').filter((line) => line.trim() !== '');
  }
}

const SETTINGS = [
  'set autoinstall_known_extensions=false',
  'set autoload_known_extensions=false',
  "set temp_directory=''",
  `set memory_limit='${Math.floor(Math.min(MEMORY_BYTES, totalmem() / 2) / 2 ** 20)}MiB'`,
];

/** The files that statements may reach. */
export type Reach = 'all' | readonly string[];

/** Applied last: from then on, nothing else of the machine can be reached, and that cannot be changed. */
const locksOf = (reach: Reach): readonly string[] =>
  reach === 'all'
    ? []
    : [
        `set allowed_paths=[${reach.map(quoted).join(', ')}]`,
        'set enable_external_access=false',
        'set lock_configuration=true',
      ];

const NUMBERS: ReadonlySet<string> = new Set(
  'TINYINT SMALLINT INTEGER BIGINT UTINYINT USMALLINT UINTEGER UBIGINT HUGEINT UHUGEINT FLOAT DOUBLE DECIMAL'.split(
    ' ',
  ),
);

/** Captures as tables of a database in memory, which reads nothing else. */
export class CaptureDatabase {
  private readonly connection: Connection;
  private readonly context: ScanContext;
  private readonly numberTypes: ReadonlySet<number | undefined>;

  private constructor(connection: Connection, context: ScanContext, numberTypes: ReadonlySet<number | undefined>) {
    this.connection = connection;
    this.context = context;
    this.numberTypes = numberTypes;
  }

  /**
   * Opens captures, which are read when they are asked. Statements of users may not reach all files. Throws SyssharkError USAGE where
   * DuckDB is not installed.
   */
  static async open(
    { captures, filter, stateBytes, labels = [] }: DatabaseOptions,
    reach: Reach = [],
  ): Promise<CaptureDatabase> {
    const duckDb = loadDuckDb();
    const { api } = duckDb;
    const instance = await api.DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    const context: ScanContext = {
      captures,
      stateBytes,
      labels,
      open: new Set(),
      problems: new Map(),
      failure: null,
      rowsRead: 0,
      unreadable: null,
      hasReadInput: false,
    };
    for (const table of scapFunctions(context, duckDb))
      connection.registerTableFunction(api.DuckDBTableFunction.create(table));
    for (const statement of [...viewStatements(filter), ...SETTINGS, ...locksOf(reach)])
      await connection.run(statement);
    const numberTypes = new Set([...NUMBERS].map((name) => api.DuckDBTypeId[name]));
    return new CaptureDatabase(connection, context, numberTypes);
  }

  /** What was wrong with the captures so far. */
  get problems(): readonly string[] {
    return [...this.context.problems.keys()];
  }

  /** What was wrong with a capture, by its index; null for nothing. */
  problemOf(capture: number): string | null {
    for (const [problem, captures] of this.context.problems) if (captures.has(capture)) return problem;
    return null;
  }

  /** The index of the capture that could not be read, where each is read for itself; null if it was something else. */
  get unreadable(): number | null {
    return this.context.unreadable;
  }

  /** How many rows of captures were read for what was asked last. */
  get rowsRead(): number {
    return this.context.rowsRead;
  }

  /** Runs statements; `take` gets the answer of each. Throws SqlError, and SyssharkError for captures that cannot be read. */
  async ask(sql: string, take: (answer: Answer) => Promise<void>): Promise<void> {
    this.context.failure = null;
    this.context.rowsRead = 0;
    try {
      const statements = await this.connection.extractStatements(sql);
      for (let i = 0; i < statements.count; i++) await this.run(await statements.prepare(i), take);
    } catch (error) {
      throw this.errorOf(error);
    } finally {
      await this.closeScans();
    }
  }

  private async run(
    statement: Awaited<ReturnType<Awaited<ReturnType<Connection['extractStatements']>>['prepare']>>,
    take: (answer: Answer) => Promise<void>,
  ): Promise<void> {
    try {
      const result = await statement.stream();
      await take({
        names: result.deduplicatedColumnNames(),
        areNumbers: Array.from({ length: result.columnCount }, (_, i) => this.numberTypes.has(result.columnTypeId(i))),
        async *rows() {
          for (
            let chunk = await result.fetchChunk();
            chunk !== null && chunk.rowCount > 0;
            chunk = await result.fetchChunk()
          )
            yield chunk.getRows();
        },
      });
    } finally {
      statement.destroySync();
    }
  }

  private errorOf(error: unknown): unknown {
    if (this.context.failure !== null) return this.context.failure;
    return error instanceof Error && !(error instanceof SyssharkError) ? new SqlError(error.message) : error;
  }

  /** Ends the threads of scans: those of a query with a LIMIT would wait for ever. */
  private async closeScans(): Promise<void> {
    const { open } = this.context;
    const scans = [...open];
    open.clear();
    for (const scan of scans) await scan.close();
  }

  /** Throws as ask() does if a text is wrong, or no single statement. */
  async check(sql: string): Promise<void> {
    try {
      const statements = await this.connection.extractStatements(sql);
      if (statements.count !== 1) throw new SqlError('one statement is needed here');
      (await statements.prepare(0)).destroySync();
    } catch (error) {
      throw this.errorOf(error);
    } finally {
      await this.closeScans();
    }
  }

  /** The rows of a statement that has few. Throws as ask() does. */
  async rows(sql: string): Promise<readonly (readonly unknown[])[]> {
    const found: (readonly unknown[])[] = [];
    await this.ask(sql, async ({ rows }) => {
      for await (const some of rows()) found.push(...some);
    });
    return found;
  }

  /** Ends the query that runs; ask() then throws. */
  interrupt(): void {
    this.connection.interrupt();
  }

  /** Tables and columns, for completion. */
  async words(): Promise<readonly string[]> {
    const words = new Set(VIEW_NAMES);
    await this.ask('select distinct column_name from information_schema.columns', async ({ rows }) => {
      for await (const some of rows()) for (const [name] of some) words.add(String(name));
    });
    return [...words];
  }
}
