import type { HeatAnswer } from '../../../src/web/protocol.js';
import { alsoWith } from '../../text/filter-terms.js';

/** Cells of a heat map, from one corner to another: columns by time, lines by latency, both ends included. */
export interface Rectangle {
  readonly fromColumn: number;
  readonly toColumn: number;
  readonly fromLine: number;
  readonly toLine: number;
}

/** A cell. */
export interface Cell {
  readonly column: number;
  readonly line: number;
}

export const columnsOf = ({ times }: HeatAnswer): number => Math.max(0, times.length - 1);
export const linesOf = ({ latencies }: HeatAnswer): number => Math.max(0, latencies.length - 1);

/** The rectangle between two cells. */
export function between(a: Cell, b: Cell): Rectangle {
  return {
    fromColumn: Math.min(a.column, b.column),
    toColumn: Math.max(a.column, b.column),
    fromLine: Math.min(a.line, b.line),
    toLine: Math.max(a.line, b.line),
  };
}

/** Calls in a rectangle. */
export function callsIn(heat: HeatAnswer, { fromColumn, toColumn, fromLine, toLine }: Rectangle): number {
  const columns = columnsOf(heat);
  let calls = 0;
  for (let line = fromLine; line <= toLine; line++)
    for (let column = fromColumn; column <= toColumn; column++) calls += heat.counts[line * columns + column] ?? 0;
  return calls;
}

const OLD =
  /(?: and )?evt\.rawtime>=\d+ and evt\.rawtime<\d+ and evt\.latency>=\d+ and evt\.latency<\d+ and syscall\.type exists$/;

/** A filter with the calls of a rectangle only, instead of the rectangle that it ends with. */
export function withRectangle(filter: string, heat: HeatAnswer, rectangle: Rectangle): string {
  const { times, latencies } = heat;
  const { fromColumn, toColumn, fromLine, toLine } = rectangle;
  const range = [
    `evt.rawtime>=${times[fromColumn]}`,
    `evt.rawtime<${times[toColumn + 1]}`,
    `evt.latency>=${latencies[fromLine]}`,
    `evt.latency<${latencies[toLine + 1]}`,
    'syscall.type exists',
  ].join(' and ');
  const others = filter.replace(OLD, '');
  return alsoWith(others, range);
}

/** Steps of the colour scale. */
export const STEPS = 6;

/** The step of a count, 0 for the least: each step has counts so many times as large as the one before. */
export function stepOf(count: number, most: number): number {
  return most <= 1 ? 0 : Math.min(STEPS - 1, Math.floor((Math.log(count) / Math.log(most)) * STEPS));
}

/** The least count of each step. */
export function leastCounts(most: number): number[] {
  const least = Array.from({ length: STEPS }, (_, step) => Math.ceil(most ** (step / STEPS)));
  return [...new Set(least)];
}
