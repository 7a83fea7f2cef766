import type { FieldContext } from '../../fields/field-context.js';
import type { Evt } from '../../state/evt.js';
import type { Paint, Tone } from '../color.js';
import type { Column } from './column.js';

/** What the rows and columns of a heat map stand for. */
export interface HeatScale {
  /** Texts above columns, in order. */
  readonly labels: readonly (readonly [column: number, text: string])[];
  /** The time of a row, in ns. */
  readonly interval: number;
}

/** How text shows rows. */
export type RowLayout =
  /** A table of the first rows, with columns as wide as their values. */
  | { readonly kind: 'table' }
  /** All rows below their headings, with columns as wide as their values. */
  | { readonly kind: 'listing' }
  /** Columns of a fixed width; the headings come once, or above each report with a rule below. */
  | { readonly kind: 'columns'; readonly hasRule: boolean }
  /** A line for each row: text with `%name` for the value of a column. */
  | { readonly kind: 'lines'; readonly heading: string | null; readonly line: string }
  /** A heat map: rows are a time and counts. */
  | { readonly kind: 'heat'; readonly scale: HeatScale };

/** The layout of a kind. */
export type LayoutOf<Kind extends RowLayout['kind']> = Extract<RowLayout, { readonly kind: Kind }>;

/** The columns of rows, and how text shows them. */
export interface RowForm<Layout extends RowLayout = RowLayout> {
  readonly columns: readonly Column[];
  /** Names of the columns that JSON objects have, in their order; all columns if left out. */
  readonly members?: readonly string[];
  readonly layout: Layout;
}

/** A column whose values are those of a field. */
export interface EventColumn {
  readonly field: string;
  /** Its name above the column; that of the field if left out. */
  readonly heading?: string;
  /** Bytes that text is padded to; longer text is not cut. The last column needs none. */
  readonly width?: number;
  /** Whether the field is a duration in ns, which people see with a unit. */
  readonly isDuration?: true;
}

/** Where text has the data of a call. */
export type DataLayout =
  /** Nothing but the data. */
  | 'alone'
  /** Below the line of the call, between empty lines. */
  | 'below'
  /** Each line of data behind a copy of the line of the call. */
  | 'beside'
  /** No data. */
  | 'none';

/** Text for events that transfer data. */
export interface DataLines {
  readonly heading?: string;
  /** The line of a call, as for -p; two if reads and writes have one each. */
  readonly format: string | Readonly<Record<'read' | 'write', string>>;
  readonly data: DataLayout;
  /** The color of what was printed for an event; null for none. */
  readonly toneOf: (evt: Evt, text: string) => Tone | null;
}

/** Rows that are events: their values are fields, written straight from the event. */
export interface EventForm {
  readonly columns: readonly EventColumn[];
  /** How text shows the events; null for the columns. */
  readonly lines: DataLines | null;
}

/** What the command line decides for how rows are written. */
export interface RowContext {
  readonly fields: FieldContext;
  /** -j: a JSON object for each row. */
  readonly isJson: boolean;
  /** Whether no other rows are written beside these. */
  readonly isAlone: boolean;
  /** -v: tables have all their rows. */
  readonly isVerbose: boolean;
  /** Colors; null for none. */
  readonly paint: Paint | null;
}
