import { ByteText } from '../../bytes/byte-text.js';
import { findParam } from '../../decode/param-index.js';
import { dataDirection } from '../../fields/category.js';
import type { FieldContext } from '../../fields/field-context.js';
import { writeBuffer } from '../../render/buffer.js';
import { bothGuards, GUARD_AGAINST_ALL, guarded, indentOf, type LineGuard } from '../../render/line-guard.js';
import type { BufferMode } from '../../render/options.js';
import { type ByteRange, maskedByte, writeMasked } from '../../render/printable.js';
import { EVENTS } from '../../schema/events.js';
import type { Evt } from '../../state/evt.js';
import { compileWriter, emittedText } from '../format.js';
import type { Emit } from '../line.js';
import { GUARD_AGAINST_NUMBERS, guardBeside } from '../own-lines.js';
import type { DataLayout, DataLines, RowContext } from './form.js';

/** Compiles the text of events that transfer data. Throws TextError('FORMAT'). */
export function compileDataLines(lines: DataLines, context: RowContext): Emit {
  const emit = emitLine(lines, context.fields);
  if (isPlain(lines, context)) return plainWriter(emit, plainData(lines, context));
  const lineOf = emittedText(emit);
  const layOut = LAYOUTS[lines.data];
  const { paint, fields } = context;
  const data: DataStyle = { mode: fields.render.buffers, guard: guardOf(lines, context) };
  return (evt, out) => {
    const line = lineOf(evt);
    if (line === null) return false;
    const text = layOut(line, evt, data);
    if (text === '') return false;
    const tone = paint === null ? null : lines.toneOf(evt, text);
    out.addText(tone === null || paint === null ? text : paint.tone(tone, text));
    return true;
  };
}

/** Writes the line of an event, unless it lacks a field of it. */
function emitLine({ format }: DataLines, fields: FieldContext): Emit {
  if (typeof format === 'string') return compileWriter(format, fields);
  const read = compileWriter(format.read, fields);
  const write = compileWriter(format.write, fields);
  return (evt, out) => (dataDirection(evt.view.def) === 'write' ? write : read)(evt, out);
}

/** Whether all data is one line below that of its call, without color: it is then written without being made text first. */
export function isPlain({ data }: DataLines, { paint, fields }: RowContext): boolean {
  return data === 'below' && paint === null && fields.render.buffers === 'normal';
}

/** Writes what the layout "below" does of data in one line. */
function plainWriter(emit: Emit, writeData: DataBelow): Emit {
  const dataParams = Int16Array.from(EVENTS, ({ id }) => findParam(id, 'data'));
  const range = { data: scratch.view, start: 0, length: 0 };
  return (evt, out) => {
    if (!emit(evt, out)) return false;
    out.addByte(NEW_LINE);
    out.addByte(NEW_LINE);
    const { view } = evt;
    const index = dataParams[view.type] as number;
    range.length = index < 0 ? 0 : view.paramLength(index);
    if (range.length > 0) {
      range.data = view.view;
      range.start = view.paramStart(index);
    }
    writeData(out, range);
    return true;
  };
}

/** Writes data in one line, and the end of that. */
export type DataBelow = (out: ByteText, range: ByteRange) => void;

/** What writes data below the line of its call. */
export function plainData(lines: DataLines, context: RowContext): DataBelow {
  const guard = guardOf(lines, context);
  const indent = guard === null ? 0 : indentOf(guard).charCodeAt(0);
  return (out, range) => {
    if (range.length > 0) {
      if (guard?.opens[maskedByte(range.data.getUint8(range.start))] === true) out.addByte(indent);
      writeMasked(out, range);
    }
    out.addByte(NEW_LINE);
  };
}

const NEW_LINE = 10;
const scratch = new ByteText();

/** How data is written: the form of buffers, and what keeps it apart from lines of ours; null to print it as it is. */
interface DataStyle {
  readonly mode: BufferMode;
  readonly guard: LineGuard | null;
}

/** What keeps data apart from lines of events, and from the lines around it. */
function guardOf({ format, data }: DataLines, { fields, isAlone }: RowContext): LineGuard | null {
  if (!fields.isMasked) return null;
  if (!isAlone) return GUARD_AGAINST_ALL;
  if (data === 'alone') return GUARD_AGAINST_NUMBERS;
  const first = typeof format === 'string' ? format : format.read;
  return bothGuards(GUARD_AGAINST_NUMBERS, guardBeside(first, fields.registry));
}

/** The data of a call, as much as was captured; '' if there is none. */
function dataText({ view }: Evt, { mode, guard }: DataStyle): string {
  const index = findParam(view.type, 'data');
  const length = index < 0 ? 0 : view.paramLength(index);
  if (length === 0) return '';
  scratch.length = 0;
  const range = { data: view.view, start: view.paramStart(index), length };
  writeBuffer(scratch, range, { maxLength: 0, buffers: mode });
  const text = scratch.toText().replace(/^\n|\n$/g, '');
  return guard === null ? text : guarded(text, guard);
}

/** Line by line if no option chooses a form of buffers. */
const asLines = (style: DataStyle): DataStyle => (style.mode === 'normal' ? { ...style, mode: 'eols' } : style);

const LAYOUTS: Readonly<Record<DataLayout, (line: string, evt: Evt, style: DataStyle) => string>> = {
  none: (line) => line,
  alone: (_, evt, style) => dataText(evt, asLines(style)),
  below: (line, evt, style) => `${line}\n\n${dataText(evt, style)}\n`,
  beside: (line, evt, style) => {
    const lines = dataText(evt, { ...asLines(style), guard: null }).split('\n');
    return lines.flatMap((text) => (text === '' ? [] : [`${line} ${text}`])).join('\n');
  },
};
