import type { Batch } from '../bytes/batch.js';
import { EVENTS } from '../schema/events.js';
import { ROWS, SUBJECT, SUBJECTS } from '../schema/prefilter.js';
import { CALL_TYPES, COLUMN_FD_IS_OWN, COLUMN_FD_PARAMS, COLUMN_RESULT_BYTES } from './column-types.js';
import { type ColumnTaker, EventColumns } from './event-columns.js';
import type { FilterSummary } from './filter-verdicts.js';
import { THREADS_READ } from './subject-reads.js';

/** Addresses of the columns in the memory of native/prefilter (columns.h). */
export interface ColumnExports {
  readonly row_types: WebAssembly.Global;
  readonly subject_reads: WebAssembly.Global;
  readonly fd_params: WebAssembly.Global;
  readonly fd_is_own: WebAssembly.Global;
  readonly call_types: WebAssembly.Global;
  readonly result_bytes: WebAssembly.Global;
  readonly subject_verdicts: WebAssembly.Global;
  readonly row_at: WebAssembly.Global;
  readonly row_skipped: WebAssembly.Global;
  readonly row_subjects: WebAssembly.Global;
  readonly row_results: WebAssembly.Global;
  readonly row_latencies: WebAssembly.Global;
  readonly row_count: WebAssembly.Global;
  readonly rows_full: WebAssembly.Global;
  readonly wanted: WebAssembly.Global;
  readonly wanted_fd: WebAssembly.Global;
}

/** What rows are made of, and how their subjects differ. */
export type RowSummary = Pick<FilterSummary, 'columnTypes' | 'reads'>;

/** The rows that the prefilter makes, and what it asks about their subjects. */
export class PrefilterColumns {
  /** SUBJECT by subject. */
  readonly verdicts: Uint8Array;
  /** One byte by event type: 1 if rows are made of such events. */
  private readonly types: Uint8Array;
  /** Whether the threads, and the descriptors, of subjects are read. */
  private readonly reads: Uint8Array;
  private readonly rows: EventColumns;
  private readonly counter: Uint32Array;
  private readonly full: Uint32Array;
  private readonly wanted: Uint32Array;
  private readonly wantedFds: Int32Array;

  constructor(buffer: ArrayBuffer, exports: ColumnExports) {
    this.rows = new EventColumns({
      at: new Uint32Array(buffer, exports.row_at.value, ROWS),
      sinceFirst: new Uint32Array(buffer, exports.row_skipped.value, ROWS),
      subjects: new Uint16Array(buffer, exports.row_subjects.value, ROWS),
      results: new Float64Array(buffer, exports.row_results.value, ROWS),
      latencies: new Float64Array(buffer, exports.row_latencies.value, ROWS),
    });
    this.counter = new Uint32Array(buffer, exports.row_count.value, 1);
    this.full = new Uint32Array(buffer, exports.rows_full.value, 1);
    this.wanted = new Uint32Array(buffer, exports.wanted.value, 1);
    this.wantedFds = new Int32Array(buffer, exports.wanted_fd.value, 1);
    this.verdicts = new Uint8Array(buffer, exports.subject_verdicts.value, SUBJECTS);
    this.reads = new Uint8Array(buffer, exports.subject_reads.value, 2);
    this.types = new Uint8Array(buffer, exports.row_types.value, EVENTS.length);
    new Int8Array(buffer, exports.fd_params.value, EVENTS.length).set(COLUMN_FD_PARAMS);
    new Uint8Array(buffer, exports.fd_is_own.value, EVENTS.length).set(COLUMN_FD_IS_OWN);
    new Uint8Array(buffer, exports.result_bytes.value, EVENTS.length).set(COLUMN_RESULT_BYTES);
    new Uint16Array(buffer, exports.call_types.value, CALL_TYPES.length).set(CALL_TYPES);
  }

  /** Whether the rows must be delivered before more of them are made. */
  get isFull(): boolean {
    return this.full[0] === 1;
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
    const count = this.counter[0] as number;
    this.full[0] = 0;
    if (count === 0) return;
    this.counter[0] = 0;
    this.rows.begin(batch, firstNum, count);
    taker.take(this.rows);
  }

  /** Forgets all rows and verdicts, and makes rows of other types, or with other subjects, from now on. */
  start({ columnTypes, reads }: RowSummary): void {
    this.types.set(columnTypes);
    this.reads[0] = reads.threads === THREADS_READ.NONE ? 0 : 1;
    this.reads[1] = reads.fds ? 1 : 0;
    this.counter[0] = 0;
    this.verdicts.fill(SUBJECT.ENDS);
  }
}
