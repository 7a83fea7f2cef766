// HOT: once per row. No allocation, bigint, try, spread or iterator here.
import type { CaptureIndex } from './capture-index.js';
import { eachByTime } from './row-times.js';
import type { View } from './view.js';

/** Intervals of time that are one after the other. */
export interface Intervals {
  /** When the first one begins, in ns since the epoch. */
  readonly begin: bigint;
  /** How long each is, in ns. */
  readonly length: number;
  readonly count: number;
}

/** What happened, interval by interval. */
export class TimeSeries {
  readonly events: Float64Array;
  /** Calls that ended, and those of them that failed. */
  readonly calls: Float64Array;
  readonly errors: Float64Array;
  /** Bytes that reads and writes moved. */
  readonly bytes: Float64Array;
  /** Latencies in ns: their sum, and the longest one. */
  readonly latencies: Float64Array;
  readonly longest: Float64Array;
  private readonly index: CaptureIndex;

  constructor(index: CaptureIndex, count: number) {
    this.index = index;
    this.events = new Float64Array(count);
    this.calls = new Float64Array(count);
    this.errors = new Float64Array(count);
    this.bytes = new Float64Array(count);
    this.latencies = new Float64Array(count);
    this.longest = new Float64Array(count);
  }

  /** Adds the event of a row, and the call if it ends one, to an interval. `moves`: 1 for subjects whose results are bytes. */
  add(at: number, row: number, moves: Uint8Array): void {
    const { kept } = this.index;
    this.events[at] = (this.events[at] as number) + 1;
    const result = kept.result(row);
    if (Number.isNaN(result)) return;
    this.calls[at] = (this.calls[at] as number) + 1;
    if (result < 0) this.errors[at] = (this.errors[at] as number) + 1;
    else if (moves[kept.subjectId(row)] === 1) this.bytes[at] = (this.bytes[at] as number) + result;
    const ns = kept.latency(row);
    this.latencies[at] = (this.latencies[at] as number) + ns;
    if (ns > (this.longest[at] as number)) this.longest[at] = ns;
  }
}

/** Adds up the events of a view; others run meanwhile. It ends early when nobody waits for it any more (`signal`). */
// COLD: once per interval
export async function timeSeries(
  index: CaptureIndex,
  view: View,
  intervals: Intervals,
  signal: AbortSignal | null = null,
): Promise<TimeSeries> {
  const { kept } = index;
  const { begin, length, count } = intervals;
  const series = new TimeSeries(index, count);
  const moves = Uint8Array.from({ length: kept.dictionary.count }, (_, id) => (index.movesBytes(id) ? 1 : 0));
  const edges = Array.from({ length: count + 1 }, (_, i) => begin + BigInt(i) * BigInt(length));
  const add = (row: number, at: number): void => {
    if (view.has(row)) series.add(at, row, moves);
  };
  await eachByTime(kept, edges, add, signal);
  return series;
}
