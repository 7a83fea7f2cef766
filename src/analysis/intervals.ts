// HOT: once per event of a broad filter. No allocation, bigint, try, spread or iterator in add().
import { difference64 } from '../bytes/int64.js';
import { SyssharkError } from '../errors.js';
import type { Ast } from '../filter/ast.js';
import { allOf, anyOf, condition, noEvents } from '../filter/compose.js';

/** Most intervals of a filter, and most that are kept unmerged while timestamps come out of order. */
const MAX_INTERVALS = 10_000;
const MAX_KEPT = 2 * MAX_INTERVALS;

/** From and to, both included; in ns since the first timestamp. */
interface Interval {
  from: number;
  to: number;
}

/** The same intervals in order, overlapping ones merged. */
// COLD: once per run
function merged(intervals: readonly Interval[]): Interval[] {
  const disjoint: Interval[] = [];
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = disjoint.at(-1);
    if (last === undefined || from > last.to) disjoint.push({ from, to });
    else last.to = Math.max(last.to, to);
  }
  return disjoint;
}

/** The time around some timestamps. */
export class Intervals {
  private readonly range: number;
  private intervals: Interval[] = [];
  private limit = MAX_INTERVALS;
  /** The first timestamp, as halves. */
  private firstHi = 0;
  private firstLo = 0;

  /** An interval has `range` ns before and after a timestamp. */
  constructor(range: number) {
    this.range = range;
  }

  /** Adds a timestamp, as halves. Throws SyssharkError USAGE if there are too many intervals. */
  add(tsHi: number, tsLo: number): void {
    const { intervals, range } = this;
    const last = intervals[intervals.length - 1];
    if (last === undefined) {
      this.firstHi = tsHi;
      this.firstLo = tsLo;
    }
    const ts = difference64(tsHi, tsLo, this.firstHi, this.firstLo);
    const from = ts - range;
    const to = ts + range;
    if (last === undefined || from > last.to || to < last.from) intervals.push({ from, to });
    else {
      last.from = Math.min(last.from, from);
      last.to = Math.max(last.to, to);
    }
    if (intervals.length <= this.limit) return;
    this.merge();
    this.limit = MAX_KEPT;
  }

  /**
   * The filter that accepts events within the intervals; it makes a few comparisons, however many there are. Throws
   * SyssharkError USAGE if there are too many.
   */
  get filter(): Ast {
    this.merge();
    return this.within(this.intervals);
  }

  private merge(): void {
    this.intervals = merged(this.intervals);
    if (this.intervals.length > MAX_INTERVALS)
      throw new SyssharkError(
        'USAGE',
        `the events are in more than ${MAX_INTERVALS} places of the capture: use a narrower filter`,
      );
  }

  private within(intervals: readonly Interval[]): Ast {
    const [first, ...others] = intervals;
    if (first === undefined) return noEvents();
    if (others.length === 0) return allOf(this.isAt('>=', first.from), this.isAt('<=', first.to)) as Ast;
    const half = intervals.length >> 1;
    const [before, after] = [intervals.slice(0, half), intervals.slice(half)];
    const pivot = (after[0] as Interval).from;
    return anyOf(
      allOf(this.isAt('<', pivot), this.within(before)),
      allOf(this.isAt('>=', pivot), this.within(after)),
    ) as Ast;
  }

  /** Compares the time of an event with one in ns since the first timestamp. */
  private isAt(operator: '<' | '<=' | '>=', ns: number): Ast {
    return condition('evt.rawtime', operator, [String(this.timeOf(ns))]);
  }

  /** In ns since the epoch. */
  // COLD: once per interval, in the end
  private timeOf(ns: number): bigint {
    const time = ((BigInt(this.firstHi) << 32n) | BigInt(this.firstLo)) + BigInt(ns);
    return time < 0n ? 0n : time;
  }
}
