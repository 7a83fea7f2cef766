import { encodeDrop } from '../scap/drop-block.js';
import { PROBE_STAT_SLOT, PROBE_STATS } from '../schema/stats.js';
import { clockMs } from './clock.js';

const LOSSES = ['dropsRing', 'dropsNested', 'dropsTooLarge', 'missedRuns'] as const;
/** Shortest time between marks. */
const PERIOD_MS = 50;

/** Marks the places in the stream of events at which some were lost. */
export class DropMarks {
  private readonly counts = new BigUint64Array(PROBE_STATS.length);
  private lost = 0n;
  private lookedAt = Number.NEGATIVE_INFINITY;

  /** Drop events (time in halves of ns) if events were lost since the last call; null if none were. */
  take(stats: (into: BigUint64Array) => void, tsHi: number, tsLo: number): Buffer | null {
    const now = clockMs();
    if (now - this.lookedAt < PERIOD_MS) return null;
    this.lookedAt = now;
    stats(this.counts);
    const lost = LOSSES.reduce((sum, name) => sum + (this.counts[PROBE_STAT_SLOT[name]] ?? 0n), 0n);
    if (lost === this.lost) return null;
    this.lost = lost;
    return encodeDrop(tsHi, tsLo);
  }
}
