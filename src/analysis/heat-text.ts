import type { ByteText } from '../bytes/byte-text.js';
import { humanDuration } from '../fields/duration.js';
import type { Paint } from '../output/color.js';
import { renderClock } from '../render/clock.js';
import type { HeatAxis, HeatRow, HeatWriter } from './heat-map.js';
import { addLine, addObject } from './output-lines.js';

const SECOND = 1e9;
const MS = 1e6;
/** A cell is one step warmer for each time that it has so many more. */
const STEP = 4;
/** Cells where there are no colours, by warmth. */
const SHADES = ' .:-=+*#%@';
const MAX_HEAT = SHADES.length - 1;
/** `HH:MM:SS.mmm` and a blank. */
const MARGIN = ' '.repeat(13);

/** Warmth of a cell with so many in it: from 0 for nothing to 9. */
export function heatOf(count: number): number {
  if (count === 0) return 0;
  let heat = 1;
  for (let rest = count; rest >= STEP && heat < MAX_HEAT; rest = Math.floor(rest / STEP)) heat++;
  return heat;
}

/** Writes cells that follow one another and are equally warm. */
type PaintCells = (heat: number, count: number) => string;

const shade: PaintCells = (heat, count) => (SHADES[heat] as string).repeat(count);

function rowText(counts: Uint32Array, paint: PaintCells): string {
  const heats = Array.from(counts, heatOf);
  let text = '';
  for (let from = 0; from < heats.length; ) {
    const heat = heats[from] as number;
    const next = heats.findIndex((other, at) => at > from && other !== heat);
    const to = next < 0 ? heats.length : next;
    text += paint(heat, to - from);
    from = to;
  }
  return text;
}

function scaleText({ labels }: HeatAxis): string {
  return labels.reduce((line, [column, text]) => line.padEnd(MARGIN.length + column) + text, MARGIN);
}

/** When a row begins: milliseconds, which intervals are whole ones of, behind the time of day. */
function timeOf({ second, offset }: HeatRow): string {
  const ms = Math.round(offset / MS);
  return `${renderClock(second + Math.floor(ms / 1000))}.${String(ms % 1000).padStart(3, '0')}`;
}

/** Writes a map for people, in shades where there are no colours. */
export function heatText(paint: Paint | null): HeatWriter {
  const cells: PaintCells = paint === null ? shade : (heat, count) => paint.heat(heat, count);
  return {
    begin: (out, axis) => {
      const steps = Array.from({ length: MAX_HEAT }, (_, i) => `${cells(i + 1, 1)} ${STEP ** i}`);
      addLine(out, `${MARGIN}a cell has at least: ${steps.join('  ')}`);
      addLine(out, scaleText(axis));
    },
    row: (out, row) => addLine(out, `${timeOf(row)} ${rowText(row.counts, cells)}`.trimEnd()),
    gap: (out, length) => addLine(out, `${MARGIN}(nothing for ${humanDuration(length)})`),
  };
}

/** Writes each row as an object: when it begins, and how many of each column. */
export const HEAT_JSON: HeatWriter = {
  begin: () => undefined,
  row: (out: ByteText, { second, offset, counts }) =>
    addObject(out, { 'evt.rawtime': BigInt(second) * BigInt(SECOND) + BigInt(offset), counts: [...counts] }),
  gap: () => undefined,
};
