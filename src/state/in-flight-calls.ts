// HOT: once per event. No allocation, bigint, try, spread or iterator here, except for a new thread.

import { Batch } from '../bytes/batch.js';
import { HEAP_BYTES } from '../bytes/heap-sizes.js';
import { difference64, readInt64 } from '../bytes/int64.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import { eventStart, eventTsHi, eventTsLo, hiddenSize, hideEvent } from '../scap/event-block.js';
import { BLOCK_LENGTH_AT } from '../schema/block.js';
import { EF } from '../schema/event.js';
import { EVENT, EVENT_HEADER_SIZE, LENGTH_SIZE } from '../schema/event-layout.js';
import { STORED_EVENTS } from '../schema/events.js';
import { HAS_EXIT, looksOnly, THREAD_RULES } from './binding.js';
import type { SystemState } from './system-state.js';
import { MAX_THREADS } from './thread-table.js';

const NOWHERE = -1;
const FIRST_SIZE = 128;
/** Initial heap bytes of an in-flight call. */
const IN_FLIGHT_CALL_BYTES = HEAP_BYTES.IN_FLIGHT_CALL + FIRST_SIZE;
const TID_SIZE = 8;
const MAX_NEW_THREADS = 1024;
const MAX_SPARE = 64;

/** What an event means for the in-flight call of its thread. */
const STEP = { NOTHING: 0, OPENS: 1, ENDS: 2, CREATES: 3, LAST: 4 } as const;

const STEPS: Uint8Array = Uint8Array.from(STORED_EVENTS, ({ id, flags }) => {
  if (looksOnly(THREAD_RULES[id] as number)) return STEP.NOTHING;
  if ((flags & EF.ENDS_THREAD) !== 0) return STEP.LAST;
  if ((flags & EF.CREATES_THREAD) !== 0) return STEP.CREATES;
  // an event that has no exit separates an enter event from its exit, which then no longer pair
  return HAS_EXIT[id] === 1 ? STEP.OPENS : STEP.ENDS;
});

/** The in-flight call of a thread: its enter event, in the current batch or as a copy. */
class InFlightCall {
  /** Offset in the current batch, or NOWHERE. */
  at = NOWHERE;
  /** Whether it is to be copied at the end of the batch. */
  isNoted = false;
  /** Bytes of the copy; 0 for none. */
  size = 0;
  private copy = new Batch(Buffer.allocUnsafeSlow(FIRST_SIZE));
  private readonly budget: MemoryBudget;

  /** The caller has charged the initial bytes (IN_FLIGHT_CALL_BYTES). */
  constructor(budget: MemoryBudget) {
    this.budget = budget;
  }

  get tsHi(): number {
    return eventTsHi(this.copy.view, 0);
  }

  get tsLo(): number {
    return eventTsLo(this.copy.view, 0);
  }

  /** Copies the event from its batch, if the budget has room. */
  keep({ bytes, view }: Batch): void {
    this.isNoted = false;
    if (this.at === NOWHERE) return;
    this.size = view.getUint32(this.at + BLOCK_LENGTH_AT, true);
    if (this.size > this.copy.bytes.length && !this.grow(this.size * 2)) {
      this.size = 0;
      this.at = NOWHERE;
      return;
    }
    bytes.copy(this.copy.bytes, 0, this.at, this.at + this.size);
    this.at = NOWHERE;
  }

  private grow(size: number): boolean {
    if (!this.budget.take(size - this.copy.bytes.length)) return false;
    this.copy = new Batch(Buffer.allocUnsafeSlow(size));
    return true;
  }

  /** Frees everything that was charged, and forgets the event: then it may serve another thread. */
  release(): void {
    this.budget.free(IN_FLIGHT_CALL_BYTES + this.copy.bytes.length - FIRST_SIZE);
    if (this.copy.bytes.length > FIRST_SIZE) this.copy = new Batch(Buffer.allocUnsafeSlow(FIRST_SIZE));
    this.at = NOWHERE;
    this.size = 0;
  }

  /** The event as a hidden event. */
  hidden(): Buffer {
    const { bytes, view } = this.copy;
    const into = new Batch(Buffer.allocUnsafeSlow(hiddenSize(this.size)));
    return into.bytes.subarray(0, hideEvent({ bytes, view, blockStart: 0, blockEnd: this.size }, into, 0));
  }
}

/**
 * In-flight system calls of all threads, by their enter events. Written at the start of a capture that begins now, they give its
 * exit events descriptors, latencies and arguments.
 */
export class InFlightCalls {
  private readonly byTid = new Map<number, InFlightCall>();
  private readonly noted: InFlightCall[] = [];
  /** Those of threads that have ended: making new ones costs more than all the rest, if threads are short. */
  private readonly spare: InFlightCall[] = [];
  /** Threads that calls have created and that have had no event since: when their call returned, low word. */
  private readonly newThreads = new Map<number, number>();
  private readonly budget: MemoryBudget;

  constructor(budget: MemoryBudget) {
    this.budget = budget;
  }

  /**
   * Whether the first event of a created thread is still to come. In a capture that begins now, that event would give the thread
   * what its parent has by then. `state` is the one after the same events: a thread that it has not made of the call has run before the
   * call returned, or has another id outside of its pid namespace.
   */
  // COLD: once per batch at most
  isThreadStarting({ table }: SystemState): boolean {
    for (const [tid, born] of this.newThreads) {
      if (table.find(tid)?.cloneTsLo === born) return true;
      this.newThreads.delete(tid);
    }
    return false;
  }

  /** Processes the events of a batch from offset `from` to `to`. */
  pass(batch: Batch, from: number, to: number): void {
    const { view } = batch;
    for (let at = from; at < to; at += view.getUint32(at + BLOCK_LENGTH_AT, true)) this.note(view, at);
    for (let i = 0; i < this.noted.length; i++) (this.noted[i] as InFlightCall).keep(batch);
    this.noted.length = 0;
  }

  /** Forgets all calls, for another capture. */
  // COLD: once per section
  clear(): void {
    for (const call of this.byTid.values()) call.release();
    this.byTid.clear();
    this.newThreads.clear();
  }

  private note(view: DataView, at: number): void {
    const event = eventStart(view, at);
    const step = STEPS[view.getUint16(event + EVENT.TYPE, true)];
    if (step === undefined || step === STEP.NOTHING) return;
    const tid = readInt64(view, event + EVENT.TID);
    if (this.newThreads.size > 0) this.newThreads.delete(tid);
    if (step === STEP.OPENS) this.open(tid, at);
    else this.close(tid);
    if (step === STEP.LAST) this.forget(tid);
    if (step === STEP.CREATES) this.noteNewThread(view, at);
  }

  /** The first parameter of every call that creates threads is the new tid in the parent, 0 in the child. */
  private noteNewThread(view: DataView, at: number): void {
    const event = eventStart(view, at);
    const valuesAt = EVENT_HEADER_SIZE + LENGTH_SIZE * view.getUint32(event + EVENT.NPARAMS, true);
    if (valuesAt + TID_SIZE > view.getUint32(event + EVENT.LENGTH, true) || this.newThreads.size >= MAX_NEW_THREADS)
      return;
    const child = readInt64(view, event + valuesAt);
    if (child > 0) this.newThreads.set(child, eventTsLo(view, at));
  }

  private forget(tid: number): void {
    const call = this.byTid.get(tid);
    if (call === undefined) return;
    call.release();
    this.byTid.delete(tid);
    if (this.spare.length < MAX_SPARE) this.spare.push(call);
  }

  private close(tid: number): void {
    const call = this.byTid.get(tid);
    if (call === undefined) return;
    call.at = NOWHERE;
    call.size = 0;
  }

  private open(tid: number, at: number): void {
    let call = this.byTid.get(tid);
    if (call === undefined) {
      if (this.byTid.size >= MAX_THREADS || !this.budget.take(IN_FLIGHT_CALL_BYTES)) return;
      call = this.spare.pop() ?? new InFlightCall(this.budget);
      this.byTid.set(tid, call);
    }
    call.at = at;
    if (call.isNoted) return;
    call.isNoted = true;
    this.noted.push(call);
  }

  /** The enter events as hidden event blocks, latest first: readers count the time of a capture from its first event. */
  // COLD: once per checkpoint
  blocks(): Buffer[] {
    const open = [...this.byTid.values()].filter(({ size }) => size > 0);
    open.sort((a, b) => difference64(b.tsHi, b.tsLo, a.tsHi, a.tsLo));
    return open.map((call) => call.hidden());
  }
}
