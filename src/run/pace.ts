// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Filter } from '../filter/filter.js';

/** Events that are looked at between two looks at the clock at most, and what asking about them may cost (Filter.cost). */
const LOOK_EVENTS = 32;
const LOOK_COST = 4000;

/** For how long events are looked at without a turn of the event loop. */
export class Pace {
  /** Whether the time is over. */
  isOver = false;
  /** Whether the filter takes so long that what has come may keep it busy for minutes. */
  readonly isSlow: boolean;
  private readonly pieceMs: number;
  private readonly lookEvents: number;
  /** When the time is over (performance.now()), and how many events were looked at since the clock was. */
  private endsAt = Number.POSITIVE_INFINITY;
  private looked = 0;

  /** Pieces of so many ms; Infinity for no pause. */
  constructor(pieceMs: number, filter: Filter | null) {
    this.pieceMs = pieceMs;
    this.lookEvents = Math.min(LOOK_EVENTS, LOOK_COST / Math.max(1, filter?.cost ?? 0));
    this.isSlow = this.lookEvents < 1;
  }

  /** A piece begins. */
  begin(): void {
    this.isOver = false;
    this.endsAt = performance.now() + this.pieceMs;
  }

  /** Takes note that an event was looked at. */
  note(): void {
    if (++this.looked < this.lookEvents) return;
    this.looked = 0;
    if (performance.now() > this.endsAt) this.isOver = true;
  }
}
