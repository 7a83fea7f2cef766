import type { HeatAnswer } from '../../../src/web/protocol.js';
import type { Picture } from '../../strip/canvas.js';
import { tickLabel, tickStep } from '../../strip/ticks.js';
import { roundDuration } from '../../text/durations.js';
import { type Cell, columnsOf, linesOf, type Rectangle, stepOf } from './heat.js';

/** What is drawn. */
export interface HeatState {
  readonly heat: HeatAnswer;
  readonly chosen: Rectangle | null;
}

/** Room for labels, in pixels. */
const LEFT = 70;
const RIGHT = 12;
const BOTTOM = 18;
const TOP = 6;
const TICK_WIDTH = 90;
const PER_DECADE = 10;
const FONT = '10.5px system-ui, "Noto Sans", "DejaVu Sans", sans-serif';

type Size = Pick<Picture, 'width' | 'height'>;

const xOf = (column: number, heat: HeatAnswer, { width }: Size): number =>
  LEFT + (column / columnsOf(heat)) * (width - LEFT - RIGHT);
const yOf = (line: number, heat: HeatAnswer, { height }: Size): number =>
  height - BOTTOM - (line / linesOf(heat)) * (height - TOP - BOTTOM);

/** The cell at a place of the picture, in pixels; the nearest one if there is none. */
export function cellAt(x: number, y: number, heat: HeatAnswer, size: Size): Cell {
  const within = (value: number, count: number): number => Math.max(0, Math.min(count - 1, Math.floor(value)));
  const { width, height } = size;
  return {
    column: within(((x - LEFT) / (width - LEFT - RIGHT)) * columnsOf(heat), columnsOf(heat)),
    line: within(((height - BOTTOM - y) / (height - TOP - BOTTOM)) * linesOf(heat), linesOf(heat)),
  };
}

function paintCells(context: CanvasRenderingContext2D, picture: Picture, heat: HeatAnswer): void {
  const columns = columnsOf(heat);
  const most = Math.max(1, ...heat.counts);
  for (const [at, count] of heat.counts.entries()) {
    if (count === 0) continue;
    const [column, line] = [at % columns, Math.floor(at / columns)];
    const [x, y] = [Math.floor(xOf(column, heat, picture)), Math.floor(yOf(line + 1, heat, picture))];
    context.fillStyle = picture.colour(`heat-${stepOf(count, most)}`);
    context.fillRect(
      x,
      y,
      Math.ceil(xOf(column + 1, heat, picture)) - x,
      Math.max(2, Math.ceil(yOf(line, heat, picture)) - y),
    );
  }
}

function paintAxes(context: CanvasRenderingContext2D, picture: Picture, heat: HeatAnswer): void {
  context.font = FONT;
  for (let line = 0; line <= linesOf(heat); line += PER_DECADE) {
    const y = Math.round(yOf(line, heat, picture)) + 0.5;
    context.fillStyle = picture.colour('line');
    context.fillRect(LEFT, y, picture.width - LEFT - RIGHT, 1);
    context.fillStyle = picture.colour('label');
    context.textAlign = 'right';
    context.fillText(roundDuration(heat.latencies[line] ?? 0), LEFT - 6, Math.max(10, y + 3));
  }
  const [begin = '0', end = '0'] = [heat.times[0], heat.times.at(-1)];
  const span = Number(BigInt(end) - BigInt(begin));
  const room = picture.width - LEFT - RIGHT;
  const step = tickStep(span, room / TICK_WIDTH);
  context.textAlign = 'left';
  for (let ns = 0; ns < span; ns += step) {
    const x = Math.round(LEFT + (ns / span) * room) + 0.5;
    context.fillStyle = picture.colour('line');
    context.fillRect(x, TOP, 1, picture.height - TOP - BOTTOM + 4);
    context.fillStyle = picture.colour('label');
    if (x < picture.width - RIGHT - 30) context.fillText(tickLabel(ns, step), x + 3, picture.height - 5);
  }
}

function paintRectangle(context: CanvasRenderingContext2D, picture: Picture, heat: HeatAnswer, box: Rectangle): void {
  const [x, y] = [xOf(box.fromColumn, heat, picture), yOf(box.toLine + 1, heat, picture)];
  const width = xOf(box.toColumn + 1, heat, picture) - x;
  const height = yOf(box.fromLine, heat, picture) - y;
  context.fillStyle = picture.colour('brush');
  context.fillRect(x, y, width, height);
  context.strokeStyle = picture.colour('cursor');
  context.strokeRect(Math.round(x) - 0.5, Math.round(y) - 0.5, Math.round(width) + 1, Math.round(height) + 1);
}

/** Draws a heat map. */
export function paintHeat(context: CanvasRenderingContext2D, picture: Picture, state: HeatState): void {
  const { heat, chosen } = state;
  paintAxes(context, picture, heat);
  paintCells(context, picture, heat);
  if (chosen !== null) paintRectangle(context, picture, heat, chosen);
}
