// HOT: once per row. No allocation, bigint, try, spread or iterator here, except for a new subject.
import type { ColumnValue } from '../fields/field.js';
import type { Key } from '../fields/key-tree.js';
import { SUBJECTS } from '../schema/prefilter.js';
import type { EventColumns } from '../state/event-columns.js';
import type { Evt } from '../state/evt.js';
import { READS_FD, READS_NOTHING, readsOfAll, type SubjectReads } from '../state/subject-reads.js';
import type { Aggregate } from './aggregate.js';
import type { ColumnRun } from './chisel.js';
import type { KeyColumn } from './key-column.js';
import { typesOfKeys } from './keys.js';

/**
 * Adds rows of columns to groups. The keys are the same for all rows of one subject, so rows are first added up by subject. Groups are
 * made in the order of the first rows.
 */
export class ColumnSums implements ColumnRun {
  readonly types: Uint8Array;
  readonly reads: SubjectReads;
  private readonly aggregate: Aggregate;
  private readonly value: ColumnValue;
  /** By subject: the keys of its rows, null if they do not count; and a sum that is not in the groups yet. */
  private readonly keys: (readonly Key[] | null)[] = new Array<null>(SUBJECTS).fill(null);
  private readonly sums = new Float64Array(SUBJECTS);
  /** By subject: whether its group is still to be made. */
  private readonly isNew = new Uint8Array(SUBJECTS);

  /** `keys`: those of the groups. */
  constructor(aggregate: Aggregate, value: ColumnValue, keys: readonly KeyColumn[]) {
    this.types = typesOfKeys(keys);
    const ofValue = value.readsFd ? READS_FD : READS_NOTHING;
    this.reads = readsOfAll([ofValue, ...keys.map(({ reads }) => reads)]);
    this.aggregate = aggregate;
    this.value = value;
  }

  assign(subject: number, evt: Evt): void {
    this.settle(subject);
    this.keys[subject] = this.value.applies(evt) ? this.aggregate.keysOf(evt) : null;
    this.isNew[subject] = this.keys[subject] === null ? 0 : 1;
  }

  take({ count, subjects, results, latencies }: EventColumns): void {
    const { sums, isNew } = this;
    const { value } = this.value;
    for (let row = 0; row < count; row++) {
      const subject = subjects[row] as number;
      const amount = value(results[row] as number, latencies[row] as number);
      if (amount === null) continue;
      if (isNew[subject] === 1) this.make(subject);
      sums[subject] = (sums[subject] as number) + (amount as number);
    }
  }

  private make(subject: number): void {
    this.isNew[subject] = 0;
    this.aggregate.addTo(this.keys[subject] as readonly Key[], 0);
  }

  /** Adds everything to the groups. */
  settleAll(): void {
    for (let subject = 0; subject < SUBJECTS; subject++) this.settle(subject);
  }

  private settle(subject: number): void {
    const keys = this.keys[subject] as readonly Key[] | null;
    const sum = this.sums[subject] as number;
    this.sums[subject] = 0;
    if (keys !== null && sum !== 0) this.aggregate.addTo(keys, sum);
  }
}
