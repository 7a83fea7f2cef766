// HOT: once per row. No allocation, bigint, try, spread or iterator here.
import type { ColumnFilter } from '../filter/column-filter.js';
import type { Filter } from '../filter/filter.js';
import { RowVerdicts } from '../filter/row-verdicts.js';
import type { ColumnConsumer } from '../output/event-consumer.js';
import { SUBJECTS } from '../schema/prefilter.js';
import { EventColumns } from '../state/event-columns.js';
import type { Evt } from '../state/evt.js';
import { READS_NOTHING, readsOfAll, type SubjectReads } from '../state/subject-reads.js';

/**
 * Passes the rows that a filter of its own accepts to a consumer beside others. A consumer that needs its events one by one shares
 * the rows of the types that it never gets.
 */
export class FilteredColumns implements ColumnConsumer {
  readonly types: Uint8Array;
  readonly reads: SubjectReads;
  private readonly mask: Uint8Array;
  private readonly filter: ColumnFilter;
  private readonly consumer: ColumnConsumer | null;
  private readonly verdicts = new RowVerdicts(SUBJECTS);
  private readonly chosen = new EventColumns();

  /** `consumer`: null for one that needs its events one by one. */
  constructor({ mask, columns }: Filter, consumer: ColumnConsumer | null) {
    this.mask = mask;
    this.filter = columns();
    this.consumer = consumer;
    this.reads = readsOfAll([this.filter.reads, consumer?.reads ?? READS_NOTHING]);
    this.types = mask.map((canPass, type) =>
      canPass === 0 ? 1 : (consumer?.types[type] ?? 0) & (this.filter.types[type] as number),
    );
  }

  assign(subject: number, evt: Evt): void {
    const judged = this.mask[evt.view.type] === 1 && this.filter.judge(evt);
    this.verdicts.set(subject, judged);
    if (judged !== false) this.consumer?.assign(subject, evt);
  }

  take(columns: EventColumns): void {
    if (this.consumer === null) return;
    this.chosen.select(columns, this.passes);
    if (this.chosen.count > 0) this.consumer.take(this.chosen);
  }

  private readonly passes = ({ subjects, results, latencies }: EventColumns, row: number): boolean =>
    this.verdicts.passes(subjects[row] as number, results[row] as number, latencies[row] as number);
}

/** Several consumers of columns as one. */
export function sideBySide(consumers: readonly ColumnConsumer[]): ColumnConsumer {
  const [first] = consumers;
  const types = (first as ColumnConsumer).types.map((_, type) => +consumers.every((one) => one.types[type] === 1));
  return {
    types,
    reads: readsOfAll(consumers.map(({ reads }) => reads)),
    assign: (subject, evt) => {
      for (let i = 0; i < consumers.length; i++) (consumers[i] as ColumnConsumer).assign(subject, evt);
    },
    take: (columns) => {
      for (let i = 0; i < consumers.length; i++) (consumers[i] as ColumnConsumer).take(columns);
    },
  };
}
