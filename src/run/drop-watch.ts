import { PROBE_STAT_SLOT, PROBE_STATS, type ProbeStat } from '../schema/stats.js';

/** What lost events, and how it is told; the way out stands where there is one. */
const LOSSES: readonly (readonly [ProbeStat, string])[] = [
  ['dropsRing', 'events dropped: ring full (a larger --buffer or a narrower filter helps)'],
  ['dropsNested', 'events dropped: they interrupted the recording of another one'],
  ['dropsTooLarge', 'events dropped: larger than an event may be'],
  ['foreignAbi', 'system calls counted, not recorded: of x32 programs, or by a 32-bit number that is not known'],
];
/** Live reports come no closer than this. */
const PERIOD_MS = 1000;

/** Who counts: fills the slots of PROBE_STATS. */
interface Counting {
  stats(into: BigUint64Array): void;
}

/** Watches the probe's counters and says on standard error what was lost: once a second while it grows, and at the end. */
export class DropWatch {
  private readonly source: Counting;
  private readonly warn: (line: string) => void;
  private readonly counts = new BigUint64Array(PROBE_STATS.length);
  private told = 0n;
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(source: Counting, warn: (line: string) => void) {
    this.source = source;
    this.warn = warn;
  }

  /** Events that were lost so far, as of the last look. */
  private lost(): bigint {
    return this.count('dropsRing') + this.count('dropsNested') + this.count('dropsTooLarge');
  }

  private count(name: ProbeStat): bigint {
    return this.counts[PROBE_STAT_SLOT[name]] ?? 0n;
  }

  /** Reports losses that are new; cheap when called often. */
  look(): void {
    const now = performance.now();
    if (now - this.lookedAt < PERIOD_MS) return;
    this.lookedAt = now;
    this.source.stats(this.counts);
    const lost = this.lost();
    if (lost > this.told) this.warn(`sysshark: ${lost} events dropped so far`);
    this.told = lost;
  }

  /** Reports every loss by its cause; the source must still be open. */
  conclude(): void {
    this.source.stats(this.counts);
    for (const [name, text] of LOSSES) if (this.count(name) > 0n) this.warn(`sysshark: ${this.count(name)} ${text}`);
  }
}
