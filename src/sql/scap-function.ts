import type { StoredRows } from '../analysis/calls/call-rows.js';
import type { StoredColumn } from '../analysis/calls/column-store.js';
import type { ColumnType, TableColumn } from '../analysis/calls/column-types.js';
import { SyssharkError } from '../errors.js';
import type { BindInfo, Bindings, Chunk, DuckDb, InitInfo, MainInfo, TableFunction } from './duckdb.js';
import type { LabelColumn } from './label-columns.js';
import { filterOfText } from './scan.js';
import { type ScanRequest, TABLES, type TableName } from './scan-request.js';
import { ScanStream } from './scan-stream.js';
import { VECTOR_ROWS, VectorWriter } from './vector-writer.js';

/** Stands for all captures, merged by time. */
export const ALL = '*';
/** Before the names of tables that read each capture for itself, with its labels. */
export const APART = 'segment_';
const STDIN = '-';

/** What scans of a query have in common. */
export interface ScanContext {
  /** The captures that may be read. */
  readonly captures: readonly string[];
  readonly stateBytes: number;
  /** Labels of captures, which tables have that read each for itself; empty for no such tables. */
  readonly labels: readonly LabelColumn[];
  /** The scans that are not closed yet. */
  readonly open: Set<ScanStream>;
  /** What is wrong with captures, by message: the indexes of those that it is about. */
  readonly problems: Map<string, Set<number>>;
  /** Why a scan failed; null if none did. */
  failure: SyssharkError | null;
  /** Rows that were read for the present query. */
  rowsRead: number;
  /** The index of the capture that cannot be read, where each is read for itself; null for none. */
  unreadable: number | null;
  /** Whether standard input has been read. */
  hasReadInput: boolean;
}

/** Captures that a statement asks for, and their indexes among those that may be read. */
interface Choice {
  readonly inputs: readonly string[];
  readonly indexes: readonly number[];
}

type BoundRequest = Choice & Pick<ScanRequest, 'filter' | 'onlyCalls'>;

/** A column of a result: its type, and its memory in some rows of a capture. */
interface ShownColumn {
  readonly type: ColumnType;
  readonly of: (rows: StoredRows, capture: number) => StoredColumn;
}

/** A scan at work. */
interface Scan {
  readonly stream: ScanStream;
  readonly shown: readonly ShownColumn[];
  /** By input: the index of the capture. */
  readonly indexes: readonly number[];
  rows: StoredRows | null;
  capture: number;
  at: number;
}

/** What a table function reads, and which captures a text in its call stands for. */
interface TableParts {
  readonly name: string;
  readonly table: TableName;
  readonly order: ScanRequest['order'];
  readonly labels: readonly LabelColumn[];
  readonly choose: (text: string, context: ScanContext) => Choice;
}

function sqlType({ api }: DuckDb, type: ColumnType): object {
  const types = { int32: api.INTEGER, int64: api.BIGINT, time: api.TIMESTAMP_NS, name: api.VARCHAR, text: api.VARCHAR };
  // DuckDB has no ENUM without words; without captures there are none
  if (type.kind === 'word') return api.ENUM(type.words.length === 0 ? [''] : type.words);
  return type.kind === 'bytes' ? api.BLOB : types[type.kind];
}

/** The captures that a name stands for. Throws SyssharkError USAGE. */
function namedCaptures(name: string, { captures }: ScanContext): Choice {
  if (name === ALL) return { inputs: captures, indexes: [...captures.keys()] };
  const index = captures.indexOf(name);
  if (index >= 0) return { inputs: [name], indexes: [index] };
  throw new SyssharkError(
    'USAGE',
    `"${name}" was not given to sysshark sql: it reads only captures of its command line`,
  );
}

/** The captures with the indexes that a list has; '*' for all. */
function numberedCaptures(list: string, context: ScanContext): Choice {
  if (list === ALL) return namedCaptures(ALL, context);
  const indexes = list.split(',').map(Number);
  return { indexes, inputs: indexes.map((index) => context.captures[index] as string) };
}

/** A table function over captures: `scap('FILE', filter => 'evt.type=openat')`. */
class ScapFunction {
  private readonly parts: TableParts;
  private readonly context: ScanContext;
  private readonly bindings: Bindings;
  private readonly writer: VectorWriter;
  private readonly columns: readonly TableColumn[];
  private readonly types: readonly object[];

  constructor(parts: TableParts, context: ScanContext, duckDb: DuckDb) {
    this.parts = parts;
    this.context = context;
    this.bindings = duckDb.bindings;
    this.writer = new VectorWriter(duckDb.bindings);
    this.columns = [...TABLES[parts.table], ...parts.labels];
    this.types = this.columns.map(({ type }) => sqlType(duckDb, type));
  }

  readonly bind = (info: BindInfo): void => {
    this.guard(info, () => {
      const filter = String(info.getNamedParameter('filter') ?? '');
      filterOfText(filter);
      const choice = this.parts.choose(String(info.getParameter(0)), this.context);
      for (const [i, { name }] of this.columns.entries()) info.addResultColumn(name, this.types[i] as object);
      const onlyCalls = info.getNamedParameter('only_calls') === true;
      info.setBindData({ ...choice, filter, onlyCalls } satisfies BoundRequest);
    });
  };

  readonly init = (info: InitInfo): void => {
    this.guard(info, () => {
      const { context, parts } = this;
      const { inputs, indexes, filter, onlyCalls } = info.getBindData() as BoundRequest;
      if (inputs.includes(STDIN)) {
        if (context.hasReadInput)
          throw new SyssharkError('USAGE', 'standard input can be read only once: write it to a file first');
        context.hasReadInput = true;
      }
      // rows come in the order of events
      info.setMaxThreads(1);
      const { shown, columns } = this.shownColumns(info.getColumnIndexes());
      const { table, order } = parts;
      const { stateBytes } = context;
      const stream = new ScanStream({ inputs, filter, onlyCalls, table, order, columns, stateBytes });
      context.open.add(stream);
      info.setInitData({ stream, shown, indexes, rows: null, capture: 0, at: 0 } satisfies Scan);
    });
  };

  /** What a result shows, and the columns that are scanned for it. */
  private shownColumns(indexes: readonly number[]): { readonly shown: ShownColumn[]; readonly columns: number[] } {
    const columns: number[] = [];
    const { labels, table } = this.parts;
    const count = TABLES[table].length;
    const shown = indexes.map((index): ShownColumn => {
      const { type } = this.columns[index] as TableColumn;
      if (index >= count) return { type, of: (_, capture) => (labels[index - count] as LabelColumn).of(capture) };
      const at = columns.push(index) - 1;
      return { type, of: (rows) => rows.columns[at] as StoredColumn };
    });
    return { shown, columns };
  }

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
    scan.shown.forEach(({ type, of }, i) => {
      const vector = this.bindings.data_chunk_get_vector(output.chunk, i);
      this.writer.write(vector, type, { column: of(rows, scan.capture), from: scan.at, count });
    });
    scan.at += count;
    this.context.rowsRead += count;
  }

  /** The rows that are not copied yet; null at the end. */
  private rowsOf(scan: Scan): StoredRows | null {
    if (scan.rows !== null && scan.at < scan.rows.count) return scan.rows;
    for (;;) {
      const message = scan.stream.next();
      if (message.kind === 'end') return null;
      scan.capture = scan.indexes[message.input] as number;
      if (message.kind === 'failed') {
        if (this.parts.order === 'apart') this.context.unreadable = scan.capture;
        throw new SyssharkError('IO', message.message);
      }
      if (message.kind === 'problem') this.note(message.message, scan.capture);
      else {
        scan.rows = message.rows;
        scan.at = 0;
        return scan.rows;
      }
    }
  }

  private note(problem: string, capture: number): void {
    const { problems } = this.context;
    problems.set(problem, (problems.get(problem) ?? new Set()).add(capture));
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

const kinds = Object.keys(TABLES) as TableName[];

/** The tables that a context has: scap and its like, and where captures have labels, segment_scap and its like. */
function tablesOf({ labels }: ScanContext): TableParts[] {
  const merged = kinds.map(
    (table): TableParts => ({ name: table, table, order: 'merged', labels: [], choose: namedCaptures }),
  );
  if (labels.length === 0) return merged;
  const apart = kinds.map(
    (table): TableParts => ({ name: `${APART}${table}`, table, order: 'apart', labels, choose: numberedCaptures }),
  );
  return [...merged, ...apart];
}

/** The table functions over captures. */
export function scapFunctions(context: ScanContext, duckDb: DuckDb): TableFunction[] {
  const { VARCHAR, BOOLEAN } = duckDb.api;
  return tablesOf(context).map((parts) => {
    const made = new ScapFunction(parts, context, duckDb);
    return {
      name: parts.name,
      parameterTypes: [VARCHAR],
      namedParameterTypes: { filter: VARCHAR, only_calls: BOOLEAN },
      supportsProjectionPushdown: true,
      bindFunction: made.bind,
      initFunction: made.init,
      mainFunction: made.main,
    };
  });
}
