// HOT: once per event of a broad filter. No allocation, bigint, try, spread or iterator in add().
import { difference64 } from '../bytes/int64.js';
import { SyssharkError } from '../errors.js';
import { NO_EVENTS } from '../filter/filter-text.js';

/** Stretches of time that are told apart, and those that are held, united seldom, where moments are out of order. */
const MAX_STRETCHES = 10_000;
const MAX_HELD = 2 * MAX_STRETCHES;

/** From when to when, both included; in ns since the first moment. */
interface Stretch {
  from: number;
  to: number;
}

/** Stretches in order that do not touch each other. */
function united(stretches: readonly Stretch[]): Stretch[] {
  const whole: Stretch[] = [];
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = whole.at(-1);
    if (last === undefined || from > last.to) whole.push({ from, to });
    else last.to = Math.max(last.to, to);
  }
  return whole;
}

/** Moments, and what lies at most so many ns before or after one of them. */
export class Moments {
  private readonly range: number;
  private stretches: Stretch[] = [];
  /** Most stretches that are held. */
  private limit = MAX_STRETCHES;
  /** The first moment, as halves. */
  private firstHi = 0;
  private firstLo = 0;

  constructor(range: number) {
    this.range = range;
  }

  /** Adds one, given as halves. Throws SyssharkError USAGE where they lie in too many places. */
  add(tsHi: number, tsLo: number): void {
    const { stretches, range } = this;
    const last = stretches[stretches.length - 1];
    if (last === undefined) {
      this.firstHi = tsHi;
      this.firstLo = tsLo;
    }
    const ts = difference64(tsHi, tsLo, this.firstHi, this.firstLo);
    const from = ts - range;
    const to = ts + range;
    if (last === undefined || from > last.to || to < last.from) stretches.push({ from, to });
    else {
      last.from = Math.min(last.from, from);
      last.to = Math.max(last.to, to);
    }
    if (stretches.length <= this.limit) return;
    this.unite();
    this.limit = MAX_HELD;
  }

  /**
   * The filter that what lies around them passes (byte string); a few comparisons, however many they are. Throws SyssharkError USAGE where
   * they lie in too many places.
   */
  get filter(): string {
    this.unite();
    return this.within(this.stretches);
  }

  private unite(): void {
    this.stretches = united(this.stretches);
    if (this.stretches.length > MAX_STRETCHES)
      throw new SyssharkError('USAGE', `more than ${MAX_STRETCHES} moments far apart: a narrower filter helps`);
  }

  private within(stretches: readonly Stretch[]): string {
    const [first, ...others] = stretches;
    if (first === undefined) return NO_EVENTS;
    if (others.length === 0)
      return `evt.rawtime >= ${this.timeOf(first.from)} and evt.rawtime <= ${this.timeOf(first.to)}`;
    const half = stretches.length >> 1;
    const [before, after] = [stretches.slice(0, half), stretches.slice(half)];
    const pivot = this.timeOf((after[0] as Stretch).from);
    return `(evt.rawtime < ${pivot} and (${this.within(before)})) or (evt.rawtime >= ${pivot} and (${this.within(after)}))`;
  }

  /** In ns since the epoch. */
  private timeOf(ns: number): bigint {
    const time = ((BigInt(this.firstHi) << 32n) | BigInt(this.firstLo)) + BigInt(ns);
    return time < 0n ? 0n : time;
  }
}
