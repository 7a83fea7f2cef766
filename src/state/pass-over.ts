// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Batch } from '../bytes/batch.js';
import { difference64 } from '../bytes/int64.js';
import { EF } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import { Evt } from './evt.js';
import { PASS, PASS_RULES } from './pass-rules.js';
import {
  isPlainEvent,
  plainFirst,
  plainLength,
  plainSecondByte,
  plainTidHi,
  plainTidLo,
  plainTsHi,
  plainTsLo,
  plainType,
} from './plain-event.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';
import { isDupCommand } from './updates/dup.js';

/** Threads at hand, by the low bits of their tid; a power of two. */
const SLOTS = 256;
const NOBODY = -1;
const NOWHERE = -1;
const VERDICT = { NONE: 0, OPEN: 1, REFUSED: 2 } as const;

/** What a filter says before it has seen an event. */
export interface Foresight {
  /** One byte for each event type: 0 where no event of that type can pass. */
  readonly mask: Uint8Array;
  /**
   * Whether an event of `evt.thread` can pass, as far as threads tell: `thread`, `state` and `view.tid` are all that is looked
   * at, and the answer holds until ThreadTable.changes. Null where threads tell nothing.
   */
  readonly threadTest: ((evt: Evt) => boolean) | null;
  /** Whether events that change state are wanted although the filter refuses them. */
  readonly keepsStateEvents: boolean;
}

function rulesOf({ mask, threadTest, keepsStateEvents }: Foresight): Uint8Array {
  return PASS_RULES.map((rule, type) => {
    const isKept = keepsStateEvents && ((EVENTS[type]?.flags ?? 0) & EF.MODIFIES_STATE) !== 0;
    const isSeen = mask[type] === 1 && (threadTest === null || rule === PASS.LEAVES);
    // an exit that can pass needs its enter event
    const isNeeded = type % 2 === 0 && mask[type + 1] === 1 && threadTest === null;
    return isKept || isSeen || isNeeded ? PASS.NEVER : rule;
  });
}

/**
 * Goes past events that a filter is sure to refuse, as `begin` and `update` or `reject` would, at a fraction of their cost.
 * What they leave on their threads (an enter event, its time, latency) only the last one of a thread decides, so it is noted
 * by its place in the batch and put on the thread before somebody looks.
 */
export class PassOver {
  private readonly state: SystemState;
  private readonly rules: Uint8Array;
  /** Types that pass only by their thread: 1. */
  private readonly isOpen: Uint8Array;
  private readonly threadTest: Foresight['threadTest'];
  /** What the thread test is asked with, and what enter events are put on their threads with. */
  private readonly probe: Evt;
  /**
   * Threads at hand by slot: their tids, ThreadTable.changes when they were fetched, verdicts, and places of the last event
   * and last enter event that were passed.
   */
  private readonly threads: (Thread | null)[] = new Array<Thread | null>(SLOTS).fill(null);
  private readonly tids = new Int32Array(SLOTS).fill(NOBODY);
  private readonly fetchedAt = new Int32Array(SLOTS);
  private readonly verdicts = new Uint8Array(SLOTS);
  private readonly lastAt = new Int32Array(SLOTS).fill(NOWHERE);
  private readonly enterAt = new Int32Array(SLOTS).fill(NOWHERE);
  /** ThreadTable.changes as it is now. */
  private changes = 0;

  constructor(state: SystemState, foresight: Foresight) {
    const { mask, threadTest } = foresight;
    this.state = state;
    this.threadTest = threadTest;
    this.probe = new Evt(state);
    this.rules = rulesOf(foresight);
    this.isOpen = mask.map((isWanted, type) => isWanted | (type % 2 === 0 ? (mask[type + 1] ?? 0) : 0));
  }

  /** Offset of the first event from `start` on that must be looked at, or the end of the batch. */
  advance(batch: Batch, start: number): number {
    const { view, end } = batch;
    const { state } = this;
    if (!state.settle()) return start;
    this.changes = state.table.changes;
    let at = start;
    let count = 0;
    while (at < end && isPlainEvent(view, at) && this.pass(batch, at)) {
      count++;
      at += plainLength(view, at);
    }
    state.count += count;
    if (at < end) this.markThreadOf(batch, at);
    return at;
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
    if (rule === undefined || rule === PASS.NEVER) return false;
    if (!this.isAtHand(view, at) && !this.fetch(batch, at)) return false;
    const slot = plainTidLo(view, at) & (SLOTS - 1);
    if (this.isOpen[type] === 1 && this.verdicts[slot] !== VERDICT.REFUSED && !this.isRefused(slot)) return false;
    if (rule >= PASS.FAILS && !this.end(view, at, slot)) return false;
    this.lastAt[slot] = at;
    if ((type & 1) === 0) this.enterAt[slot] = at;
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
    this.verdicts[slot] = VERDICT.NONE;
    return true;
  }

  private isRefused(slot: number): boolean {
    if (this.verdicts[slot] === VERDICT.OPEN || this.threadTest === null) return false;
    this.probe.thread = this.threads[slot] as Thread;
    this.probe.view.tid = this.tids[slot] as number;
    const canPass = this.threadTest(this.probe);
    this.verdicts[slot] = canPass ? VERDICT.OPEN : VERDICT.REFUSED;
    return !canPass;
  }

  /** Makes the change of an exit event that was passed right after its enter event; false where it must be looked at. */
  private end(view: DataView, at: number, slot: number): boolean {
    const type = plainType(view, at);
    const res = plainFirst(view, at);
    if (res < 0) return true;
    const enter = this.enterAt[slot] as number;
    const isPair = enter !== NOWHERE && enter === this.lastAt[slot] && plainType(view, enter) === type - 1;
    if (this.rules[type] === PASS.FAILS || !isPair || Number.isNaN(res)) return false;
    const fd = plainFirst(view, enter);
    const thread = this.threads[slot] as Thread;
    if (Number.isNaN(fd)) return false;
    if (this.rules[type] === PASS.CLOSES) thread.fdOwner?.fds.delete(fd);
    else if (isDupCommand(plainSecondByte(view, enter))) thread.copyFd(fd, res);
    return true;
  }

  /** Puts on the thread of the event at `at` what was noted, since that event is going to be looked at. */
  private markThreadOf(batch: Batch, at: number): void {
    if (!isPlainEvent(batch.view, at)) {
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
    if (last === enter && this.rules[plainType(view, enter)] === PASS.BEGINS) {
      this.probe.view.read(batch, enter);
      this.state.beginCall(this.probe, thread);
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
