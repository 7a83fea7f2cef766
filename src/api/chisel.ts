/** Chisels of users, as their modules define them (docs/OWN-CHISELS.md). */
import type { CaptureEvent } from './event.js';

/** The types of columns, and what their values are; null in a row for an unknown one. */
export interface ColumnValues {
  /** How many. */
  readonly count: number | bigint;
  /** An id, a port, and whatever else is a whole number. */
  readonly number: number | bigint;
  readonly double: number;
  readonly bool: boolean;
  /** Bytes; with a unit in text. */
  readonly bytes: number | bigint;
  /** Nanoseconds; with a unit in text. */
  readonly duration: number | bigint;
  /** Nanoseconds of CPU time; in text a share of the time of the report. */
  readonly cpu: number | bigint;
  /** Nanoseconds since the epoch; in text the time of day. */
  readonly time: bigint;
  /** Seconds since the epoch; in text the time of day. */
  readonly second: number;
  readonly text: string;
  readonly texts: readonly string[];
  readonly counts: readonly number[];
}

/** Type of a column. */
export type ColumnType = keyof ColumnValues;

/** A column: its type, or more. */
export interface ChiselColumn {
  readonly type: ColumnType;
  /** What stands above it in text: its name if left out; null if only JSON has it. */
  readonly heading?: string | null;
  /** Characters that its text is padded to in the layout `columns`. */
  readonly width?: number;
}

/** The columns of rows, by name: JSON objects have these names. */
export type ChiselColumns = Readonly<Record<string, ColumnType | ChiselColumn>>;

type TypeOf<Column> = Column extends ColumnType ? Column : Column extends { readonly type: infer Type } ? Type : never;

/** A row: a value for each column. */
export type ChiselRow<Columns extends ChiselColumns> = {
  readonly [Name in keyof Columns]: ColumnValues[TypeOf<Columns[Name]> & ColumnType] | null;
};

/** A word after the chisel on the command line. */
export interface OwnChiselArg {
  /** What stands for it in descriptions, in capitals. */
  readonly name: string;
  readonly description: string;
  /** Whether it may be left out; such arguments are the last ones. */
  readonly isOptional?: boolean;
}

/** What a chisel does in a run. */
export interface ChiselWork<Columns extends ChiselColumns> {
  /**
   * Takes an event that passed the filters; it is valid during the call. Returns rows to print at once, if the layout is
   * `columns` or there is a `line`.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: most functions return nothing
  readonly event: (event: CaptureEvent) => ChiselRow<Columns> | readonly ChiselRow<Columns>[] | null | void;
  /** The rows of a report, the largest first: text has ten of a table. Live, what is counted for the next one starts here. */
  readonly report?: () => Iterable<ChiselRow<Columns>>;
}

/** What a run of a chisel knows. */
export interface ChiselRunContext {
  /** Whether this machine is captured, rather than a capture read. */
  readonly isLive: boolean;
}

/** A chisel. */
export interface OwnChisel<Columns extends ChiselColumns> {
  /** What it shows, in a few words. */
  readonly summary: string;
  /** What else users need to know. */
  readonly description?: string;
  readonly args?: readonly OwnChiselArg[];
  /** The events that it needs; all if left out. The filter of the command line applies as well. */
  readonly filter?: string;
  /** Bytes of I/O data that a live capture keeps at least. */
  readonly snaplen?: number;
  readonly columns: Columns;
  /** How text shows rows: as a `table` with the first ten, a `listing` of all, or `columns` as rows come. JSON has them all. */
  readonly layout?: 'table' | 'listing' | 'columns';
  /** A line for each row instead, with `%name` for a value. */
  readonly line?: string;
  /** Live: a report every second (`interval`), or at the end. Tables and listings: every second if left out; others: none. */
  readonly schedule?: 'interval' | 'end';
  /** Begins a run; gets the words of the command line, as many as were given. An error that it throws is reported. */
  readonly start: (args: readonly string[], context: ChiselRunContext) => ChiselWork<Columns>;
}

/** Returns the chisel; TypeScript checks that rows have the values of the columns. */
export function defineChisel<const Columns extends ChiselColumns>(chisel: OwnChisel<Columns>): OwnChisel<Columns> {
  return chisel;
}
