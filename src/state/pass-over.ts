// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Batch } from '../bytes/batch.js';
import { difference64 } from '../bytes/int64.js';
import { EC, EF, type EventDef } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import { INITIAL_EVENTS, THREAD_RULE, THREAD_RULES } from './binding.js';
import { Evt } from './evt.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';
import { UPDATES } from './updates/table.js';

/** Block type of a plain event, and where its event's members are from the block's start (FORMAT §9). */
const EVENT_V2 = 0x216;
const AT = { LENGTH: 4, TS: 10, TID: 18, TYPE: 30 } as const;

/** Threads at hand, by the low bits of their tid; a power of two. */
const SLOTS = 256;
const NOBODY = -1;
const NOWHERE = -1;

/** When an event of a type may be passed over. */
const PASS = {
  NEVER: 0,
  /** Always: it only leaves its mark on its thread. */
  MARKS: 1,
  /** Always: nothing is bound to it. */
  LEAVES: 2,
  /** When the filter refuses all events of its thread. */
  IF_REFUSED: 3,
} as const;

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
}

function passOf(row: EventDef, { mask, threadTest }: Foresight): number {
  const rule = THREAD_RULES[row.id];
  const changes = (row.flags & EF.MODIFIES_STATE) !== 0 || INITIAL_EVENTS[row.id] === 1;
  if (changes) return PASS.NEVER;
  if (rule === THREAD_RULE.LOOK_ONLY)
    return mask[row.id] === 0 && UPDATES[row.id] === undefined ? PASS.LEAVES : PASS.NEVER;
  if (rule !== THREAD_RULE.KNOWN_OR_FAKE || (row.category & EC.METAEVENT) !== 0) return PASS.NEVER;
  // an exit that can pass needs its enter event
  const isWanted = mask[row.id] === 1 || (row.id % 2 === 0 && mask[row.id + 1] === 1);
  if (!isWanted) return PASS.MARKS;
  return threadTest === null ? PASS.NEVER : PASS.IF_REFUSED;
}

/**
 * Goes past events that a filter is sure to refuse and that change no state of their own, as `begin` and `reject` would,
 * at a fraction of their cost. What they leave on their threads (time of the last enter event, latency, no call under way)
 * is the last event's word, so it is noted by its place in the batch and put on a thread only before somebody looks.
 */
export class PassOver {
  private readonly state: SystemState;
  private readonly passes: Uint8Array;
  private readonly threadTest: Foresight['threadTest'];
  /** What the thread test is asked with. */
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
    this.state = state;
    this.threadTest = foresight.threadTest;
    this.probe = new Evt(state);
    this.passes = Uint8Array.from(EVENTS, (row) => passOf(row, foresight));
  }

  /** Offset of the first event from `start` on that must be looked at, or the end of the batch. */
  advance(batch: Batch, start: number): number {
    const { view, end } = batch;
    const { state } = this;
    if (!state.settle()) return start;
    this.changes = state.table.changes;
    let at = start;
    let count = 0;
    while (at < end && view.getUint32(at, true) === EVENT_V2 && this.pass(view, at)) {
      count++;
      at += view.getUint32(at + AT.LENGTH, true);
    }
    state.count += count;
    if (at < end) this.markThreadOf(view, at);
    return at;
  }

  /** Takes note of the event at `at` where it may be passed over. */
  private pass(view: DataView, at: number): boolean {
    const type = view.getUint16(at + AT.TYPE, true);
    const pass = this.passes[type];
    if (pass === PASS.LEAVES) return true;
    if (pass !== PASS.MARKS && pass !== PASS.IF_REFUSED) return false;
    const tid = view.getInt32(at + AT.TID, true);
    const slot = tid & (SLOTS - 1);
    const isSame = this.tids[slot] === tid && view.getInt32(at + AT.TID + 4, true) === 0;
    if (!(isSame && this.fetchedAt[slot] === this.changes) && !this.fetch(view, at)) return false;
    if (pass === PASS.IF_REFUSED && this.verdicts[slot] !== VERDICT.REFUSED && !this.isRefused(slot)) return false;
    this.lastAt[slot] = at;
    if ((type & 1) === 0) this.enterAt[slot] = at;
    return true;
  }

  /** Puts what was noted on the threads, before the batch goes. */
  finish({ view }: Batch): void {
    this.markAll(view);
  }

  private markAll(view: DataView): void {
    for (let slot = 0; slot < SLOTS; slot++) if (this.lastAt[slot] !== NOWHERE) this.mark(view, slot);
  }

  /** Has the thread of the event at `at` at hand; false where it is not known. */
  private fetch(view: DataView, at: number): boolean {
    const tid = view.getInt32(at + AT.TID, true);
    if (tid < 0 || view.getInt32(at + AT.TID + 4, true) !== 0) return false;
    const thread = this.state.table.find(tid);
    if (thread === null) return false;
    const slot = tid & (SLOTS - 1);
    if (this.lastAt[slot] !== NOWHERE) this.mark(view, slot);
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

  /** Puts on the thread of the event at `at` what was noted, since that event is going to be looked at. */
  private markThreadOf(view: DataView, at: number): void {
    if (view.getUint32(at, true) !== EVENT_V2) {
      this.markAll(view);
      return;
    }
    const slot = view.getInt32(at + AT.TID, true) & (SLOTS - 1);
    if (this.lastAt[slot] !== NOWHERE) this.mark(view, slot);
  }

  private mark(view: DataView, slot: number): void {
    const thread = this.threads[slot] as Thread;
    const last = this.lastAt[slot] as number;
    const enter = this.enterAt[slot] as number;
    if (enter !== NOWHERE) {
      thread.enterTsLo = view.getUint32(enter + AT.TS, true);
      thread.enterTsHi = view.getUint32(enter + AT.TS + 4, true);
      thread.latency = 0;
    }
    if (last !== enter && thread.enterTsHi !== 0) {
      const tsLo = view.getUint32(last + AT.TS, true);
      const tsHi = view.getUint32(last + AT.TS + 4, true);
      thread.latency = difference64(tsHi, tsLo, thread.enterTsHi, thread.enterTsLo);
    }
    thread.lastType = -1;
    thread.lastFd = -1;
    this.lastAt[slot] = NOWHERE;
    this.enterAt[slot] = NOWHERE;
  }
}
