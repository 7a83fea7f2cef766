// HOT: once per row. No allocation, bigint, try, spread or iterator here.
import type { FieldContext } from '../fields/field-context.js';
import { ALL_EVENTS } from '../filter/all-events.js';
import { compileFilter, type Filter } from '../filter/filter.js';
import { RowVerdicts } from '../filter/row-verdicts.js';
import { SUBJECTS } from '../schema/prefilter.js';
import type { EventColumns } from '../state/event-columns.js';
import type { Evt } from '../state/evt.js';
import type { SubjectReads } from '../state/subject-reads.js';

/** A filter in a text of several: quoted semicolons, and those before anything but a blank, belong to it. */
const ONE_FILTER = /(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^;]|;(?!\s|$))+/g;

/** Events that a filter accepts, among those of a chisel. */
export class Series {
  /** Its filter as it was given (byte string). */
  readonly text: string;
  /** One byte by event type: 1 if rows of that type can be judged. */
  readonly types: Uint8Array;
  /** What it reads of the subjects of rows. */
  readonly reads: SubjectReads;
  private readonly filter: Filter;
  private readonly columns: ReturnType<Filter['columns']>;
  private readonly verdicts = new RowVerdicts(SUBJECTS);

  constructor(text: string, filter: Filter) {
    this.text = text;
    this.filter = filter;
    this.columns = filter.columns();
    this.types = filter.mask.map((canPass, type) => (canPass === 0 ? 1 : (this.columns.types[type] as number)));
    this.reads = this.columns.reads;
  }

  /** Whether an event belongs to it. */
  has(evt: Evt): boolean {
    return this.filter.test(evt);
  }

  /** Judges the rows of a subject (ColumnTaker.assign). */
  assign(subject: number, evt: Evt): void {
    this.verdicts.set(subject, this.filter.mask[evt.view.type] === 1 && this.columns.judge(evt));
  }

  /** Whether a row belongs to it. */
  hasRow({ subjects, results, latencies }: EventColumns, row: number): boolean {
    return this.verdicts.passes(subjects[row] as number, results[row] as number, latencies[row] as number);
  }
}

/** The series of all events. */
export const wholeSeries = (): readonly Series[] => [new Series('', ALL_EVENTS)];

/** A series for each filter of a text (byte string), in which semicolons divide them. Throws TextError('FILTER'). */
export function seriesOf(text: string, context: FieldContext): readonly Series[] {
  const texts = (text.match(ONE_FILTER) ?? []).map((one) => one.trim()).filter((one) => one !== '');
  return texts.map((one) => new Series(one, compileFilter(one, context)));
}
