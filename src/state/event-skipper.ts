// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Batch } from '../bytes/batch.js';
import { CHANGES_FDS } from '../schema/calls/calls.js';
import { isExitType } from '../schema/event.js';
import { EVT } from '../schema/events.js';
import { SLOTS, SUBJECT } from '../schema/prefilter.js';
import { ColumnMaker } from './column-maker.js';
import type { ColumnTaker } from './event-columns.js';
import { Evt } from './evt.js';
import type { FilterSummary } from './filter-verdicts.js';
import {
  isPlainEvent,
  plainCode,
  plainInt64,
  plainLength,
  plainSecondByte,
  plainTidHi,
  plainTidLo,
  plainTsHi,
  plainTsLo,
  plainType,
} from './plain-event.js';
import { type FdCounts, Prefilter } from './prefilter.js';
import type { RejectedThreads } from './rejected-threads.js';
import { ACCEPTED_RULES, canBeKept, prefilterRules, SKIP, skipRules } from './skip-rules.js';
import { SlotVerdicts } from './slot-verdicts.js';
import type { StateUpdater } from './state-updater.js';
import { THREADS_READ } from './subject-reads.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';
import { isDupCommand } from './updates/dup.js';
import { CHANGES_THE_REST } from './updates/table.js';

const { NOWHERE } = Prefilter;

/** Dependencies of the event skipper. */
export interface SkipContext {
  readonly prefilter: Prefilter;
  /** Receives rejected threads; null if not needed. */
  readonly rejected: RejectedThreads | null;
  /** Takes events by columns; null if all that may pass are processed one by one. */
  readonly taker?: ColumnTaker | null;
}

/**
 * Skips events that a filter is sure to reject. State ends up the same as with `begin` and `update`, at a fraction of their cost.
 * Per-thread effects (enter event, its time, latency) depend only on the thread's last skipped event; its offset in the batch is
 * kept and applied lazily.
 */
export class EventSkipper {
  private readonly updater: StateUpdater;
  private readonly state: SystemState;
  private readonly prefilter: Prefilter;
  private readonly rules: Uint8Array;
  /** Whether events of accepted threads are kept (Prefilter.kept) instead of processed one by one. */
  private readonly keepsAccepted: boolean;
  /** What the filter says of the threads in the slots of the prefilter. */
  readonly verdicts: SlotVerdicts;
  /** Event used to apply skipped events to their threads. */
  private readonly begun: Evt;
  /** Receives rejected threads; null if not needed. */
  private readonly rejected: RejectedThreads | null;
  /** The thread in each slot of the prefilter. */
  private readonly threads: readonly (Thread | null)[];
  /** Whether changes are counted by thread, and by the number of descriptors. */
  private readonly isNear: boolean;
  /** The current changes that may be of any thread: all, unless changes are counted by thread. */
  private changes = 0;
  private readonly fds: FdCounts = { all: 0, wide: 0 };
  /** Whether the current batch lies in the prefilter's memory. */
  private canPrefilter = false;
  /** Makes columns of events; null if there are none. */
  private readonly maker: ColumnMaker | null;

  constructor(updater: StateUpdater, summary: FilterSummary, { prefilter, rejected, taker = null }: SkipContext) {
    const { state } = updater;
    this.updater = updater;
    this.state = state;
    this.rejected = rejected;
    this.maker =
      taker === null ? null : new ColumnMaker(state, prefilter.columns, { taker, notesUse: summary.notesUse });
    this.prefilter = prefilter;
    this.verdicts = new SlotVerdicts(state, summary, prefilter, rejected);
    this.threads = this.verdicts.threads;
    this.begun = new Evt(state);
    this.rules = skipRules(summary);
    this.keepsAccepted = summary.keepsAccepted;
    // the kernel forgets verdicts by rules of its own: they are sent again after any change
    this.isNear = summary.reads.threads < THREADS_READ.ANY && rejected === null;
    prefilter.start(prefilterRules(summary, { rules: this.rules, ...this.verdicts.ofTypes }), summary);
    if (this.isNear) state.memory.near.countIn(prefilter.nearThreads, prefilter.nearFds);
  }

  /** Begins a batch. */
  begin(batch: Batch): void {
    this.canPrefilter = this.prefilter.holds(batch);
  }

  /**
   * Skips from offset `start` of the current batch. Returns the offset of the first event that must be processed, or the end of the
   * batch; skipped events are counted.
   */
  advance(batch: Batch, start: number): number {
    const { state, prefilter } = this;
    if (!this.updater.settle()) return start;
    this.changes = this.isNear ? state.table.wideChanges : state.table.changes;
    const at = this.passAll(batch, start);
    this.maker?.deliver(batch);
    if (at > start) this.noteTime(batch.view, prefilter.lastSkipped);
    state.count += prefilter.takeSkipped();
    if (at < batch.end) this.markThreadOf(batch, at);
    return at;
  }

  /** Notes the time of the event at `at`, as processing it would. */
  private noteTime(view: DataView, at: number): void {
    this.state.lastTsHi = plainTsHi(view, at);
    this.state.lastTsLo = plainTsLo(view, at);
  }

  /** Changes of descriptors, and those that may be of any. */
  private fdCounts(): FdCounts {
    const { state, fds } = this;
    fds.all = state.fdChanges;
    fds.wide = this.isNear ? state.wideFdChanges : state.fdChanges;
    return fds;
  }

  private passAll(batch: Batch, start: number): number {
    const { view, end } = batch;
    let at = start;
    for (;;) {
      if (this.canPrefilter) at = this.prefilter.advance(batch, at, this.changes, this.fdCounts());
      if (at === end || !isPlainEvent(view, at)) return at;
      if (this.canPrefilter && this.canGoOn(batch, at)) continue;
      if (!this.pass(batch, at)) return at;
      this.prefilter.noteSkipped(at);
      at += plainLength(view, at);
    }
  }

  /** Does what the prefilter has stopped for at `at`; false if only the caller can. */
  private canGoOn(batch: Batch, at: number): boolean {
    const { maker } = this;
    if (maker === null && plainType(batch.view, at) > EVT.GENERIC_X) return false;
    if (maker === null || !maker.isWanted) return !this.isCached(batch.view, at) && this.fetch(batch, at);
    if (maker.isFull) maker.deliver(batch);
    if (maker.isAsking) maker.answer(this.judgeSubject(maker, batch, at));
    return true;
  }

  private judgeSubject(maker: ColumnMaker, batch: Batch, at: number): number {
    const slot = plainTidLo(batch.view, at) & (SLOTS - 1);
    const isRejected = this.verdicts.isThreadRejected(batch.view, at, slot);
    return isRejected ? SUBJECT.MARKS : maker.judge(batch, at, this.threads[slot] as Thread);
  }

  /** Applies pending effects to their threads; call before the batch becomes invalid. */
  finish(batch: Batch): void {
    for (let slot = 0; slot < SLOTS; slot++) if (this.prefilter.lastAt[slot] !== NOWHERE) this.mark(batch, slot);
  }

  /** Skips the event at `at` and notes its effects; false if it may not be skipped. */
  private pass(batch: Batch, at: number): boolean {
    const type = plainType(batch.view, at);
    if (this.keepsAccepted && canBeKept(type) && this.isAccepted(batch, at)) return this.keep(batch, at);
    if (type <= EVT.GENERIC_X && CHANGES_FDS[plainCode(batch.view, at)] === 1) return false;
    return this.skipRejected(batch, at);
  }

  private skipRejected(batch: Batch, at: number): boolean {
    const { view } = batch;
    const type = plainType(view, at);
    const rule = this.rules[type];
    if (rule === SKIP.LEAVES) return true;
    if (rule === undefined || rule === SKIP.NEVER) return this.judge(batch, at);
    if (!this.isFetched(batch, at)) return false;
    const slot = plainTidLo(view, at) & (SLOTS - 1);
    if (!this.verdicts.isRejected(batch, at, slot)) return false;
    if (rule >= SKIP.FAILS && !this.end(view, at, slot)) return false;
    this.prefilter.lastAt[slot] = at;
    if (!isExitType(type)) this.prefilter.enterAt[slot] = at;
    return true;
  }

  /**
   * Judges the thread of an event that changes descriptors: the probe need not record such events of rejected processes. Returns
   * false: the event must be processed.
   */
  private judge(batch: Batch, at: number): false {
    const { view } = batch;
    if (this.rejected !== null && CHANGES_THE_REST[plainType(view, at)] === 1 && this.isFetched(batch, at))
      this.verdicts.isThreadRejected(view, at, plainTidLo(view, at) & (SLOTS - 1));
    return false;
  }

  private isFetched(batch: Batch, at: number): boolean {
    return this.isCached(batch.view, at) || this.fetch(batch, at);
  }

  private isAccepted(batch: Batch, at: number): boolean {
    const { view } = batch;
    if (!this.isFetched(batch, at)) return false;
    return !this.verdicts.isThreadRejected(view, at, plainTidLo(view, at) & (SLOTS - 1));
  }

  /** Keeps the event at `at`, of an accepted thread, and notes its effects; false if it must be processed. */
  private keep(batch: Batch, at: number): boolean {
    const { view } = batch;
    const type = plainType(view, at);
    const rule = ACCEPTED_RULES[type] as number;
    const slot = plainTidLo(view, at) & (SLOTS - 1);
    if (rule >= SKIP.FAILS && !this.end(view, at, slot)) return false;
    if (rule !== SKIP.LEAVES) {
      this.prefilter.lastAt[slot] = at;
      if (!isExitType(type)) this.prefilter.enterAt[slot] = at;
    }
    this.prefilter.keep(batch, at, plainLength(view, at));
    return true;
  }

  private isCached(view: DataView, at: number): boolean {
    const { tids, fetchedAt } = this.prefilter;
    const tid = plainTidLo(view, at);
    const slot = tid & (SLOTS - 1);
    return tids[slot] === tid && fetchedAt[slot] === this.changesOf(tid) && plainTidHi(view, at) === 0;
  }

  private changesOf(tid: number): number {
    return (this.isNear ? this.changes + this.state.memory.near.ofThread(tid) : this.changes) >>> 0;
  }

  /** Loads the thread of the event at `at` into its slot; false if the thread is unknown. */
  private fetch(batch: Batch, at: number): boolean {
    const tid = plainTidLo(batch.view, at);
    if (tid < 0 || plainTidHi(batch.view, at) !== 0) return false;
    const thread = this.state.table.find(tid);
    if (thread === null) return false;
    const { prefilter } = this;
    const slot = tid & (SLOTS - 1);
    if (this.threads[slot] !== thread && prefilter.lastAt[slot] !== NOWHERE) this.mark(batch, slot);
    this.verdicts.hold(slot, thread);
    prefilter.hold(tid, this.changesOf(tid));
    return true;
  }

  /** Applies the change of an exit event directly after its skipped enter event; false if the event must be processed. */
  private end(view: DataView, at: number, slot: number): boolean {
    const type = plainType(view, at);
    const res = plainInt64(view, at, 0);
    if (res < 0) return true;
    if (this.rules[type] === SKIP.FAILS || Number.isNaN(res) || !this.verdicts.isAfterEnter(view, slot, type))
      return false;
    const enter = this.prefilter.enterAt[slot] as number;
    const fd = plainInt64(view, enter, 0);
    const thread = this.threads[slot] as Thread;
    if (Number.isNaN(fd)) return false;
    if (this.maker !== null) this.state.fdChanges++;
    if (this.rules[type] === SKIP.CLOSES) thread.fdOwner?.fds.delete(fd);
    else if (isDupCommand(plainSecondByte(view, enter))) thread.copyFd(fd, res);
    return true;
  }

  /** Applies pending effects to the thread of the event at `at`, which is processed next. */
  private markThreadOf(batch: Batch, at: number): void {
    if (!isPlainEvent(batch.view, at)) {
      this.finish(batch);
      return;
    }
    const slot = plainTidLo(batch.view, at) & (SLOTS - 1);
    if (this.prefilter.lastAt[slot] !== NOWHERE) this.mark(batch, slot);
  }

  private mark(batch: Batch, slot: number): void {
    const thread = this.threads[slot] as Thread;
    const last = this.prefilter.lastAt[slot] as number;
    const enter = this.prefilter.enterAt[slot] as number;
    this.prefilter.lastAt[slot] = NOWHERE;
    this.prefilter.enterAt[slot] = NOWHERE;
    if (enter !== NOWHERE) this.bind(batch, enter, thread);
    if (last !== enter) this.bind(batch, last, thread);
    else this.updater.update(this.begun);
  }

  /** Applies to a thread what a skipped event leaves on it. */
  private bind(batch: Batch, at: number, thread: Thread): void {
    this.begun.view.read(batch, at);
    this.updater.bindSkipped(this.begun, thread);
  }
}
