import { ByteText } from '../bytes/byte-text.js';
import { findParam } from '../decode/param-index.js';
import { dataDirection } from '../fields/category.js';
import { resultOf } from '../fields/result.js';
import type { Tone } from '../output/color.js';
import { compileFormat } from '../output/format.js';
import { compileJsonWriter } from '../output/json.js';
import { GUARD_AGAINST_NUMBERS, guardBeside } from '../output/own-lines.js';
import { writeBuffer } from '../render/buffer.js';
import { bothGuards, GUARD_AGAINST_ALL, guarded, type LineGuard } from '../render/line-guard.js';
import type { BufferMode } from '../render/options.js';
import type { Evt } from '../state/evt.js';
import type { Chisel, ChiselArg, ChiselContext, ChiselRun } from './chisel.js';
import { type ChiselFilter, chiselFilter } from './chisel-filter.js';

const NEW_LINE = 10;

/** How the data of a call stands to the line that tells of the call. */
export type DataLayout =
  /** Nothing but the data. */
  | 'alone'
  /** Below it, a blank line before and behind. */
  | 'below'
  /** Each line of it behind a copy. */
  | 'beside'
  /** Nothing of it. */
  | 'none';

/** Lines about calls that move data: a filter and a format. */
export interface LineRow extends Pick<Chisel, 'name' | 'category' | 'summary' | 'description' | 'snaplen'> {
  readonly args?: readonly ChiselArg[];
  /**
   * The events, enter events as well: the exit of a call whose enter was rejected may have no descriptor. Throws
   * SyssharkError USAGE for invalid arguments.
   */
  readonly filter: ChiselFilter;
  readonly heading?: string;
  /** The line of a call, as -p takes it; two where reads and writes have each their own. */
  readonly format: string | Readonly<Record<'read' | 'write', string>>;
  readonly data: DataLayout;
  /** Colour of what was written for an event; null for none. */
  readonly toneOf: (evt: Evt, text: string) => Tone | null;
  /** Fields of the objects that -j writes. */
  readonly fields: readonly string[];
}

/** The chisel that a row describes. */
export function lineChisel(row: LineRow): Chisel {
  const { name, category, summary, description, args = [], snaplen } = row;
  const start = (words: readonly string[], context: ChiselContext): ChiselRun => startLines(row, words, context);
  return { name, category, summary, description, args, start, ...(snaplen === undefined ? {} : { snaplen }) };
}

function startLines(row: LineRow, words: readonly string[], context: ChiselContext): ChiselRun {
  return {
    filter: chiselFilter(row.filter, words),
    heading: row.heading ?? null,
    take: context.isJson ? jsonTaker(row, context) : textTaker(row, context),
    report: null,
  };
}

/** Whether a call has ended that moved data. */
const hasMoved = (evt: Evt): boolean => resultOf(evt) > 0;

type Take = NonNullable<ChiselRun['take']>;

function jsonTaker({ fields }: LineRow, context: ChiselContext): Take {
  const emit = compileJsonWriter(fields.map((field) => `%${field}`).join(' '), context.fields);
  return (evt, out) => {
    if (!hasMoved(evt)) return;
    emit(evt, out);
    out.addByte(NEW_LINE);
  };
}

function textTaker(row: LineRow, context: ChiselContext): Take {
  const lineOf = lineWriter(row, context);
  const layOut = LAYOUTS[row.data];
  const { paint, fields } = context;
  const data: DataStyle = { mode: fields.render.buffers, guard: guardOf(row, context) };
  return (evt, out) => {
    const line = hasMoved(evt) ? lineOf(evt) : null;
    if (line === null) return;
    const text = layOut(line, evt, data);
    if (text === '') return;
    const tone = paint === null ? null : row.toneOf(evt, text);
    out.addText(tone === null || paint === null ? text : paint.tone(tone, text));
    out.addByte(NEW_LINE);
  };
}

/** The line of an event; null for one that lacks a field of it. */
function lineWriter({ format }: LineRow, { fields }: ChiselContext): (evt: Evt) => string | null {
  if (typeof format === 'string') return compileFormat(format, fields);
  const read = compileFormat(format.read, fields);
  const write = compileFormat(format.write, fields);
  return (evt) => (dataDirection(evt.view.def) === 'write' ? write : read)(evt);
}

const scratch = new ByteText();

/** How data is written: as options have buffers, and apart from lines of ours; no guard where it is to be shown as it is. */
interface DataStyle {
  readonly mode: BufferMode;
  readonly guard: LineGuard | null;
}

/** What keeps data apart from lines of events, and from those of a chisel or of all that run beside it. */
function guardOf({ format, data }: LineRow, { fields, isAlone }: ChiselContext): LineGuard | null {
  if (!fields.isMasked) return null;
  if (!isAlone) return GUARD_AGAINST_ALL;
  if (data === 'alone') return GUARD_AGAINST_NUMBERS;
  return bothGuards(
    GUARD_AGAINST_NUMBERS,
    guardBeside(typeof format === 'string' ? format : format.read, fields.registry),
  );
}

/** The data of a call, all of it that was captured; '' where there is none. */
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

/** Where no option says how buffers are written: line by line. */
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
