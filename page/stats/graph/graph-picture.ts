import type { Picture } from '../../strip/canvas.js';
import { tickLabel, tickStep } from '../../strip/ticks.js';
import { type Line, measureOf } from './series.js';

/** What is drawn. */
export interface GraphState {
  readonly lines: readonly (Line | null)[];
  /** ns of an interval. */
  readonly interval: number;
  readonly count: number;
  /** The interval that is looked at, and the other end of what is chosen; -1 for none. */
  readonly cursor: number;
  readonly anchor: number;
}

/** Room for labels, in pixels. */
export const LEFT = 76;
export const RIGHT = 76;
const BOTTOM = 18;
const TOP = 10;
const TICK_WIDTH = 90;
const GRID = 4;
const FONT = '10.5px system-ui, "Noto Sans", "DejaVu Sans", sans-serif';

const roomOf = ({ width }: Picture): number => width - LEFT - RIGHT;
const xOf = (at: number, count: number, picture: Picture): number => LEFT + (at / count) * roomOf(picture);

/** The largest value of each measure: lines of the same measure have the same scale. */
export function scales(lines: readonly (Line | null)[]): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  for (const line of lines) {
    if (line === null) continue;
    const largest = line.values.reduce((one, other) => Math.max(one, other), 0);
    most.set(line.measure, Math.max(1, largest, most.get(line.measure) ?? 0));
  }
  return most;
}

function paintAxes(context: CanvasRenderingContext2D, picture: Picture, state: GraphState): void {
  const height = picture.height - TOP - BOTTOM;
  const [left, right] = [...scales(state.lines)];
  context.font = FONT;
  for (let part = 0; part <= GRID; part++) {
    const y = Math.round(picture.height - BOTTOM - (part / GRID) * height) + 0.5;
    context.fillStyle = picture.colour('line');
    context.fillRect(LEFT, y, roomOf(picture), 1);
    context.fillStyle = picture.colour('label');
    for (const [scale, align, x] of [
      [left, 'right', LEFT - 6],
      [right, 'left', picture.width - RIGHT + 6],
    ] as const) {
      if (scale === undefined) continue;
      context.textAlign = align;
      context.fillText(measureOf(scale[0]).text(Math.round((scale[1] * part) / GRID)), x, y + 3);
    }
  }
  paintTicks(context, picture, state.interval * state.count);
}

function paintTicks(context: CanvasRenderingContext2D, picture: Picture, span: number): void {
  const step = tickStep(span, roomOf(picture) / TICK_WIDTH);
  context.textAlign = 'left';
  for (let ns = 0; ns < span; ns += step) {
    const x = Math.round(LEFT + (ns / span) * roomOf(picture)) + 0.5;
    context.fillStyle = picture.colour('line');
    context.fillRect(x, TOP, 1, picture.height - TOP - BOTTOM + 4);
    context.fillStyle = picture.colour('label');
    if (x < picture.width - RIGHT - 30) context.fillText(tickLabel(ns, step), x + 3, picture.height - 5);
  }
}

function paintLine(context: CanvasRenderingContext2D, picture: Picture, values: readonly number[], most: number): void {
  const height = picture.height - TOP - BOTTOM;
  context.beginPath();
  for (const [at, value] of values.entries()) {
    const y = picture.height - BOTTOM - (value / most) * height;
    context.lineTo(xOf(at, values.length, picture), y);
    context.lineTo(xOf(at + 1, values.length, picture), y);
  }
  context.stroke();
}

/** Draws a graph: each line in its colour, each measure on a scale of its own. */
export function paintGraph(context: CanvasRenderingContext2D, picture: Picture, state: GraphState): void {
  const { lines, count, cursor, anchor } = state;
  paintAxes(context, picture, state);
  const most = scales(lines);
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  for (const [at, line] of lines.entries()) {
    if (line === null) continue;
    context.strokeStyle = picture.colour(`series-${at}`);
    paintLine(context, picture, line.values, most.get(line.measure) as number);
  }
  if (cursor < 0) return;
  const [from, to] = [Math.min(cursor, anchor), Math.max(cursor, anchor) + 1];
  context.fillStyle = picture.colour('brush');
  const x = xOf(from, count, picture);
  context.fillRect(x, TOP, Math.max(1, xOf(to, count, picture) - x), picture.height - TOP - BOTTOM);
}
