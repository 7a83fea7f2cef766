// HOT: once per event that passed. No allocation, bigint, try, spread or iterator here.
import { difference64, WIDE_ZERO } from '../bytes/int64.js';
import type { EventView } from '../decode/event-view.js';

/** How much a run lets through. */
export interface LimitOptions {
  /** Events to let through; Infinity for all. */
  readonly maxEvents: number;
  /** Event time to let pass in ns; Infinity for all. */
  readonly maxTime: number;
}

/** How much is let through yet: a number of events (-n), and the time of events from the first one on (-M). */
export class Limits {
  isReached = false;
  /** Whether there is none. */
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

  /** Whether an event still comes in time; the limit is reached if not. */
  allow({ tsHi, tsLo }: EventView): boolean {
    if (this.maxTime === Number.POSITIVE_INFINITY) return true;
    if (this.firstTsHi === 0) {
      this.firstTsHi = tsHi;
      this.firstTsLo = tsLo;
    }
    this.isReached = difference64(tsHi, tsLo, this.firstTsHi, this.firstTsLo) > this.maxTime;
    return !this.isReached;
  }

  /** Takes note of how many events were let through. */
  noteCount(passed: number): void {
    if (passed >= this.maxEvents) this.isReached = true;
  }
}
