import type { ByteText } from '../../bytes/byte-text.js';
import { humanDuration } from '../../fields/duration.js';
import { renderClock } from '../../render/clock.js';
import type { Paint } from '../color.js';
import { addLine } from './add-line.js';
import type { Row } from './column.js';
import type { HeatScale, LayoutOf, RowContext, RowForm } from './form.js';
import type { RowWriter } from './row-writer.js';

const MS = 1_000_000n;
const MS_PER_SECOND = 1000n;
/** A cell is one step warmer for each time that it counts so many more. */
const STEP = 4;
/** Cells without colors, by warmth. */
const SHADES = ' .:-=+*#%@';
const MAX_HEAT = SHADES.length - 1;
/** `HH:MM:SS.mmm` and a space. */
const MARGIN = ' '.repeat(13);

/** Warmth of a cell that counts so many: from 0 for none to 9. */
export function heatOf(count: number): number {
  if (count === 0) return 0;
  let heat = 1;
  for (let rest = count; rest >= STEP && heat < MAX_HEAT; rest = Math.floor(rest / STEP)) heat++;
  return heat;
}

/** Draws adjacent cells of the same warmth. */
type PaintCells = (heat: number, count: number) => string;

const shade: PaintCells = (heat, count) => (SHADES[heat] as string).repeat(count);

function cellsText(counts: readonly number[], paint: PaintCells): string {
  const heats = counts.map(heatOf);
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

/** The time of day of a row, in whole milliseconds. */
function timeText(ns: bigint): string {
  const ms = ns / MS;
  return `${renderClock(Number(ms / MS_PER_SECOND))}.${String(ms % MS_PER_SECOND).padStart(3, '0')}`;
}

/** Draws a heat map row by row. */
class HeatDrawing {
  private readonly scale: HeatScale;
  private readonly paint: PaintCells;
  /** When the next row starts if none is left out, in ns since the epoch; null before the first. */
  private next: bigint | null = null;

  constructor(scale: HeatScale, paint: Paint | null) {
    this.scale = scale;
    this.paint = paint === null ? shade : (heat, count) => paint.heat(heat, count);
  }

  /** A row is a time in ns since the epoch and counts; there is none for intervals without events. */
  draw(out: ByteText, row: Row): void {
    const [time, counts] = row as readonly [bigint, readonly number[]];
    if (this.next === null) this.drawScale(out);
    else if (time > this.next) addLine(out, `${MARGIN}(nothing for ${humanDuration(Number(time - this.next))})`);
    addLine(out, `${timeText(time)} ${cellsText(counts, this.paint)}`.trimEnd());
    this.next = time + BigInt(this.scale.interval);
  }

  private drawScale(out: ByteText): void {
    const steps = Array.from({ length: MAX_HEAT }, (_, i) => `${this.paint(i + 1, 1)} ${STEP ** i}`);
    addLine(out, `${MARGIN}a cell has at least: ${steps.join('  ')}`);
    addLine(
      out,
      this.scale.labels.reduce((line, [column, text]) => line.padEnd(MARGIN.length + column) + text, MARGIN),
    );
  }
}

/** Draws rows as a heat map, in shades if there are no colors. */
export function heatRows({ layout }: RowForm<LayoutOf<'heat'>>, { paint }: RowContext): RowWriter {
  const drawing = new HeatDrawing(layout.scale, paint);
  return {
    heading: null,
    row: (out, row) => drawing.draw(out, row),
    report: (out, { rows }) => {
      rows.forEach((row) => {
        drawing.draw(out, row);
      });
    },
  };
}
