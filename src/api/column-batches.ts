// HOT: once per row. No allocation but for room, no bigint, try, spread or iterator here.
import { latency } from '../fields/evt-time.js';
import { resultOf } from '../fields/result.js';
import type { ColumnConsumer, EventConsumer } from '../output/event-consumer.js';
import { isExitType } from '../schema/event.js';
import { ROWS, SUBJECTS } from '../schema/prefilter.js';
import type { EventColumns } from '../state/event-columns.js';
import type { Evt } from '../state/evt.js';
import type { ColumnSubjects } from './column-subjects.js';
import type { ColumnBatch } from './columns.js';

/** The columns of some events. */
export type Columns = Omit<ColumnBatch, 'subject'>;

/** Where events get the numbers of their subjects. */
type Dictionary = Pick<ColumnSubjects<never>, 'types' | 'reads' | 'numberOf' | 'renew'>;

/** Collects columns of the events that arrive together. */
export class ColumnBatches implements EventConsumer {
  readonly columns: ColumnConsumer;
  private readonly dictionary: Dictionary;
  private count = 0;
  private numbers = new Float64Array(ROWS);
  private results = new Float64Array(ROWS);
  private latencies = new Float64Array(ROWS);
  private subjects = new Uint32Array(ROWS);
  /** Halves of times, the low ones first. */
  private halves = new Uint32Array(2 * ROWS);
  /** By subject of the prefilter: its number. */
  private readonly ids = new Uint32Array(SUBJECTS);
  /** By subject of the prefilter: 1 if its events end calls. For others, evt.latency may be that of the last call. */
  private readonly endsCall = new Uint8Array(SUBJECTS);

  constructor(dictionary: Dictionary) {
    this.dictionary = dictionary;
    this.columns = {
      types: dictionary.types,
      reads: dictionary.reads,
      assign: (subject, evt) => {
        this.ids[subject] = dictionary.numberOf(evt);
        this.endsCall[subject] = isExitType(evt.view.type) ? 1 : 0;
      },
      take: (columns) => this.addColumns(columns),
    };
  }

  event(evt: Evt): boolean {
    this.makeRoom(1);
    const row = this.count++;
    this.numbers[row] = evt.num;
    this.results[row] = resultOf(evt);
    this.latencies[row] = isExitType(evt.view.type) ? latency(evt) : 0;
    this.subjects[row] = this.dictionary.numberOf(evt);
    this.halves[2 * row] = evt.view.tsLo;
    this.halves[2 * row + 1] = evt.view.tsHi;
    return true;
  }

  private addColumns(columns: EventColumns): void {
    const { count, firstNum, sinceFirst, subjects, results, latencies } = columns;
    this.makeRoom(count);
    const { ids, endsCall, numbers, halves, subjects: own, count: start } = this;
    for (let row = 0; row < count; row++) {
      const subject = subjects[row] as number;
      numbers[start + row] = firstNum + (sinceFirst[row] as number);
      own[start + row] = ids[subject] as number;
      this.results[start + row] = results[row] as number;
      this.latencies[start + row] = endsCall[subject] === 1 ? (latencies[row] as number) : 0;
      halves[2 * (start + row)] = columns.tsLo(row);
      halves[2 * (start + row) + 1] = columns.tsHi(row);
    }
    this.count += count;
  }

  private makeRoom(rows: number): void {
    if (this.count + rows > this.numbers.length) this.grow(2 * (this.count + rows));
  }

  private grow(rows: number): void {
    const grown = <Column extends Float64Array | Uint32Array>(column: Column, larger: Column): Column => {
      larger.set(column);
      return larger;
    };
    this.numbers = grown(this.numbers, new Float64Array(rows));
    this.results = grown(this.results, new Float64Array(rows));
    this.latencies = grown(this.latencies, new Float64Array(rows));
    this.subjects = grown(this.subjects, new Uint32Array(rows));
    this.halves = grown(this.halves, new Uint32Array(2 * rows));
  }

  /** The columns of the events since the last call; null for none. They are valid until the next event arrives. */
  take(): Columns | null {
    const { count } = this;
    if (count === 0) return null;
    this.count = 0;
    return {
      count,
      numbers: this.numbers.subarray(0, count),
      times: new BigUint64Array(this.halves.buffer, 0, count),
      results: this.results.subarray(0, count),
      latencies: this.latencies.subarray(0, count),
      subjects: this.subjects.subarray(0, count),
    };
  }

  /** Forgets the subjects that no event of a later batch can refer to without being looked up again. */
  renewSubjects(): void {
    this.dictionary.renew(this.ids);
  }
}
