// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Batch } from '../bytes/batch.js';
import { difference64 } from '../bytes/int64.js';
import { eventBlockSize } from '../scap/event-block.js';
import { EF, isExitType } from '../schema/event.js';
import { ENTER_FD, EXIT_FD, EXIT_FD_ALWAYS } from './binding.js';
import { Evt } from './evt.js';
import { hasFlags, IS_KEPT, OPEN, openness, PASS, passRules, RUN, runActions, VERDICT } from './pass-rules.js';
import {
  doParamsFit,
  isPlainEvent,
  isPlainEventOf,
  isReadable,
  PLAIN_FD,
  plainFd,
  plainInt64,
  plainSecondByte,
  plainTidHi,
  plainTidLo,
  plainTsHi,
  plainTsLo,
  plainType,
} from './plain-event.js';
import { type Foresight, Refusals } from './refusals.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';
import { isDupCommand } from './updates/dup.js';

/** Threads at hand, by the low bits of their tid; a power of two. */
const SLOTS = 256;
const NOBODY = -1;
const NOWHERE = -1;
/** The verdict on a thread that nobody has asked for. */
const UNASKED = 255;

/** Whether an event can be read when it is needed; the damage of one that cannot is told now, by who looks at it. */
const isKeepable = (view: DataView, at: number, type: number): boolean => IS_KEPT[type] === 0 || doParamsFit(view, at);

/**
 * Goes past events that a filter is sure to refuse, as `begin` and `update` or `reject` would, at a fraction of their cost.
 * What they leave on their threads (an enter event, its time, latency) only the last one of a thread decides, so it is noted
 * by its place in the batch and put on the thread before somebody looks.
 */
export class PassOver {
  private readonly state: SystemState;
  private readonly rules: Uint8Array;
  /** OPEN by event type. */
  private readonly openness: Uint8Array;
  /** RUN by event type, for each VERDICT on a thread. */
  private readonly actions: readonly Uint8Array[];
  private readonly refusals: Refusals;
  /** What enter events are put on their threads with. */
  private readonly begun: Evt;
  /**
   * Threads at hand by slot: their tids, ThreadTable.changes when they were fetched, verdicts, and places of the last event
   * and last enter event that were passed.
   */
  private readonly threads: (Thread | null)[] = new Array<Thread | null>(SLOTS).fill(null);
  private readonly tids = new Int32Array(SLOTS).fill(NOBODY);
  private readonly fetchedAt = new Int32Array(SLOTS);
  private readonly verdicts = new Uint8Array(SLOTS);
  /** The verdict on its descriptors, and SystemState.fdChanges when it was asked for. */
  private readonly fdVerdicts = new Uint8Array(SLOTS);
  private readonly fdsAskedAt = new Int32Array(SLOTS);
  private readonly lastAt = new Int32Array(SLOTS).fill(NOWHERE);
  private readonly enterAt = new Int32Array(SLOTS).fill(NOWHERE);
  /** ThreadTable.changes as it is now. */
  private changes = 0;
  /** Events passed since somebody looked at one. */
  private passed = 0;

  constructor(state: SystemState, foresight: Foresight) {
    this.state = state;
    this.refusals = new Refusals(state, foresight);
    this.begun = new Evt(state);
    this.rules = passRules(foresight);
    this.openness = openness(foresight);
    const verdicts = {
      rules: this.rules,
      openness: this.openness,
      isRefusedWithoutFd: (type: number) => this.refusals.ofNoFd(type),
    };
    this.actions = [VERDICT.OPEN, VERDICT.FDS_REFUSED, VERDICT.REFUSED].map((verdict) => runActions(verdicts, verdict));
  }

  /**
   * Offset of the first event from `start` on that must be looked at, or of where event blocks end: the frames of those that are passed
   * are checked, and they are counted.
   */
  advance(batch: Batch, start: number): number {
    const { state } = this;
    if (!state.settle()) return start;
    this.changes = state.table.changes;
    const at = this.passAll(batch, start);
    state.count += this.passed;
    batch.count += this.passed;
    this.passed = 0;
    if (at < batch.end) this.markThreadOf(batch, at);
    return at;
  }

  private passAll(batch: Batch, start: number): number {
    const { view, end } = batch;
    let at = start;
    for (;;) {
      const size = eventBlockSize(view, at, end);
      if (size === 0 || !isPlainEvent(view, at) || !isReadable(view, at, size)) return at;
      const next = this.isAtHand(view, at) ? this.passRun(batch, at) : at;
      if (next > at) at = next;
      else if (this.pass(batch, at)) {
        this.passed++;
        at += size;
      } else return at;
    }
  }

  /** Goes past events of one thread that follow one another and do no more than mark it; returns the offset after them. */
  private passRun(batch: Batch, start: number): number {
    const { view, end } = batch;
    const tid = plainTidLo(view, start);
    const slot = tid & (SLOTS - 1);
    const actions = this.actions[this.verdictOf(slot)] as Uint8Array;
    let last = NOWHERE;
    let enter = NOWHERE;
    let count = 0;
    let at = start;
    for (;;) {
      const size = eventBlockSize(view, at, end);
      if (size === 0 || !isPlainEventOf(view, at, tid) || !isReadable(view, at, size)) break;
      const type = plainType(view, at);
      const action = actions[type] as number;
      if (action === RUN.ENDS || (action === RUN.IS_KEPT && !doParamsFit(view, at))) break;
      if (action !== RUN.LEAVES) {
        last = at;
        if (!isExitType(type)) enter = at;
      }
      count++;
      at += size;
    }
    if (last !== NOWHERE) this.lastAt[slot] = last;
    if (enter !== NOWHERE) this.enterAt[slot] = enter;
    this.passed += count;
    return at;
  }

  /** What is refused of a thread at hand. */
  private verdictOf(slot: number): number {
    if (this.verdicts[slot] === VERDICT.REFUSED) return VERDICT.REFUSED;
    const { fdChanges } = this.state;
    if (this.fdsAskedAt[slot] !== fdChanges) {
      this.fdsAskedAt[slot] = fdChanges;
      this.fdVerdicts[slot] = this.refusals.ofAllFds(this.threads[slot] as Thread) ? VERDICT.FDS_REFUSED : VERDICT.OPEN;
    }
    return this.fdVerdicts[slot] as number;
  }

  /** Puts what was noted on the threads, before the batch goes. */
  finish(batch: Batch): void {
    for (let slot = 0; slot < SLOTS; slot++) if (this.lastAt[slot] !== NOWHERE) this.mark(batch, slot);
  }

  /** Takes note of the event at `at` where it may be passed over. */
  private pass(batch: Batch, at: number): boolean {
    const { view } = batch;
    const type = plainType(view, at);
    const rule = this.rules[type];
    if (rule === PASS.LEAVES) return true;
    if (rule === undefined || rule === PASS.NEVER || !isKeepable(view, at, type)) return false;
    if (!this.isAtHand(view, at) && !this.fetch(batch, at)) return false;
    const slot = plainTidLo(view, at) & (SLOTS - 1);
    if (this.openness[type] !== OPEN.NOT && !this.isRefused(view, at, slot)) return false;
    if (rule >= PASS.FAILS && !this.end(view, at, slot)) return false;
    this.lastAt[slot] = at;
    if (!isExitType(type)) this.enterAt[slot] = at;
    return true;
  }

  private isAtHand(view: DataView, at: number): boolean {
    const tid = plainTidLo(view, at);
    const slot = tid & (SLOTS - 1);
    return this.tids[slot] === tid && this.fetchedAt[slot] === this.changes && plainTidHi(view, at) === 0;
  }

  /** Has the thread of the event at `at` at hand; false where it is not known. */
  private fetch(batch: Batch, at: number): boolean {
    const tid = plainTidLo(batch.view, at);
    if (tid < 0 || plainTidHi(batch.view, at) !== 0) return false;
    const thread = this.state.table.find(tid);
    if (thread === null) return false;
    const slot = tid & (SLOTS - 1);
    if (this.threads[slot] !== thread && this.lastAt[slot] !== NOWHERE) this.mark(batch, slot);
    this.threads[slot] = thread;
    this.tids[slot] = tid;
    this.fetchedAt[slot] = this.changes;
    this.verdicts[slot] = UNASKED;
    this.fdsAskedAt[slot] = NOWHERE;
    return true;
  }

  private isRefused(view: DataView, at: number, slot: number): boolean {
    const thread = this.threads[slot] as Thread;
    if (this.verdicts[slot] === UNASKED)
      this.verdicts[slot] = this.refusals.ofThread(thread) ? VERDICT.REFUSED : VERDICT.OPEN;
    if (this.verdicts[slot] === VERDICT.REFUSED) return true;
    return this.openness[plainType(view, at)] === OPEN.BY_FD && this.isFdRefused(view, at, slot);
  }

  private isFdRefused(view: DataView, at: number, slot: number): boolean {
    const type = plainType(view, at);
    const thread = this.threads[slot] as Thread;
    if (!isExitType(type)) return this.refusals.ofFd(thread, plainFd(view, at, ENTER_FD[type] as number), type);
    if (!this.isAfterEnter(view, slot, type)) return false;
    // the enter event was refused: then the exit event has only the descriptor that it names itself, or is completed with
    if (this.rules[type] === PASS.MARKS) {
      const fd = plainFd(view, at, Math.max(EXIT_FD[type] as number, EXIT_FD_ALWAYS[type] as number));
      if (fd !== PLAIN_FD.NOT_TOLD || !hasFlags(type, EF.TMP_CONVERTER_MANAGED))
        return this.refusals.ofFd(thread, fd, type);
    }
    const fd = plainFd(view, this.enterAt[slot] as number, ENTER_FD[type - 1] as number);
    return this.refusals.ofFd(thread, fd, type);
  }

  /** Whether the last event of the thread is the enter event of an exit event of a type, and was passed over. */
  private isAfterEnter(view: DataView, slot: number, type: number): boolean {
    const enter = this.enterAt[slot] as number;
    return enter !== NOWHERE && enter === this.lastAt[slot] && plainType(view, enter) === type - 1;
  }

  /** Makes the change of an exit event that was passed right after its enter event; false where it must be looked at. */
  private end(view: DataView, at: number, slot: number): boolean {
    const type = plainType(view, at);
    const res = plainInt64(view, at, 0);
    if (res < 0) return true;
    if (this.rules[type] === PASS.FAILS || Number.isNaN(res) || !this.isAfterEnter(view, slot, type)) return false;
    const enter = this.enterAt[slot] as number;
    const fd = plainInt64(view, enter, 0);
    const thread = this.threads[slot] as Thread;
    if (Number.isNaN(fd)) return false;
    if (this.rules[type] === PASS.CLOSES) thread.fdOwner?.fds.delete(fd);
    else if (isDupCommand(plainSecondByte(view, enter))) thread.copyFd(fd, res);
    return true;
  }

  /** Puts on the thread of the event at `at` what was noted, since that event is going to be looked at. */
  private markThreadOf(batch: Batch, at: number): void {
    if (eventBlockSize(batch.view, at, batch.end) === 0 || !isPlainEvent(batch.view, at)) {
      this.finish(batch);
      return;
    }
    const slot = plainTidLo(batch.view, at) & (SLOTS - 1);
    if (this.lastAt[slot] !== NOWHERE) this.mark(batch, slot);
  }

  private mark(batch: Batch, slot: number): void {
    const { view } = batch;
    const thread = this.threads[slot] as Thread;
    const last = this.lastAt[slot] as number;
    const enter = this.enterAt[slot] as number;
    this.lastAt[slot] = NOWHERE;
    this.enterAt[slot] = NOWHERE;
    if (last === enter && IS_KEPT[plainType(view, enter)] === 1) {
      this.begun.view.read(batch, enter);
      this.state.beginCall(this.begun, thread);
      return;
    }
    if (enter !== NOWHERE) {
      thread.enterTsLo = plainTsLo(view, enter);
      thread.enterTsHi = plainTsHi(view, enter);
      thread.latency = 0;
    }
    if (last !== enter && thread.enterTsHi !== 0) {
      const { enterTsHi, enterTsLo } = thread;
      thread.latency = difference64(plainTsHi(view, last), plainTsLo(view, last), enterTsHi, enterTsLo);
    }
    thread.lastType = -1;
    thread.lastFd = -1;
  }
}
