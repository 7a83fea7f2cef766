import type { StoredRows } from '../analysis/calls/call-rows.js';
import type { StoredColumn } from '../analysis/calls/column-store.js';
import type { ColumnType, TableColumn } from '../analysis/calls/column-types.js';
import { SyssharkError } from '../errors.js';
import type { BindInfo, Bindings, Chunk, DuckDb, InitInfo, MainInfo, TableFunction } from './duckdb.js';
import { filterOfText } from './scan.js';
import { type ScanRequest, TABLES, type TableName } from './scan-request.js';
import { ScanStream } from './scan-stream.js';
import { VECTOR_ROWS, VectorWriter } from './vector-writer.js';

/** Stands for all captures, merged by time. */
export const ALL = '*';
const STDIN = '-';

/** What scans of a query have in common. */
export interface ScanContext {
  /** The captures that may be read. */
  readonly captures: readonly string[];
  readonly stateBytes: number;
  /** The scans that are not closed yet. */
  readonly open: Set<ScanStream>;
  /** What is wrong with captures, once each. */
  readonly problems: Set<string>;
  /** Why a scan failed; null if none did. */
  failure: SyssharkError | null;
  /** Rows that were read for the present query. */
  rowsRead: number;
  /** Whether standard input has been read. */
  hasReadInput: boolean;
}

/** A scan at work. */
interface Scan {
  readonly stream: ScanStream;
  readonly types: readonly ColumnType[];
  rows: StoredRows | null;
  at: number;
}

type BoundRequest = Pick<ScanRequest, 'inputs' | 'filter' | 'onlyCalls'>;

function sqlType({ api }: DuckDb, type: ColumnType): object {
  const types = { int32: api.INTEGER, int64: api.BIGINT, time: api.TIMESTAMP_NS, name: api.VARCHAR, text: api.VARCHAR };
  if (type.kind === 'word') return api.ENUM(type.words);
  return type.kind === 'bytes' ? api.BLOB : types[type.kind];
}

/** The captures that a name stands for. Throws SyssharkError USAGE. */
function inputsOf(name: string, { captures }: ScanContext): readonly string[] {
  if (name === ALL) return captures;
  if (captures.includes(name)) return [name];
  throw new SyssharkError(
    'USAGE',
    `"${name}" was not given to sysshark sql: it reads only captures of its command line`,
  );
}

/** A table function over captures: `scap('FILE', filter => 'evt.type=openat')`. */
class ScapFunction {
  private readonly table: TableName;
  private readonly context: ScanContext;
  private readonly bindings: Bindings;
  private readonly writer: VectorWriter;
  private readonly types: readonly object[];

  constructor(table: TableName, context: ScanContext, duckDb: DuckDb) {
    this.table = table;
    this.context = context;
    this.bindings = duckDb.bindings;
    this.writer = new VectorWriter(duckDb.bindings);
    this.types = this.columns.map(({ type }) => sqlType(duckDb, type));
  }

  private get columns(): readonly TableColumn[] {
    return TABLES[this.table];
  }

  readonly bind = (info: BindInfo): void => {
    this.guard(info, () => {
      const filter = String(info.getNamedParameter('filter') ?? '');
      filterOfText(filter);
      const inputs = inputsOf(String(info.getParameter(0)), this.context);
      for (const [i, { name }] of this.columns.entries()) info.addResultColumn(name, this.types[i] as object);
      const onlyCalls = info.getNamedParameter('only_calls') === true;
      info.setBindData({ inputs, filter, onlyCalls } satisfies BoundRequest);
    });
  };

  readonly init = (info: InitInfo): void => {
    this.guard(info, () => {
      const { context, table } = this;
      const bound = info.getBindData() as BoundRequest;
      const { inputs } = bound;
      if (inputs.includes(STDIN)) {
        if (context.hasReadInput)
          throw new SyssharkError('USAGE', 'standard input can be read only once: write it to a file first');
        context.hasReadInput = true;
      }
      const columns = info.getColumnIndexes();
      // rows come in the order of events
      info.setMaxThreads(1);
      const stream = new ScanStream({ ...bound, table, columns, stateBytes: context.stateBytes });
      context.open.add(stream);
      const types = columns.map((index) => (this.columns[index] as TableColumn).type);
      info.setInitData({ stream, types, rows: null, at: 0 } satisfies Scan);
    });
  };

  readonly main = (info: MainInfo, output: Chunk): void => {
    this.guard(info, () => this.fill(info.getInitData() as Scan, output));
  };

  private fill(scan: Scan, output: Chunk): void {
    const rows = this.rowsOf(scan);
    if (rows === null) {
      output.rowCount = 0;
      return;
    }
    const count = Math.min(VECTOR_ROWS, rows.count - scan.at);
    output.rowCount = count;
    scan.types.forEach((type, i) => {
      const vector = this.bindings.data_chunk_get_vector(output.chunk, i);
      this.writer.write(vector, type, { column: rows.columns[i] as StoredColumn, from: scan.at, count });
    });
    scan.at += count;
    this.context.rowsRead += count;
  }

  /** The rows that are not copied yet; null at the end. */
  private rowsOf(scan: Scan): StoredRows | null {
    if (scan.rows !== null && scan.at < scan.rows.count) return scan.rows;
    const message = scan.stream.next();
    if (message.kind === 'failed') throw new SyssharkError('IO', message.message);
    if (message.kind === 'end') {
      if (message.problem !== null) this.context.problems.add(message.problem);
      return null;
    }
    scan.rows = message.rows;
    scan.at = 0;
    return scan.rows;
  }

  /** Tells DuckDB of an error: what is thrown in its callbacks ends the process. */
  private guard(info: { setError(error: string): void }, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.context.failure ??= error instanceof SyssharkError ? error : new SyssharkError('IO', String(error));
      info.setError(this.context.failure.message);
    }
  }
}

/** The table functions over captures. */
export function scapFunctions(context: ScanContext, duckDb: DuckDb): TableFunction[] {
  const { VARCHAR, BOOLEAN } = duckDb.api;
  return (Object.keys(TABLES) as TableName[]).map((name) => {
    const made = new ScapFunction(name, context, duckDb);
    return {
      name,
      parameterTypes: [VARCHAR],
      namedParameterTypes: { filter: VARCHAR, only_calls: BOOLEAN },
      supportsProjectionPushdown: true,
      bindFunction: made.bind,
      initFunction: made.init,
      mainFunction: made.main,
    };
  });
}
