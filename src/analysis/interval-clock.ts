import { difference64 } from '../bytes/int64.js';
import { nanosOf, secondsOf } from '../render/clock.js';

const SECOND = 1e9;

/** A time in halves of ns since the epoch. */
interface Time {
  readonly tsHi: number;
  readonly tsLo: number;
}

/** Numbers intervals of the same length, which begin with the second of the first event. */
export class IntervalClock {
  /** In ns. */
  private readonly interval: number;
  /** The second in which the first interval starts, since the epoch and as halves of ns; -1 before the first event. */
  private second = -1;
  private startHi = 0;
  private startLo = 0;

  constructor(interval: number) {
    this.interval = interval;
  }

  /** The number of the interval of a time. */
  numberOf({ tsHi, tsLo }: Time): number {
    if (this.second < 0) this.begin(tsHi, tsLo);
    return Math.floor(difference64(tsHi, tsLo, this.startHi, this.startLo) / this.interval);
  }

  private begin(tsHi: number, tsLo: number): void {
    this.second = secondsOf(tsHi, tsLo);
    this.startHi = tsHi;
    this.startLo = tsLo - nanosOf(tsHi, tsLo);
  }

  /** When an interval starts, in ns since the epoch. */
  timeOf(number: number): bigint {
    return BigInt(this.second) * BigInt(SECOND) + BigInt(number) * BigInt(this.interval);
  }
}
