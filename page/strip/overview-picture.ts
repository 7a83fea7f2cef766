import type { StripAnswer } from '../../src/web/protocol.js';
import type { Picture } from './canvas.js';
import { tickLabel, tickStep } from './ticks.js';

/** What the overview shows. Places are shares of the capture's time, 0 to 1. */
export interface OverviewState {
  readonly whole: StripAnswer;
  /** The list's events; null if it has all. */
  readonly shown: StripAnswer | null;
  readonly spanNs: number;
  readonly cursor: number | null;
  /** What is in sight in the list. */
  readonly window: readonly [number, number] | null;
  readonly brush: readonly [number, number] | null;
}

/** Room at the left and right, and below for labels, in pixels. */
export const MARGIN = 12;
const LABELS = 15;
const FAILED = 3;
const LOST = 4;
const TICK_WIDTH = 90;

const roomOf = ({ width }: Picture): number => width - 2 * MARGIN;
const xOf = (share: number, picture: Picture): number => MARGIN + share * roomOf(picture);

function paintTicks(context: CanvasRenderingContext2D, picture: Picture, spanNs: number): void {
  const bottom = picture.height - LABELS;
  const step = tickStep(spanNs, roomOf(picture) / TICK_WIDTH);
  context.font = '10.5px system-ui, "Noto Sans", "DejaVu Sans", sans-serif';
  for (let ns = 0; ns <= spanNs && spanNs > 0; ns += step) {
    const x = Math.round(xOf(ns / spanNs, picture)) + 0.5;
    context.fillStyle = picture.colour('line');
    context.fillRect(x - 0.5, 0, 1, bottom);
    context.fillStyle = picture.colour('label');
    if (x + TICK_WIDTH / 3 < picture.width) context.fillText(tickLabel(ns, step), x + 3, picture.height - 4);
  }
}

function paintBars(context: CanvasRenderingContext2D, picture: Picture, counts: readonly number[], most: number): void {
  const bottom = picture.height - LABELS - FAILED;
  const width = roomOf(picture) / counts.length;
  for (const [index, count] of counts.entries()) {
    if (count === 0) continue;
    const height = Math.max(2, Math.sqrt(count / most) * (bottom - 8));
    context.fillRect(MARGIN + index * width, bottom - height, Math.max(1.5, width - 0.5), height);
  }
}

function paintFailed(context: CanvasRenderingContext2D, picture: Picture, failed: readonly number[]): void {
  const width = roomOf(picture) / failed.length;
  context.fillStyle = picture.colour('fail');
  for (const [index, count] of failed.entries()) {
    if (count === 0) continue;
    context.fillRect(MARGIN + index * width, picture.height - LABELS - FAILED, Math.max(1.5, width - 0.5), FAILED);
  }
}

/** Where events were lost. */
function paintLost(context: CanvasRenderingContext2D, picture: Picture, lost: readonly number[]): void {
  const width = roomOf(picture) / lost.length;
  context.fillStyle = picture.colour('lost');
  for (const [index, count] of lost.entries()) {
    if (count > 0) context.fillRect(MARGIN + index * width, 0, Math.max(2, width), LOST);
  }
}

function paintRange(
  context: CanvasRenderingContext2D,
  picture: Picture,
  colour: string,
  [from, to]: readonly [number, number],
): void {
  const x = xOf(from, picture);
  context.fillStyle = picture.colour(colour);
  context.fillRect(x, 0, Math.max(2, xOf(to, picture) - x), picture.height - LABELS);
}

/** Paints events over time: all, the list's, failed ones, what is in sight and the chosen one. */
export function paintOverview(context: CanvasRenderingContext2D, picture: Picture, state: OverviewState): void {
  const { whole, shown, window, brush, cursor } = state;
  const most = Math.max(1, ...whole.counts);
  paintTicks(context, picture, state.spanNs);
  if (window !== null) paintRange(context, picture, 'window', window);
  context.fillStyle = picture.colour(shown === null ? 'shown' : 'all');
  paintBars(context, picture, whole.counts, most);
  context.fillStyle = picture.colour('shown');
  if (shown !== null) paintBars(context, picture, shown.counts, most);
  paintFailed(context, picture, whole.failed);
  paintLost(context, picture, whole.lost ?? []);
  if (brush !== null) paintRange(context, picture, 'brush', brush);
  if (cursor === null) return;
  context.fillStyle = picture.colour('cursor');
  context.fillRect(Math.round(xOf(cursor, picture)), 0, 1, picture.height - LABELS);
}
