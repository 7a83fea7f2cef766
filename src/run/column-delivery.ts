// HOT: once per row. No allocation, bigint, try, spread or iterator here.
import type { ColumnFilter, ColumnTest } from '../filter/column-filter.js';
import type { ColumnConsumer } from '../output/event-consumer.js';
import { SUBJECT, SUBJECTS } from '../schema/prefilter.js';
import type { ColumnTaker, EventColumns } from '../state/event-columns.js';
import type { Evt } from '../state/evt.js';

/** Passes rows that the filter accepts to consumers. */
export class ColumnDelivery implements ColumnTaker {
  readonly types: Uint8Array;
  private readonly filter: ColumnFilter;
  private readonly consumers: readonly ColumnConsumer[];
  private readonly shown: (columns: EventColumns) => void;
  /** By subject: what decides rows that pass or not; null if all pass. */
  private readonly tests: (ColumnTest | null)[] = new Array<ColumnTest | null>(SUBJECTS).fill(null);
  /** Whether a subject has had a test. */
  private hasTests = false;

  /** `shown` is called with the rows that have passed, before the consumers take them. */
  constructor(filter: ColumnFilter, consumers: readonly ColumnConsumer[], shown: (columns: EventColumns) => void) {
    this.types = filter.types.map((type, i) => type & +consumers.every(({ types }) => types[i] === 1));
    this.filter = filter;
    this.consumers = consumers;
    this.shown = shown;
  }

  assign(subject: number, evt: Evt): number {
    const judged = this.filter.judge(evt);
    if (judged === false) return SUBJECT.MARKS;
    this.tests[subject] = judged === true ? null : judged;
    if (judged !== true) this.hasTests = true;
    for (let i = 0; i < this.consumers.length; i++) (this.consumers[i] as ColumnConsumer).assign(subject, evt);
    return SUBJECT.PASSES;
  }

  take(columns: EventColumns): void {
    if (this.hasTests) columns.select(columns, this.passes);
    this.shown(columns);
    for (let i = 0; i < this.consumers.length; i++) (this.consumers[i] as ColumnConsumer).take(columns);
  }

  private readonly passes = ({ subjects, results, latencies }: EventColumns, row: number): boolean => {
    const test = this.tests[subjects[row] as number] as ColumnTest | null;
    return test === null || test(results[row] as number, latencies[row] as number);
  };
}
