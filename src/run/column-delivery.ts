// HOT: once per row. No allocation, bigint, try, spread or iterator here.
import type { ColumnFilter } from '../filter/column-filter.js';
import { RowVerdicts } from '../filter/row-verdicts.js';
import type { ColumnConsumer } from '../output/event-consumer.js';
import { SUBJECT, SUBJECTS } from '../schema/prefilter.js';
import type { ColumnTaker, EventColumns } from '../state/event-columns.js';
import type { Evt } from '../state/evt.js';
import { readsOfAll, type SubjectReads } from '../state/subject-reads.js';

/** Passes rows that the filter accepts to consumers. */
export class ColumnDelivery implements ColumnTaker {
  readonly types: Uint8Array;
  readonly reads: SubjectReads;
  private readonly filter: ColumnFilter;
  private readonly consumers: readonly ColumnConsumer[];
  private readonly shown: (columns: EventColumns) => void;
  private readonly verdicts = new RowVerdicts(SUBJECTS);

  /** `shown` is called with the rows that have passed, before the consumers take them. */
  constructor(filter: ColumnFilter, consumers: readonly ColumnConsumer[], shown: (columns: EventColumns) => void) {
    this.types = filter.types.map((type, i) => type & +consumers.every(({ types }) => types[i] === 1));
    this.reads = readsOfAll([filter.reads, ...consumers.map(({ reads }) => reads)]);
    this.filter = filter;
    this.consumers = consumers;
    this.shown = shown;
  }

  assign(subject: number, evt: Evt): number {
    const judged = this.filter.judge(evt);
    if (judged === false) return SUBJECT.MARKS;
    this.verdicts.set(subject, judged);
    for (let i = 0; i < this.consumers.length; i++) (this.consumers[i] as ColumnConsumer).assign(subject, evt);
    return SUBJECT.PASSES;
  }

  take(columns: EventColumns): void {
    if (this.verdicts.hasTests) columns.select(columns, this.passes);
    this.shown(columns);
    for (let i = 0; i < this.consumers.length; i++) (this.consumers[i] as ColumnConsumer).take(columns);
  }

  private readonly passes = ({ subjects, results, latencies }: EventColumns, row: number): boolean =>
    this.verdicts.passes(subjects[row] as number, results[row] as number, latencies[row] as number);
}
