import type { ByteText } from '../../bytes/byte-text.js';
import type { Report, Row } from './column.js';

/** Writes rows as text or JSON. */
export interface RowWriter {
  /** A line before all rows, without its line end (byte string); null for none. */
  readonly heading: string | null;
  /** Writes a row by itself, as it comes. */
  readonly row: (out: ByteText, row: Row) => void;
  /** Writes the rows of a report. */
  readonly report: (out: ByteText, report: Report) => void;
}
