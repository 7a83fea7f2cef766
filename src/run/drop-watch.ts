import { PROBE_STAT_SLOT, PROBE_STATS, type ProbeStat } from '../schema/stats.js';

/** What lost events, and how it is told; the way out stands where there is one. */
const LOSSES: readonly (readonly [ProbeStat, string])[] = [
  ['dropsRing', 'events dropped: ring full (a larger --buffer or a narrower filter helps)'],
  ['dropsNested', 'events dropped: they interrupted the recording of another one'],
  ['dropsTooLarge', 'events dropped: larger than an event may be'],
  ['missedRuns', 'events perhaps lost: the kernel does not run the probe twice at once on a CPU'],
  ['foreignAbi', 'system calls counted, not recorded: of x32 programs, or by a 32-bit number that is not known'],
];
/** Live reports come no closer than this. */
const PERIOD_MS = 1000;

/** Those that may be of events which the filter rejects; where there is none, all of them would have been kept. */
const DROPS: ReadonlySet<ProbeStat> = new Set(['dropsRing', 'dropsNested', 'dropsTooLarge']);

/** How losses are told. */
interface Telling {
  /** Whether all events that the probe records are kept, so that each that it dropped is a loss. */
  readonly isExact: boolean;
  readonly warn: (line: string) => void;
}

/** Who counts: fills the slots of PROBE_STATS. */
interface Counting {
  stats(into: BigUint64Array): void;
}

/** Watches the probe's counters and says on standard error what was lost: once a second while it grows, and at the end. */
export class DropWatch {
  private readonly source: Counting;
  private readonly telling: Telling;
  private readonly counts = new BigUint64Array(PROBE_STATS.length);
  private told = 0n;
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(source: Counting, telling: Telling) {
    this.source = source;
    this.telling = telling;
  }

  /** Events that were lost so far, as of the last look. */
  private lost(): bigint {
    return [...DROPS].reduce((sum, name) => sum + this.count(name), 0n);
  }

  private count(name: ProbeStat): bigint {
    return this.counts[PROBE_STAT_SLOT[name]] ?? 0n;
  }

  private tell(count: bigint, text: string, isDrop: boolean): void {
    const bound = isDrop && !this.telling.isExact ? 'up to ' : '';
    this.telling.warn(`sysshark: ${bound}${count} ${text}`);
  }

  /** Reports losses that are new; cheap when called often. */
  look(): void {
    const now = performance.now();
    if (now - this.lookedAt < PERIOD_MS) return;
    this.lookedAt = now;
    this.source.stats(this.counts);
    const lost = this.lost();
    if (lost > this.told) this.tell(lost, 'events dropped so far', true);
    this.told = lost;
  }

  /** Reports every loss by its cause; the source must still be open. */
  conclude(): void {
    this.source.stats(this.counts);
    for (const [name, text] of LOSSES) if (this.count(name) > 0n) this.tell(this.count(name), text, DROPS.has(name));
  }
}
