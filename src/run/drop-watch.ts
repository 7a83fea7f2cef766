import { PROBE_STAT_SLOT, PROBE_STATS, type ProbeStat } from '../schema/stats.js';
import { clockMs } from '../source/clock.js';
import type { ParentProcess } from './parent-process.js';

/** Causes of lost events, as they are reported, with a remedy if there is one. */
const LOSSES: readonly (readonly [ProbeStat, string])[] = [
  ['dropsRing', 'events dropped: ring buffer full (use a larger --buffer or a narrower filter)'],
  ['dropsNested', 'events dropped: they interrupted the recording of another one'],
  ['dropsTooLarge', 'events dropped: larger than the maximum size of an event'],
  ['missedRuns', 'events possibly lost: the kernel skipped the probe where it was already running on that CPU'],
  ['foreignAbi', 'system calls counted but not recorded: from x32 programs, or with an unknown 32-bit number'],
];
/** Shortest time between reports, in ms. */
const PERIOD_MS = 1000;

/** Losses of whole events; the filter might have rejected some of them. */
const DROPS: ReadonlySet<ProbeStat> = new Set(['dropsRing', 'dropsNested', 'dropsTooLarge']);

/** How losses are reported. */
interface Reporting {
  /** Whether every event that the probe records is delivered, so that each dropped one is a loss. */
  readonly isExact: boolean;
  readonly warn: (line: string) => void;
  /** Who is told as well; null for nobody. */
  readonly parent?: ParentProcess | null;
}

/** Counts events: fills the slots of PROBE_STATS. */
interface Counter {
  stats(into: BigUint64Array): void;
}

/** Reports from the probe's counters what was lost: once a second while it grows, and at the end. */
export class DropWatch {
  private readonly source: Counter;
  private readonly reporting: Reporting;
  private readonly counts = new BigUint64Array(PROBE_STATS.length);
  private reported = 0n;
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(source: Counter, reporting: Reporting) {
    this.source = source;
    this.reporting = reporting;
  }

  /** Events lost, as of the last look. */
  private lost(): bigint {
    return [...DROPS].reduce((sum, name) => sum + this.count(name), 0n);
  }

  /** What was lost, once it has been reported. */
  get losses(): { readonly events: bigint; readonly isExact: boolean } {
    return { events: this.lost(), isExact: this.reporting.isExact };
  }

  private count(name: ProbeStat): bigint {
    return this.counts[PROBE_STAT_SLOT[name]] ?? 0n;
  }

  private report(count: bigint, text: string, isDrop: boolean): void {
    const bound = isDrop && !this.reporting.isExact ? 'up to ' : '';
    this.reporting.warn(`sysshark: ${bound}${count} ${text}`);
  }

  /** Reports new losses. Cheap, so it can be called often. */
  look(): void {
    const now = clockMs();
    if (now - this.lookedAt < PERIOD_MS) return;
    this.lookedAt = now;
    this.source.stats(this.counts);
    const lost = this.lost();
    if (lost > this.reported) this.report(lost, 'events dropped so far', true);
    this.tellParent(lost);
    this.reported = lost;
  }

  private tellParent(lost: bigint): void {
    const { parent = null, isExact } = this.reporting;
    if (lost > this.reported) parent?.lost(Number(lost), isExact);
  }

  /** Reports all losses by cause. The source must still be open. */
  conclude(): void {
    this.source.stats(this.counts);
    this.tellParent(this.lost());
    for (const [name, text] of LOSSES) if (this.count(name) > 0n) this.report(this.count(name), text, DROPS.has(name));
  }
}
