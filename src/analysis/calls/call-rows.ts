// HOT: once per event. No bigint, try, spread or iterator here, and no allocation.
import type { MemoryBudget } from '../../bytes/memory-budget.js';
import type { FieldContext } from '../../fields/field-context.js';
import { readsOf, typesOfSubject } from '../../fields/of-subject.js';
import type { Filter } from '../../filter/filter.js';
import type { ColumnConsumer, EventConsumer } from '../../output/event-consumer.js';
import { fieldAlone } from '../../output/format.js';
import { EF } from '../../schema/event.js';
import { EVENTS } from '../../schema/events.js';
import { ROWS, SUBJECTS } from '../../schema/prefilter.js';
import { COLUMN_TYPES } from '../../state/column-types.js';
import type { EventColumns } from '../../state/event-columns.js';
import { Evt } from '../../state/evt.js';
import { READS_ALL, READS_FD, READS_NOTHING, readsOfAll } from '../../state/subject-reads.js';
import type { SystemState } from '../../state/system-state.js';
import { inAll } from '../kept/type-masks.js';
import type { CallColumn } from './call-columns.js';
import { STEP, STEPS } from './call-kind.js';
import { STORED_ROWS, type StoredColumn } from './column-store.js';
import type { ColumnWriter } from './column-writer.js';
import { type OpenCall, OpenCalls } from './open-calls.js';
import { RowEvents } from './row-events.js';
import { rowWriter } from './row-writers.js';
import { subjectWriter } from './subject-writers.js';

/** Some rows of a table: a column for each that was asked for. */
export interface StoredRows {
  readonly count: number;
  readonly columns: readonly StoredColumn[];
}

/** What rows are made of. */
export interface CallRowParts {
  readonly columns: readonly CallColumn[];
  readonly context: FieldContext;
  /**
   * Decides which events make rows, which then come one by one; null for those that arrive. If arguments are asked for, enter events
   * must arrive as well, whatever the filter says, so it is tested here.
   */
  readonly filter: Filter | null;
  /** Whether calls that ended make rows, and nothing else. */
  readonly onlyCalls: boolean;
  /** The budget that takes the enter events of open calls. */
  readonly memory: MemoryBudget;
  /** Takes rows when there are enough. */
  readonly send: (rows: StoredRows) => void;
}

const ENDS_THREAD: Uint8Array = Uint8Array.from(EVENTS, ({ flags }) => ((flags & EF.ENDS_THREAD) !== 0 ? 1 : 0));

/**
 * Makes a row of each call that ends, of each event that is no call, and at the end of each call that has not ended (docs/SQL.md). Rows
 * are made of columns of events, unless there is a filter for them.
 */
export class CallRows implements EventConsumer {
  /** Whether columns are asked for that enter events tell as well. */
  static needsEnters(columns: readonly CallColumn[]): boolean {
    return columns.some(({ of }) => of === 'event');
  }

  readonly columns: ColumnConsumer | null;
  private readonly writers: readonly ColumnWriter[];
  private readonly filter: Filter | null;
  private readonly onlyCalls: boolean;
  /** Whether the calls of threads are noted: for their enter events, or to know at the end which have not ended. */
  private readonly notesCalls: boolean;
  private readonly send: CallRowParts['send'];
  private readonly open: OpenCalls;
  private count = 0;
  /** By subject: type, STEP, and the call of its thread. */
  private readonly types = new Uint16Array(SUBJECTS);
  private readonly steps = new Uint8Array(SUBJECTS);
  private readonly calls: (OpenCall | null)[] = new Array<OpenCall | null>(SUBJECTS).fill(null);
  private readonly indexes = new Uint16Array(ROWS);
  private readonly events = new RowEvents();
  /** Moved to enter events. */
  private before: Evt | null = null;

  constructor({ columns, context, filter, onlyCalls, memory, send }: CallRowParts) {
    this.writers = columns.map((column) =>
      column.of === 'subject' ? subjectWriter(column, fieldAlone(column.field, context).extract) : rowWriter(column),
    );
    this.filter = filter;
    this.onlyCalls = onlyCalls;
    this.notesCalls = !onlyCalls || CallRows.needsEnters(columns);
    this.send = send;
    this.open = new OpenCalls(memory);
    this.columns = filter === null ? this.consumer(columns, context) : null;
  }

  // COLD: once
  private consumer(columns: readonly CallColumn[], context: FieldContext): ColumnConsumer {
    const subjects = columns.filter((column) => column.of === 'subject');
    const uses = subjects
      .filter(({ isOfState }) => isOfState !== true)
      .map(({ field }) => fieldAlone(field, context).use);
    const readsState = uses.length < subjects.length;
    const readsFd = this.notesCalls || columns.some(({ name }) => name === 'bytes');
    return {
      types: inAll([COLUMN_TYPES, ...uses.map(typesOfSubject)]),
      // the thread tells which call an event begins or ends, and the descriptor what it moves
      reads: readsOfAll([
        readsState ? READS_ALL : readsFd ? READS_FD : READS_NOTHING,
        ...uses.map(({ def }) => readsOf(def)),
      ]),
      assign: (subject, evt) => this.assign(subject, evt),
      take: (rows) => this.takeRows(rows),
    };
  }

  begin(): void {
    this.open.clear();
    this.before = null;
  }

  event(evt: Evt): boolean {
    const { type, tid } = evt.view;
    const step = STEPS[type];
    const passes = this.filter === null || this.filter.test(evt);
    if (step === STEP.BEGINS) this.enter(evt, passes);
    else {
      const call = step === STEP.ENDS ? this.open.of(tid) : null;
      if (passes && (step === STEP.ENDS || !this.onlyCalls))
        this.add(evt, call === null ? null : this.enterOf(evt, call));
      if (call !== null) call.isOpen = false;
    }
    if (ENDS_THREAD[type] === 1) this.open.forget(tid);
    return true;
  }

  private enter(evt: Evt, passes: boolean): void {
    const { view, num } = evt;
    const call = this.open.of(view.tid);
    if (call === null) return;
    this.open.enter(call, view.batch, view.blockStart);
    call.passes = passes;
    call.type = view.type;
    call.num = num;
  }

  /** The enter event of a call that ends; null if it is not known. */
  private enterOf(evt: Evt, call: OpenCall): Evt | null {
    if (!call.isOpen || call.type !== evt.view.type - 1) return null;
    return this.moveBefore(evt.state, call, evt);
  }

  private moveBefore(state: SystemState, call: OpenCall, at: Pick<Evt, 'thread' | 'fd'>): Evt {
    this.before ??= new Evt(state);
    const { before } = this;
    before.view.read(call.batch, call.at);
    before.num = call.num;
    before.thread = at.thread;
    before.fd = at.fd;
    return before;
  }

  private add(evt: Evt, enter: Evt | null): void {
    const { writers, count } = this;
    for (let i = 0; i < writers.length; i++) (writers[i] as ColumnWriter).addEvent(count, evt, enter);
    this.count++;
    if (this.count === STORED_ROWS) this.flush();
  }

  private assign(subject: number, evt: Evt): void {
    const { writers, events } = this;
    const { type, tid } = evt.view;
    const step = STEPS[type] as number;
    this.types[subject] = type;
    this.steps[subject] = step;
    this.calls[subject] = this.notesCalls ? this.open.of(tid) : null;
    events.begin(evt.state);
    // no row is made of the beginning of a call
    if (step === STEP.BEGINS) return;
    for (let i = 0; i < writers.length; i++) (writers[i] as ColumnWriter).assign?.(subject, evt);
  }

  private takeRows(columns: EventColumns): void {
    const { indexes, events, writers } = this;
    const count = this.choose(columns);
    const rows = { columns, indexes, events, from: 0, count: 0, to: 0 };
    for (let from = 0; from < count; from += rows.count) {
      rows.from = from;
      rows.to = this.count;
      rows.count = Math.min(count - from, STORED_ROWS - this.count);
      for (let i = 0; i < writers.length; i++) (writers[i] as ColumnWriter).addRows(rows);
      this.count += rows.count;
      if (this.count === STORED_ROWS) this.flush();
    }
  }

  /** Notes which calls begin and end; returns how many rows are to be added: `indexes`. */
  private choose(columns: EventColumns): number {
    const { steps, calls, indexes } = this;
    const { subjects } = columns;
    let chosen = 0;
    for (let row = 0; row < columns.count; row++) {
      const subject = subjects[row] as number;
      const call = calls[subject] as OpenCall | null;
      const step = steps[subject];
      if (step === STEP.ENDS) this.endRow(row, call, this.types[subject] as number);
      else if (step === STEP.ALONE) this.events.clearEnter(row);
      else if (call !== null) this.beginRow(columns, row, call);
      if (step === STEP.ENDS || (step === STEP.ALONE && !this.onlyCalls)) indexes[chosen++] = row;
    }
    return chosen;
  }

  private beginRow(columns: EventColumns, row: number, call: OpenCall): void {
    this.open.enter(call, columns.source, columns.at[row] as number);
    call.passes = true;
    call.type = this.types[columns.subjects[row] as number] as number;
    call.num = columns.num(row);
  }

  private endRow(row: number, call: OpenCall | null, type: number): void {
    if (call === null || !call.isOpen || call.type !== type - 1) this.events.clearEnter(row);
    else this.events.setEnter(row, call.batch, call.at);
    if (call !== null) call.isOpen = false;
  }

  batchEnd(): void {
    this.open.settle();
  }

  // COLD: once
  close(state: SystemState): void {
    if (!this.onlyCalls) for (const call of this.open.all()) this.addOpen(state, call);
    this.flush();
  }

  /** Adds the row of a call that has not ended. */
  private addOpen(state: SystemState, call: OpenCall): void {
    const thread = state.threads.get(call.tid) ?? null;
    if (!call.passes || thread === null || !thread.isInCall) return;
    const evt = this.moveBefore(state, call, { thread, fd: thread.findFd(thread.lastFd) });
    this.add(evt, null);
  }

  private flush(): void {
    const { count, writers } = this;
    if (count === 0) return;
    this.count = 0;
    this.send({ count, columns: writers.map((writer) => writer.take()) });
  }
}
