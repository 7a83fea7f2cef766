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
/** Marks of a scale, about, and their distance in its magnitude. */
const MARKS = 4;
const ROUND = [1, 2, 5];
const FONT = '10.5px system-ui, "Noto Sans", "DejaVu Sans", sans-serif';

const roomOf = ({ width }: Picture): number => width - LEFT - RIGHT;
const xOf = (at: number, count: number, picture: Picture): number => LEFT + (at / count) * roomOf(picture);

/** A scale that begins at 0. */
export interface Scale {
  /** The largest value. */
  readonly most: number;
  /** Where it ends, and the distance of its marks: round numbers. */
  readonly end: number;
  readonly step: number;
}

/** Bytes are round by 1024, all else by 1000. */
function stepOf(most: number, isBytes: boolean): number {
  const unit = isBytes ? 1024 ** Math.floor(Math.log(most) / Math.log(1024)) : 1;
  const least = most / unit / MARKS;
  const magnitude = 10 ** Math.floor(Math.log10(least));
  const step = ROUND.find((round) => round * magnitude >= least * 0.999) ?? 10;
  return Math.max(1, step * magnitude * unit);
}

/** The scale of each measure: lines of the same measure have the same one. */
export function scales(lines: readonly (Line | null)[]): ReadonlyMap<string, Scale> {
  const found = new Map<string, Scale>();
  for (const line of lines) {
    if (line === null) continue;
    const largest = line.values.reduce((one, other) => Math.max(one, other), 0);
    const most = Math.max(1, largest, found.get(line.measure)?.most ?? 0);
    const step = stepOf(most, line.measure === 'bytes');
    found.set(line.measure, { most, step, end: Math.ceil(most / step) * step });
  }
  return found;
}

/** Marks of a scale at the left, with lines, or at the right. */
function paintScale(
  context: CanvasRenderingContext2D,
  picture: Picture,
  [measure, { step, end }]: readonly [string, Scale],
  isLeft: boolean,
): void {
  const height = picture.height - TOP - BOTTOM;
  const { text } = measureOf(measure);
  for (let value = 0; value <= end; value += step) {
    const y = Math.round(picture.height - BOTTOM - (value / end) * height) + 0.5;
    context.fillStyle = picture.colour('line');
    if (isLeft) context.fillRect(LEFT, y, roomOf(picture), 1);
    context.fillStyle = picture.colour('label');
    context.textAlign = isLeft ? 'right' : 'left';
    context.fillText(shortened(text(value)), isLeft ? LEFT - 6 : picture.width - RIGHT + 6, y + 3);
  }
}

/** A text of a value without zeros behind the point. */
const shortened = (text: string): string =>
  text.replace(/\.(\d*?)0+(?= |$)/, (_, digits: string) => digits && `.${digits}`);

function paintAxes(context: CanvasRenderingContext2D, picture: Picture, state: GraphState): void {
  const [left, right] = [...scales(state.lines)];
  context.font = FONT;
  if (left !== undefined) paintScale(context, picture, left, true);
  if (right !== undefined) paintScale(context, picture, right, false);
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

function paintLine(context: CanvasRenderingContext2D, picture: Picture, values: readonly number[], end: number): void {
  const height = picture.height - TOP - BOTTOM;
  context.beginPath();
  for (const [at, value] of values.entries()) {
    const y = picture.height - BOTTOM - (value / end) * height;
    context.lineTo(xOf(at, values.length, picture), y);
    context.lineTo(xOf(at + 1, values.length, picture), y);
  }
  context.stroke();
}

/** Draws a graph: each line in its colour, each measure on a scale of its own. */
export function paintGraph(context: CanvasRenderingContext2D, picture: Picture, state: GraphState): void {
  const { lines, count, cursor, anchor } = state;
  paintAxes(context, picture, state);
  const scale = scales(lines);
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  for (const [at, line] of lines.entries()) {
    if (line === null) continue;
    context.strokeStyle = picture.colour(`series-${at}`);
    paintLine(context, picture, line.values, scale.get(line.measure)?.end ?? 1);
  }
  if (cursor < 0) return;
  const [from, to] = [Math.min(cursor, anchor), Math.max(cursor, anchor) + 1];
  context.fillStyle = picture.colour('brush');
  const x = xOf(from, count, picture);
  context.fillRect(x, TOP, Math.max(1, xOf(to, count, picture) - x), picture.height - TOP - BOTTOM);
}
