// HOT: once per row. No allocation but for chunks, no bigint, try, spread or iterator here.
import type { Place } from '../../bytes/place.js';
import { latency } from '../../fields/evt-time.js';
import type { FieldContext } from '../../fields/field-context.js';
import { resultOf } from '../../fields/result.js';
import type { Checked } from '../../filter/check.js';
import type { FieldUse } from '../../filter/operand.js';
import { ROWS_OF, RowVerdicts } from '../../filter/row-verdicts.js';
import type { ColumnConsumer, EventConsumer } from '../../output/event-consumer.js';
import { ROWS, SUBJECTS } from '../../schema/prefilter.js';
import type { EventColumns } from '../../state/event-columns.js';
import type { Evt } from '../../state/evt.js';
import { IntColumn } from './int-column.js';
import { keptFilter } from './kept-filter.js';
import { NumberColumn } from './number-column.js';
import { PlaceColumn } from './place-column.js';
import { type EventSubject, SubjectTable } from './subject-table.js';
import { TimeColumn } from './time-column.js';

/**
 * Number, place, time, subject, result and latency of all events that a run shows, in the order of events: those that come by columns,
 * and those that are decoded. A row takes some 20 bytes; where an event comes from is in a dictionary. What else an event says is to be
 * read again at its place.
 */
export class KeptColumns implements EventConsumer {
  /** Number of rows. */
  count = 0;
  /** The subjects of rows. */
  readonly dictionary: SubjectTable;
  readonly columns: ColumnConsumer;
  private readonly subjects = new IntColumn();
  private readonly results = new IntColumn();
  private readonly latencies = new IntColumn();
  private readonly nums = new NumberColumn();
  private readonly places = new PlaceColumn();
  private readonly times = new TimeColumn();
  private readonly scratch = new Float64Array(ROWS);
  /** Whether all results are. */
  private isExact = true;
  /** By subject of the prefilter: its number in the dictionary. */
  private readonly ids = new Uint32Array(SUBJECTS);

  /**
   * `fields`: what the dictionary has of each subject, and filters may ask for. `columnFields`: fields that follow from result and
   * latency (FieldDef.ofColumns), which filters may ask for as well.
   */
  constructor(fields: readonly FieldUse[], columnFields: readonly FieldUse[], context: FieldContext) {
    this.dictionary = new SubjectTable(fields, columnFields, context);
    this.columns = {
      types: this.dictionary.types,
      reads: this.dictionary.reads,
      assign: (subject, evt) => {
        this.ids[subject] = this.dictionary.idOf(evt);
      },
      take: (columns) => this.takeColumns(columns),
    };
  }

  event(evt: Evt): boolean {
    const place = evt.place();
    this.places.enter(place);
    this.places.add(place?.offset ?? 0);
    this.nums.add(evt.num);
    this.times.add(evt.view.tsHi, evt.view.tsLo);
    const result = resultOf(evt);
    if (Math.abs(result) > Number.MAX_SAFE_INTEGER) this.isExact = false;
    this.add(this.dictionary.idOf(evt), result, latency(evt));
    return true;
  }

  private takeColumns(columns: EventColumns): void {
    const { count, sinceFirst, firstNum, subjects, results, latencies } = columns;
    const { ids, scratch } = this;
    this.places.addAll(columns, scratch);
    this.times.addAll(columns, scratch);
    this.nums.addAll(firstNum, sinceFirst, count);
    for (let row = 0; row < count; row++) scratch[row] = ids[subjects[row] as number] as number;
    this.subjects.addAll(scratch, count);
    this.results.addAll(results, count);
    this.latencies.addAll(latencies, count);
    this.count += count;
  }

  private add(subject: number, result: number, nanos: number): void {
    this.subjects.add(subject);
    this.results.add(result);
    this.latencies.add(nanos);
    this.count++;
  }

  /** Where the event of a row comes from. */
  subject(row: number): EventSubject {
    return this.dictionary.at(this.subjects.at(row));
  }

  /** Return value of a row's call, exact to 2^53; NaN for none. */
  result(row: number): number {
    return this.results.at(row);
  }

  /** evt.latency of a row. */
  latency(row: number): number {
    return this.latencies.at(row);
  }

  /** evt.num of a row. */
  num(row: number): number {
    return this.nums.at(row);
  }

  /** Where the event of a row is in its file; undefined if it is in none. */
  place(row: number): Place | undefined {
    return this.places.at(row);
  }

  /** Time of a row, in ns since the epoch. */
  time(row: number): bigint {
    return this.times.at(row);
  }

  /**
   * The rows that a checked filter accepts; null if it asks for more than is kept, or for results
   * when one is beyond 2^53: the events must be read again.
   */
  rowsOf(filter: Checked): Uint32Array | null {
    const { dictionary } = this;
    const { types, judge } = keptFilter(filter, dictionary);
    const verdicts = new RowVerdicts(dictionary.count);
    for (let id = 0; id < dictionary.count; id++) {
      if (types[dictionary.typeOf(id)] !== 1) return null;
      const judged = judge(id);
      verdicts.set(id, judged);
    }
    return verdicts.hasTests && !this.isExact ? null : this.select(verdicts);
  }

  private select(verdicts: RowVerdicts): Uint32Array {
    const { count, subjects } = this;
    const found = new Uint32Array(count);
    let end = 0;
    for (let row = 0; row < count; row++) {
      const subject = subjects.at(row);
      const verdict = verdicts.of(subject);
      if (verdict === ROWS_OF.NOBODY) continue;
      if (verdict === ROWS_OF.TESTED && !verdicts.test(subject, this.result(row), this.latency(row))) continue;
      found[end++] = row;
    }
    return found.slice(0, end);
  }

  /** Bytes of memory that the rows take, without the dictionary. */
  get bytes(): number {
    const { subjects, results, latencies, nums, places, times } = this;
    return subjects.bytes + results.bytes + latencies.bytes + nums.bytes + places.bytes + times.bytes;
  }
}
