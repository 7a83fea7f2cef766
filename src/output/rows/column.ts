/**
 * What a column holds, and so how it is written for people and in JSON: counts and other numbers, sizes in bytes,
 * durations in ns, CPU time in ns (for people its share of the time that a report is about), times in ns since the
 * epoch, whole seconds since the epoch, text (byte strings), and lists.
 */
export type ColumnType =
  | 'count'
  | 'number'
  | 'double'
  | 'bool'
  | 'bytes'
  | 'duration'
  | 'cpu'
  | 'time'
  | 'second'
  | 'text'
  | 'texts'
  | 'counts';

/** A value of a row; null if it is not known. */
export type Value = string | number | bigint | boolean | null | readonly string[] | readonly number[];

/** A column of rows. */
export interface Column {
  /** Its name in JSON. */
  readonly name: string;
  readonly type: ColumnType;
  /** Its name above a table; null if tables do not show it. */
  readonly heading: string | null;
  /** How people see a value (byte string), if not as its type says. Not called for null. */
  readonly text?: (value: NonNullable<Value>) => string;
  /** Bytes that text is padded to where columns have a fixed width; longer text is not cut. */
  readonly width?: number;
  readonly isRight?: true;
}

/** A value for each column. */
export type Row = readonly Value[];

/** Takes rows, one after the other. */
export type AddRow = (row: Row) => void;

/** Rows that can be gone through more than once, and need not all be in memory. */
export interface Rows {
  forEach(take: AddRow): void;
}

/** The rows of a report. */
export interface Report {
  readonly rows: Rows;
  /** The sum of everything beyond a limit, with null for its keys. */
  readonly others?: Row | null;
  /** Whether there was more than the rows can tell, of which nothing else is known. */
  readonly isFull?: boolean;
  /** A remark below a table. */
  readonly note?: string | null;
  /** The time that the report is about, in ns of event time; CPU time is shown as a share of it. */
  readonly elapsed?: number;
}
