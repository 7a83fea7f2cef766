import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import { callLatency } from './call-latency.js';
import { eachByTime, edgesOf, spanOfRows } from './row-times.js';
import type { View } from './view.js';

/** Calls of a view by when they ended and how long they took. */
export interface HeatMap {
  /** Times between which the columns are, in ns since the epoch: one more than columns; a column begins at its edge. */
  readonly times: readonly bigint[];
  /** Latencies between which the lines are, in ns: one more than lines, the shortest first. */
  readonly latencies: readonly number[];
  /** Calls in each cell, line after line, the one of the shortest first. */
  readonly counts: Uint32Array;
}

/** Lines for ten times as long, and for all latencies that there can be (ns, up to 2^53). */
const PER_DECADE = 10;
const LINES = 16 * PER_DECADE;
/** Where lines begin, in whole ns. */
const EDGES = Float64Array.from({ length: LINES + 1 }, (_, line) => Math.ceil(10 ** (line / PER_DECADE)));

/** The line of a latency above 0. */
function lineOf(ns: number): number {
  let line = Math.min(LINES - 1, Math.floor(Math.log10(ns) * PER_DECADE));
  while (line > 0 && ns < (EDGES[line] as number)) line--;
  while (line < LINES - 1 && ns >= (EDGES[line + 1] as number)) line++;
  return line;
}

/** The decades that have calls: their first line, and the one behind them. */
function used(counts: Uint32Array, columns: number): readonly [number, number] {
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return [0, 0];
  const last = counts.findLastIndex((count) => count > 0);
  const decade = (at: number): number => Math.floor(at / columns / PER_DECADE);
  return [decade(first) * PER_DECADE, (decade(last) + 1) * PER_DECADE];
}

/**
 * The heat map of a view; others run meanwhile. Calls that took no time are left out. It ends early when nobody waits for it any more
 * (`signal`).
 */
export async function heatMap(
  kept: KeptColumns,
  view: View,
  columns: number,
  signal: AbortSignal | null = null,
): Promise<HeatMap> {
  if (view.count === view.first) return { times: [], latencies: [], counts: new Uint32Array() };
  const times = edgesOf(spanOfRows(kept, view), columns);
  const counts = new Uint32Array(LINES * columns);
  const add = (row: number, column: number): void => {
    const ns = callLatency(kept, row);
    if (!(ns > 0 && view.has(row))) return;
    const at = lineOf(ns) * columns + column;
    counts[at] = (counts[at] as number) + 1;
  };
  await eachByTime(kept, times, add, signal);
  const [first, end] = used(counts, columns);
  return { times, latencies: [...EDGES.slice(first, end + 1)], counts: counts.slice(first * columns, end * columns) };
}
