// HOT: once per event that passed. No allocation, bigint, try, spread or iterator here.
import { difference64, WIDE_ZERO } from '../bytes/int64.js';
import type { EventView } from '../decode/event-view.js';

/** How much a run delivers. */
export interface LimitOptions {
  /** Number of events; Infinity for all. */
  readonly maxEvents: number;
  /** Time of events after the first one, in ns; Infinity for all. */
  readonly maxTime: number;
}

/** Ends a run after a number of events (-n), or at a time after the first event (-M). */
export class Limits {
  isReached = false;
  /** Whether nothing is limited. */
  readonly areNone: boolean;
  private readonly maxEvents: number;
  private readonly maxTime: number;
  /** Time of the first event, as halves. */
  private firstTsHi = 0;
  private firstTsLo = WIDE_ZERO;

  constructor({ maxEvents, maxTime }: LimitOptions) {
    this.maxEvents = maxEvents;
    this.maxTime = maxTime;
    this.areNone = Math.min(maxEvents, maxTime) === Number.POSITIVE_INFINITY;
  }

  /** Limits that are never reached. */
  static none(): Limits {
    return new Limits({ maxEvents: Number.POSITIVE_INFINITY, maxTime: Number.POSITIVE_INFINITY });
  }

  /** Whether an event is within the time limit; if not, the limit is reached. */
  allow({ tsHi, tsLo }: EventView): boolean {
    if (this.maxTime === Number.POSITIVE_INFINITY) return true;
    if (this.firstTsHi === 0) {
      this.firstTsHi = tsHi;
      this.firstTsLo = tsLo;
    }
    this.isReached = difference64(tsHi, tsLo, this.firstTsHi, this.firstTsLo) > this.maxTime;
    return !this.isReached;
  }

  /** Notes how many events have passed. */
  noteCount(passed: number): void {
    if (passed >= this.maxEvents) this.isReached = true;
  }
}
