// HOT: once per printed event. No bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import { humanDuration } from '../fields/duration.js';
import type { WriteField } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { fieldAlone, writerOf } from '../output/format.js';
import { compileJsonWriter } from '../output/json.js';
import { compileLine, type Emit } from '../output/line.js';
import type { Evt } from '../state/evt.js';
import type { ChiselContext } from './chisel.js';

const NEW_LINE = 10;
const SPACE = 32;
const MISSING = '-';
const GAP = 2;

/** A column of lines, one an event. */
export interface EventColumn {
  readonly heading: string;
  readonly field: string;
  /** Bytes that values are padded to; longer ones are not cut. The last column needs none. */
  readonly width?: number;
  /** Whether it is a time in ns, written for people. */
  readonly isDuration?: true;
}

function durationWriter(field: string, context: FieldContext): WriteField {
  const { extract } = fieldAlone(field, context);
  return (evt, out) => {
    const value = extract(evt);
    if (value === null) return false;
    out.addText(humanDuration(Number(value)));
    return true;
  };
}

function columnWriter({ field, width = 0, isDuration }: EventColumn, context: FieldContext): WriteField {
  const write = isDuration ? durationWriter(field, context) : writerOf(fieldAlone(field, context));
  return (evt, out) => {
    const end = out.length + width;
    if (!write(evt, out)) out.addText(MISSING);
    while (out.length < end) out.addByte(SPACE);
    return true;
  };
}

/** The names of the columns as a line. */
export function columnHeadings(columns: readonly EventColumn[]): string {
  return columns.map(({ heading, width = 0 }) => heading.padEnd(width)).join(' '.repeat(GAP));
}

function compileText(columns: readonly EventColumn[], context: FieldContext): Emit {
  const parts = columns.map((column, i) => ({
    before: i === 0 ? '' : ' '.repeat(GAP),
    use: fieldAlone(column.field, context).use,
    write: columnWriter(column, context),
    missing: null,
    isMasked: context.isMasked,
  }));
  return compileLine(parts, '');
}

/** What adds the line of an event, with its end: columns for people, or a JSON object of their fields. */
export function compileColumnLine(
  columns: readonly EventColumn[],
  { fields, isJson }: ChiselContext,
): (evt: Evt, out: ByteText) => void {
  const emit = isJson
    ? compileJsonWriter(columns.map(({ field }) => `%${field}`).join(' '), fields)
    : compileText(columns, fields);
  return (evt, out) => {
    if (emit(evt, out)) out.addByte(NEW_LINE);
  };
}
