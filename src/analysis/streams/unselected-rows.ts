// HOT: once per row. No allocation, bigint, try, spread or iterator here.
import type { Filter } from '../../filter/filter.js';
import { isExitType } from '../../schema/event.js';
import { SUBJECT, SUBJECTS } from '../../schema/prefilter.js';
import { COLUMN_TYPES } from '../../state/column-types.js';
import type { ColumnTaker, EventColumns } from '../../state/event-columns.js';
import type { Evt } from '../../state/evt.js';
import { READS_ALL } from '../../state/subject-reads.js';
import { CALL_FORMS, type CallForm, RESULT } from './calls.js';
import type { PendingCalls } from './pending-calls.js';
import type { OpenStream, StreamTable } from './stream-table.js';

/** Whether the number of bytes that a call moved is its result, and nothing of its enter event is needed. */
function isCountedByResult(form: CallForm | null | undefined): boolean {
  return form === null || (form !== undefined && form.length === RESULT && form.from < 0 && form.enterPosition < 0);
}

/** One byte by event type: 1 if rows are enough to count what a stream has moved that is not selected. */
const COUNTED_TYPES: Uint8Array = COLUMN_TYPES.map((isRow, type) =>
  isRow === 1 && isCountedByResult(CALL_FORMS[type | 1]) ? 1 : 0,
);

/** What UnselectedRows shares with the follower of the streams. */
interface Following {
  readonly table: StreamTable;
  readonly pending: PendingCalls;
}

/**
 * Counts what goes through streams that are not selected, by columns. Events of selected streams, and those that may select
 * one, come one by one.
 */
export class UnselectedRows implements ColumnTaker {
  readonly types = COUNTED_TYPES;
  // descriptors of other threads may share a stream
  readonly reads = READS_ALL;
  /** Whether an event has come one by one: a live capture gives it the number 1. */
  private hasBegun = false;
  private readonly selector: Filter;
  private readonly columns: ReturnType<Filter['columns']>;
  private readonly following: Following;
  /** By subject: its stream (null for none), the counter of its bytes, and its thread. */
  private readonly streams = new Array<OpenStream | null>(SUBJECTS).fill(null);
  private readonly areReads = new Uint8Array(SUBJECTS);
  private readonly tids = new Float64Array(SUBJECTS);

  constructor(selector: Filter, following: Following) {
    this.selector = selector;
    this.columns = selector.columns();
    this.following = following;
  }

  /** Call this for each event that comes one by one. */
  noteEvent({ state }: Evt): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    state.fdChanges++;
  }

  assign(subject: number, evt: Evt): number {
    if (!this.hasBegun) return SUBJECT.ENDS;
    const { type } = evt.view;
    // all that they say is in their exit events
    if (!isExitType(type)) return SUBJECT.MARKS;
    const stream = this.following.table.of(evt);
    if (stream !== null && (stream.isSelected || this.maySelect(evt))) return SUBJECT.ENDS;
    const form = CALL_FORMS[type] ?? null;
    this.streams[subject] = form === null ? null : stream;
    this.areReads[subject] = form?.isRead === true ? 1 : 0;
    this.tids[subject] = evt.view.tid;
    return SUBJECT.PASSES;
  }

  take({ count, subjects, results }: EventColumns): void {
    const { pending, table } = this.following;
    for (let row = 0; row < count; row++) {
      const subject = subjects[row] as number;
      if (pending.areThere) pending.forget(this.tids[subject] as number);
      const stream = this.streams[subject] as OpenStream | null;
      if (stream === null) continue;
      table.use(stream);
      const length = results[row] as number;
      if (!(length > 0)) continue;
      if (this.areReads[subject] === 1) stream.read += length;
      else stream.written += length;
    }
  }

  /** Whether an event of this thread, descriptor and type may select its stream. */
  private maySelect(evt: Evt): boolean {
    const { threadTest, fdTest } = this.selector;
    if (threadTest?.(evt) === false || fdTest?.(evt) === false) return false;
    return this.columns.types[evt.view.type] === 0 || this.columns.judge(evt) !== false;
  }
}
