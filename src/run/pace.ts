// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Filter } from '../filter/filter.js';
import { clockMs } from '../source/clock.js';

/** Most events between two checks of the clock, and most cost of filtering them (Filter.cost). */
const LOOK_EVENTS = 256;
const LOOK_COST = 4000;

/** Limits how long events are processed without a turn of the event loop. */
export class Pace {
  /** Whether the time is over. */
  isOver = false;
  /** Whether the filter is so slow that events which have arrived may take it minutes. */
  readonly isSlow: boolean;
  private readonly pieceMs: number;
  private readonly lookEvents: number;
  /** When the time is over (clockMs()), and how many events were processed since the clock was last checked. */
  private endsAt = Number.POSITIVE_INFINITY;
  private looked = 0;

  /** `pieceMs`: length of a piece in ms; Infinity for no limit. */
  constructor(pieceMs: number, filter: Filter | null) {
    this.pieceMs = pieceMs;
    this.lookEvents = Math.min(LOOK_EVENTS, LOOK_COST / Math.max(1, filter?.cost ?? 0));
    this.isSlow = this.lookEvents < 1;
  }

  /** Begins a piece. */
  begin(): void {
    this.isOver = false;
    this.endsAt = clockMs() + this.pieceMs;
  }

  /** Counts an event that was processed. */
  note(): void {
    if (++this.looked < this.lookEvents) return;
    this.looked = 0;
    if (clockMs() > this.endsAt) this.isOver = true;
  }
}
