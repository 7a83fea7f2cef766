// HOT: once per printed event. No bigint, try, spread or iterator here.
import { humanDuration } from '../../fields/duration.js';
import type { WriteField } from '../../fields/field.js';
import type { FieldContext } from '../../fields/field-context.js';
import { fieldAlone, writerOf } from '../format.js';
import { compileLine, type Emit } from '../line.js';
import { headingLine } from './column-rows.js';
import type { EventColumn } from './form.js';

const SPACE = 32;
const MISSING = '-';
const GAP = '  ';

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

/** The headings of columns of events, as a line. */
export function eventHeadings(columns: readonly EventColumn[]): string {
  return headingLine(columns.map(({ heading, field, width }) => ({ heading: heading ?? field, width: width ?? 0 })));
}

/** Compiles columns of a fixed width, a line for each event. Throws TextError('FORMAT'). */
export function compileEventColumns(columns: readonly EventColumn[], context: FieldContext): Emit {
  const parts = columns.map((column, i) => ({
    before: i === 0 ? '' : GAP,
    use: fieldAlone(column.field, context).use,
    write: columnWriter(column, context),
    missing: null,
    isMasked: context.isMasked,
  }));
  return compileLine(parts, '');
}
