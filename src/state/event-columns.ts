import type { Batch } from '../bytes/batch.js';
import type { Place } from '../bytes/place.js';
import { ROWS } from '../schema/prefilter.js';
import type { Evt } from './evt.js';
import { findPlainParam, type PlainRange, plainCpu, plainTsHi, plainTsLo } from './plain-event.js';
import type { SubjectReads } from './subject-reads.js';

/** The columns of rows. */
type ColumnArrays = Pick<EventColumns, 'at' | 'sinceFirst' | 'subjects' | 'results' | 'latencies'>;

/** Bytes of a parameter. */
export interface ParamBytes extends PlainRange {
  data: DataView;
}

/** Whether a row passes. */
export type RowTest = (columns: EventColumns, row: number) => boolean;

function columnArrays(): ColumnArrays {
  return {
    at: new Uint32Array(ROWS),
    sinceFirst: new Uint32Array(ROWS),
    subjects: new Uint16Array(ROWS),
    results: new Float64Array(ROWS),
    latencies: new Float64Array(ROWS),
  };
}

/**
 * What most questions ask of events, as columns: element `i` of each is about the same event. They are made without decoding the
 * events, and valid only during the call that passes them. The `subject` of an event is a number for its thread, descriptor and type,
 * as ColumnTaker.assign was told last.
 */
export class EventColumns {
  /** Number of rows. */
  count = 0;
  /** Offset of the event's block in `batch`. */
  readonly at: Uint32Array;
  /** Number of the event, less that of the first event that could be a row. */
  readonly sinceFirst: Uint32Array;
  readonly subjects: Uint16Array;
  /** Return value of the call (evt.rawres); NaN for none. */
  readonly results: Float64Array;
  /** ns from the enter event to this exit event; 0 for enter events. */
  readonly latencies: Float64Array;
  /** evt.num of the first event that could be a row. */
  firstNum = 0;
  private batch: Batch | null = null;

  /** Columns of ROWS rows: of their own, or those of the prefilter. */
  constructor({ at, sinceFirst, subjects, results, latencies }: ColumnArrays = columnArrays()) {
    this.at = at;
    this.sinceFirst = sinceFirst;
    this.subjects = subjects;
    this.results = results;
    this.latencies = latencies;
  }

  /** High half of the time of a row, in ns since the epoch. */
  tsHi(row: number): number {
    return plainTsHi((this.batch as Batch).view, this.at[row] as number);
  }

  /** Low half of the time of a row. */
  tsLo(row: number): number {
    return plainTsLo((this.batch as Batch).view, this.at[row] as number);
  }

  /** CPU that recorded the event of a row. */
  cpu(row: number): number {
    return plainCpu((this.batch as Batch).view, this.at[row] as number);
  }

  /** The batch that has the events of all rows. */
  get source(): Batch {
    return this.batch as Batch;
  }

  /** Where the offsets of rows count from, in the memory of their batch. */
  get address(): number {
    return (this.batch as Batch).bytes.byteOffset;
  }

  /**
   * Finds the bytes of a parameter in the event of a row, by its index in that event; none if it is missing. Not for parameters of calls
   * without an event of their own.
   */
  param(row: number, index: number, into: ParamBytes): void {
    const { view } = this.batch as Batch;
    into.data = view;
    findPlainParam(view, this.at[row] as number, index, into);
  }

  /** evt.num of a row. */
  num(row: number): number {
    return this.firstNum + (this.sinceFirst[row] as number);
  }

  /** Where the event of a row is in its file (Evt.place). */
  place(row: number): Place | undefined {
    return this.batch?.placeAt(this.at[row] as number);
  }

  /** Becomes `count` rows of a batch; `firstNum` is evt.num of the first event that could be one. */
  begin(batch: Batch, firstNum: number, count: number): void {
    this.batch = batch;
    this.firstNum = firstNum;
    this.count = count;
  }

  /** Becomes the rows of others, or of itself, that pass a test. */
  select(from: EventColumns, test: RowTest): void {
    const { count } = from;
    let kept = 0;
    for (let row = 0; row < count; row++) if (test(from, row)) this.copy(from, row, kept++);
    this.begin(from.batch as Batch, from.firstNum, kept);
  }

  private copy(from: EventColumns, row: number, to: number): void {
    if (from === this && row === to) return;
    this.at[to] = from.at[row] as number;
    this.sinceFirst[to] = from.sinceFirst[row] as number;
    this.subjects[to] = from.subjects[row] as number;
    this.results[to] = from.results[row] as number;
    this.latencies[to] = from.latencies[row] as number;
  }
}

/** Takes events by columns. */
export interface ColumnTaker {
  /** One byte by event type: 1 if it takes such events as rows. */
  readonly types: Uint8Array;
  /** What it reads of subjects, besides the types of their events. */
  readonly reads: SubjectReads;
  /**
   * Gives a number, below SUBJECTS, to the subject of an event; an earlier subject of that number is gone. The event is the first of it,
   * not yet applied; only its thread, descriptor and type may be read. Returns what is done with all events of the subject (SUBJECT).
   */
  assign(subject: number, evt: Evt): number;
  /** Takes rows of assigned subjects, in the order of events. */
  take(columns: EventColumns): void;
}
