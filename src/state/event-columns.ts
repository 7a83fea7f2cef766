import type { Batch } from '../bytes/batch.js';
import type { Place } from '../bytes/place.js';
import { ROWS, SUBJECT, SUBJECTS } from '../schema/prefilter.js';
import type { Evt } from './evt.js';
import { plainTsHi, plainTsLo } from './plain-event.js';

/** Addresses of the columns in the memory of native/prefilter (columns.h). */
export interface ColumnExports {
  readonly fd_params: WebAssembly.Global;
  readonly result_bytes: WebAssembly.Global;
  readonly subject_verdicts: WebAssembly.Global;
  readonly row_at: WebAssembly.Global;
  readonly row_skipped: WebAssembly.Global;
  readonly row_subjects: WebAssembly.Global;
  readonly row_results: WebAssembly.Global;
  readonly row_latencies: WebAssembly.Global;
  readonly row_count: WebAssembly.Global;
  readonly wanted: WebAssembly.Global;
  readonly wanted_fd: WebAssembly.Global;
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
  private readonly counter: Uint32Array;
  private readonly wanted: Uint32Array;
  private readonly wantedFds: Int32Array;
  /** SUBJECT by subject. */
  readonly verdicts: Uint8Array;
  /** By event type: index of the parameter with the descriptor, -1 for none; and bytes of the result. */
  readonly fdParams: Int8Array;
  readonly resultBytes: Uint8Array;

  constructor(buffer: ArrayBuffer, exports: ColumnExports, types: number) {
    this.at = new Uint32Array(buffer, exports.row_at.value, ROWS);
    this.sinceFirst = new Uint32Array(buffer, exports.row_skipped.value, ROWS);
    this.subjects = new Uint16Array(buffer, exports.row_subjects.value, ROWS);
    this.results = new Float64Array(buffer, exports.row_results.value, ROWS);
    this.latencies = new Float64Array(buffer, exports.row_latencies.value, ROWS);
    this.counter = new Uint32Array(buffer, exports.row_count.value, 1);
    this.wanted = new Uint32Array(buffer, exports.wanted.value, 1);
    this.wantedFds = new Int32Array(buffer, exports.wanted_fd.value, 1);
    this.verdicts = new Uint8Array(buffer, exports.subject_verdicts.value, SUBJECTS);
    this.fdParams = new Int8Array(buffer, exports.fd_params.value, types);
    this.resultBytes = new Uint8Array(buffer, exports.result_bytes.value, types);
  }

  /** High half of the time of a row, in ns since the epoch. */
  tsHi(row: number): number {
    return plainTsHi((this.batch as Batch).view, this.at[row] as number);
  }

  /** Low half of the time of a row. */
  tsLo(row: number): number {
    return plainTsLo((this.batch as Batch).view, this.at[row] as number);
  }

  /** evt.num of a row. */
  num(row: number): number {
    return this.firstNum + (this.sinceFirst[row] as number);
  }

  /** Where the event of a row is in its file (Evt.place). */
  place(row: number): Place | undefined {
    return this.batch?.placeAt(this.at[row] as number);
  }

  /** Removes the rows that a test does not accept. */
  keep(test: (columns: EventColumns, row: number) => boolean): void {
    let kept = 0;
    for (let row = 0; row < this.count; row++) if (test(this, row)) this.move(row, kept++);
    this.count = kept;
  }

  private move(from: number, to: number): void {
    if (from === to) return;
    this.at[to] = this.at[from] as number;
    this.sinceFirst[to] = this.sinceFirst[from] as number;
    this.subjects[to] = this.subjects[from] as number;
    this.results[to] = this.results[from] as number;
    this.latencies[to] = this.latencies[from] as number;
  }

  /** Whether there is no room for more rows. */
  get isFull(): boolean {
    return this.counter[0] === ROWS;
  }

  /** The subject that is to be judged, or SUBJECTS, and the number of its descriptor, or -1. */
  get wantedSubject(): number {
    return this.wanted[0] as number;
  }

  get wantedFd(): number {
    return this.wantedFds[0] as number;
  }

  /** Passes the rows to a taker, and starts over. */
  deliver(batch: Batch, firstNum: number, taker: ColumnTaker): void {
    this.count = this.counter[0] as number;
    if (this.count === 0) return;
    this.counter[0] = 0;
    this.batch = batch;
    this.firstNum = firstNum;
    taker.take(this);
  }

  /** Forgets all rows and verdicts. */
  clear(): void {
    this.counter[0] = 0;
    this.verdicts.fill(SUBJECT.ENDS);
  }
}

/** Takes events by columns. */
export interface ColumnTaker {
  /** One byte for each event type in files: 1 if it takes such events as rows. */
  readonly types: Uint8Array;
  /**
   * Gives a number, below SUBJECTS, to the subject of an event; an earlier subject of that number is gone. The event is the first of it,
   * not yet applied; only its thread, descriptor and type may be read. Returns what is done with all events of the subject (SUBJECT).
   */
  assign(subject: number, evt: Evt): number;
  /** Takes rows of assigned subjects, in the order of events. */
  take(columns: EventColumns): void;
}
