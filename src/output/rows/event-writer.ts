// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import type { ByteText } from '../../bytes/byte-text.js';
import type { Evt } from '../../state/evt.js';
import type { ColumnConsumer } from '../event-consumer.js';
import { compileJsonWriter } from '../json.js';
import type { Emit } from '../line.js';
import { compileDataLines } from './data-lines.js';
import { compileDataRows } from './data-rows.js';
import { compileEventColumns, eventHeadings } from './event-columns.js';
import type { EventForm, RowContext } from './form.js';

const NEW_LINE = 10;

/** Writes rows that are events, as text or JSON. */
export interface EventWriter {
  /** A line before all rows, without its line end (byte string); null for none. */
  readonly heading: string | null;
  readonly write: (evt: Evt, out: ByteText) => void;
  /** Writes rows with a result above 0 to `out` by columns; null if that is not possible. */
  readonly columns: (out: ByteText) => ColumnConsumer | null;
}

/** What writes events of a form. Throws TextError('FORMAT'). */
export function eventWriter(form: EventForm, context: RowContext): EventWriter {
  const { lines } = form;
  const emit = compileEvent(form, context);
  return {
    heading: context.isJson ? null : headingOf(form),
    write: (evt, out) => {
      if (emit(evt, out)) out.addByte(NEW_LINE);
    },
    columns: (out) => (lines === null || context.isJson ? null : compileDataRows(lines, context, out)),
  };
}

function compileEvent({ columns, lines }: EventForm, context: RowContext): Emit {
  if (context.isJson) return compileJsonWriter(columns.map(({ field }) => `%${field}`).join(' '), context.fields);
  return lines === null ? compileEventColumns(columns, context.fields) : compileDataLines(lines, context);
}

function headingOf({ columns, lines }: EventForm): string | null {
  return lines === null ? eventHeadings(columns) : (lines.heading ?? null);
}
