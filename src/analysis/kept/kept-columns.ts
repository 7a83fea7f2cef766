// HOT: once per row. No allocation but for chunks, no bigint, try, spread or iterator here.
import type { Place } from '../../bytes/place.js';
import { latency } from '../../fields/evt-time.js';
import { resultOf } from '../../fields/result.js';
import type { Checked } from '../../filter/check.js';
import type { ColumnConsumer, EventConsumer } from '../../output/event-consumer.js';
import { PACKED, PACKED_ROWS } from '../../schema/prefilter.js';
import type { EventColumns } from '../../state/event-columns.js';
import type { Evt } from '../../state/evt.js';
import type { RowPacker } from '../../state/row-packer.js';
import { IntColumn } from './int-column.js';
import { KeptSearch, type SearchedRows } from './kept-search.js';
import { NumberColumn } from './number-column.js';
import { distanceInFile, PlaceColumn } from './place-column.js';
import type { EventSubject, SubjectTable } from './subject-table.js';
import { TimeColumn } from './time-column.js';

/**
 * Number, place, time, subject, result and latency of all events that a run shows, in the order of events: those that come by columns,
 * and those that are decoded. A row takes some 20 bytes; where an event comes from is in a dictionary. What else an event says is to be
 * read again at its place.
 */
export class KeptColumns implements EventConsumer, SearchedRows {
  /** Number of rows, with those that were dropped. */
  count = 0;
  /** The first row that is still there. */
  first = 0;
  /** The subjects of rows. */
  readonly dictionary: SubjectTable;
  readonly columns: ColumnConsumer;
  readonly subjects: IntColumn;
  readonly results: IntColumn;
  readonly latencies: IntColumn;
  private readonly nums = new NumberColumn();
  private readonly places: PlaceColumn;
  private readonly times: TimeColumn;
  /** By PACKED. */
  private readonly packed: readonly IntColumn[];
  private readonly packer: RowPacker;
  /** Whether all results are exact. */
  isExact = true;

  /** `dictionary`: an empty one. `packer` serves no one else. */
  constructor(dictionary: SubjectTable, packer: RowPacker) {
    this.dictionary = dictionary;
    this.packer = packer;
    this.subjects = new IntColumn(packer.columns[PACKED.SUBJECTS]);
    this.results = new IntColumn(packer.columns[PACKED.RESULTS]);
    this.latencies = new IntColumn(packer.columns[PACKED.LATENCIES]);
    this.places = new PlaceColumn(packer.offsets);
    this.times = new TimeColumn(packer.times, packer);
    const { subjects, results, latencies, places, times } = this;
    this.packed = [places.offsets.steps, times.nanos.steps, subjects, results, latencies];
    this.columns = {
      types: dictionary.types,
      reads: dictionary.reads,
      assign: (subject, evt) => {
        packer.ids[subject] = dictionary.idOf(evt);
      },
      take: (columns) => this.takeColumns(columns),
    };
  }

  event(evt: Evt): boolean {
    this.addPlace(evt.place());
    this.nums.add(evt.num);
    this.times.add(evt.view.tsHi, evt.view.tsLo);
    const result = resultOf(evt);
    if (Math.abs(result) > Number.MAX_SAFE_INTEGER) this.isExact = false;
    this.add(this.dictionary.idOf(evt), result, latency(evt));
    return true;
  }

  private takeColumns(columns: EventColumns): void {
    const { count } = columns;
    const first = columns.place(0);
    const distance = distanceInFile(columns, first);
    if (Number.isNaN(distance) || !this.packer.holds(columns)) {
      for (let row = 0; row < count; row++) this.addRow(columns, row);
      return;
    }
    this.places.enter(first);
    for (let row = 0; row < count; ) {
      const end = this.pack(columns, row, distance);
      // its time needs another origin
      if (end === row) this.addRow(columns, row);
      row = Math.max(end, row + 1);
    }
  }

  /** Packs rows until the chunk is full. Returns the first row that is not packed. */
  private pack(columns: EventColumns, row: number, distance: number): number {
    const { packer, places, times, nums, subjects, results, latencies, count } = this;
    if (!times.hasOrigin) return row;
    const end = packer.pack(columns, row, count & (PACKED_ROWS - 1), distance);
    const added = end - row;
    if (added === 0) return row;
    packer.tellWide(this.addWide);
    places.noteAdded(added);
    times.noteAdded(added);
    subjects.noteAdded(added);
    results.noteAdded(added);
    latencies.noteAdded(added);
    nums.addAll(columns.firstNum, columns.sinceFirst, row, end);
    this.count += added;
    return end;
  }

  private readonly addWide = (column: number, inChunk: number, value: number): void => {
    this.packed[column]?.addWide(inChunk, value);
  };

  private addRow(columns: EventColumns, row: number): void {
    const { subjects, results, latencies } = columns;
    this.addPlace(columns.place(row));
    this.nums.add(columns.num(row));
    this.times.add(columns.tsHi(row), columns.tsLo(row));
    const id = this.packer.ids[subjects[row] as number] as number;
    this.add(id, results[row] as number, latencies[row] as number);
  }

  private addPlace(place: Place | undefined): void {
    this.places.enter(place);
    this.places.add(place?.offset ?? 0);
  }

  private add(subject: number, result: number, nanos: number): void {
    this.subjects.add(subject);
    this.results.add(result);
    this.latencies.add(nanos);
    this.count++;
  }

  /** The number of a row's subject in the dictionary. */
  subjectId(row: number): number {
    return this.subjects.at(row);
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

  /** Whether time never goes back from row to row: it may in logs. */
  get isInOrder(): boolean {
    return this.times.isInOrder;
  }

  /** Tells of each row of a range how long it was after a time, in ns: exact up to 104 days. */
  tellTimes(from: number, to: number, since: bigint, take: (row: number, ns: number) => void): void {
    this.times.tell(from, to, since, take);
  }

  /**
   * The rows that a checked filter accepts; null if it asks for more than is kept, or for results
   * when one is beyond 2^53: the events must be read again.
   */
  rowsOf(filter: Checked): Uint32Array | null {
    const found = new Uint32Array(this.count);
    let end = 0;
    const search = new KeptSearch(this, filter, this.first);
    const isDecided = search.advance((row) => {
      found[end++] = row;
    });
    return isDecided ? found.slice(0, end) : null;
  }

  /** Forgets the rows before another one. The others keep their numbers. */
  drop(row: number): void {
    this.subjects.drop(row);
    this.results.drop(row);
    this.latencies.drop(row);
    this.nums.drop(row);
    this.places.drop(row);
    this.times.drop(row);
    this.first = row;
  }

  /** Bytes of memory that the rows take, without the dictionary. */
  get bytes(): number {
    const { subjects, results, latencies, nums, places, times } = this;
    return subjects.bytes + results.bytes + latencies.bytes + nums.bytes + places.bytes + times.bytes;
  }
}
