// HOT: once per counted event. No allocation but for new keys and subjects, no bigint, try, spread or iterator here.
import { latency } from '../fields/evt-time.js';
import { type Key, KeyTree } from '../fields/key-tree.js';
import { isFailed } from '../fields/result.js';
import { SUBJECTS } from '../schema/prefilter.js';
import type { EventColumns } from '../state/event-columns.js';
import type { Evt } from '../state/evt.js';
import { readsOfAll, type SubjectReads } from '../state/subject-reads.js';
import type { ColumnRun } from './chisel.js';
import { Durations } from './durations.js';
import type { KeyColumn } from './key-column.js';
import { typesOfKeys } from './keys.js';

/** Most groups; calls with other keys are counted together. */
export const MOST_TIMINGS = 4096;

/** How long the calls with the same keys took. */
export interface Timing {
  /** None for the group of all keys beyond the limit. */
  readonly keys: readonly Key[];
  readonly durations: Durations;
  errors: number;
}

/** Durations of calls by keys. */
export class TimingGroups implements ColumnRun {
  readonly types: Uint8Array;
  readonly reads: SubjectReads;
  private readonly groups: KeyTree<Timing>;
  /** By subject: its keys, null if it lacks one, and its group, null if that has to be found. */
  private readonly keys: (readonly Key[] | null)[] = new Array<null>(SUBJECTS).fill(null);
  private readonly found: (Timing | null)[] = new Array<null>(SUBJECTS).fill(null);

  constructor(keys: readonly KeyColumn[]) {
    this.types = typesOfKeys(keys);
    this.reads = readsOfAll(keys.map(({ reads }) => reads));
    const make = (values: readonly Key[]): Timing => ({ keys: values, durations: new Durations(), errors: 0 });
    this.groups = new KeyTree(
      keys.map(({ keyOf }) => keyOf),
      make,
      MOST_TIMINGS,
    );
  }

  /** Counts an event. */
  add(evt: Evt): void {
    const timing = this.groups.find(evt);
    if (timing === null) return;
    timing.durations.add(latency(evt));
    if (isFailed(evt)) timing.errors++;
  }

  assign(subject: number, evt: Evt): void {
    this.keys[subject] = this.groups.keysOf(evt);
    this.found[subject] = null;
  }

  take({ count, subjects, results, latencies }: EventColumns): void {
    for (let row = 0; row < count; row++) {
      const subject = subjects[row] as number;
      const timing = this.found[subject] ?? this.find(subject);
      if (timing === null) continue;
      timing.durations.add(latencies[row] as number);
      if ((results[row] as number) < 0) timing.errors++;
    }
  }

  private find(subject: number): Timing | null {
    const keys = this.keys[subject] as readonly Key[] | null;
    const timing = keys === null ? null : this.groups.of(keys);
    this.found[subject] = timing;
    return timing;
  }

  /** The groups, longest total first. */
  // COLD: once per report
  sorted(): Timing[] {
    return [...this.groups.values].sort((a, b) => b.durations.total - a.durations.total);
  }

  /** Everything beyond the limit; null if there is nothing. */
  get others(): Timing | null {
    return this.groups.others;
  }

  /** Starts over. */
  clear(): void {
    this.groups.clear();
    this.found.fill(null);
  }
}
