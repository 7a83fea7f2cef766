// HOT: once per event that is written, or rejected and kept. No allocation, bigint, try, spread or iterator here.
import { Batch } from '../bytes/batch.js';
import { HEAP_BYTES } from '../bytes/heap-sizes.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import { EventView } from '../decode/event-view.js';
import type { SizeFaults } from '../decode/size-faults.js';
import type { EventSink } from '../output/event-sink.js';
import { encodeMadeUpEnter } from '../scap/made-up-enter.js';
import { EF, isExitType } from '../schema/event.js';
import { EVENTS, hasEventFlags } from '../schema/events.js';
import { EnterEvent } from '../state/enter-event.js';
import type { Evt } from '../state/evt.js';
import type { Thread } from '../state/thread.js';

const MAX_THREADS = 1 << 18;
/** Type of the last enter event in the file, if there is none or its exit is in the file, too. */
const NONE = -1;

/** One byte a type: 1 for enter events that have an exit event. */
const BEGINS: Uint8Array = Uint8Array.from(EVENTS, ({ id }) =>
  !isExitType(id) && EVENTS[id + 1] !== undefined && !hasEventFlags(id + 1, EF.UNUSED) ? 1 : 0,
);

/**
 * Whether libraries of 2026 append to an exit event what its enter event says. They stop at one if the last enter event of its thread is of
 * another call, and invent values if there is none.
 */
function takesFromEnter({ def, storedCount }: EventView): boolean {
  // in the new thread such an event is the first one, and has no enter
  if (def === undefined || (def.flags & EF.CREATES_THREAD) !== 0) return false;
  return def.appended.length > 0 || storedCount < def.params.length || (def.flags & EF.OLD_VERSION) !== 0;
}

/** Whether an enter event that was kept is that of an exit event, and not of an earlier call. */
function isEnterOf({ isFilled, view: enter }: EnterEvent, exit: EventView, thread: Thread | null): boolean {
  if (!isFilled || enter.type !== exit.type - 1) return false;
  return thread === null || (thread.enterTsLo === enter.tsLo && thread.enterTsHi === enter.tsHi);
}

/** The calls of one thread, as far as a written capture has them. */
class ThreadCalls {
  /** Type of the last enter event in the file, or NONE. */
  written = NONE;
  /** The last enter event, if it is not in the file. */
  readonly held: EnterEvent;

  constructor(faults: SizeFaults) {
    this.held = new EnterEvent(faults);
  }
}

/**
 * Sees to it that a written exit event has its enter event before it, hidden if the filter rejected it: readers take descriptor, latency
 * and arguments from there. One that was lost is made up for newer libraries, which stop without it (docs/reference/ANNEX.md).
 */
export class CallPairs {
  private readonly byTid = new Map<number, ThreadCalls>();
  private readonly budget: MemoryBudget;
  private readonly faults: SizeFaults;
  private readonly writesUnseen: boolean;
  private readonly madeUp: EventView;

  /** `writesUnseen`: whether enter events may have been written that were not noted here. */
  constructor(
    budget: MemoryBudget,
    { faults, writesUnseen }: { readonly faults: SizeFaults; readonly writesUnseen: boolean },
  ) {
    this.writesUnseen = writesUnseen;
    this.budget = budget;
    this.faults = faults;
    this.madeUp = new EventView(faults);
  }

  /** Another capture begins, or another section of one. */
  // COLD: once per section
  clear(): void {
    for (const calls of this.byTid.values()) this.release(calls);
    this.byTid.clear();
  }

  /** Keeps an event that is not written, if an exit event may need it. */
  hold(view: EventView): void {
    const { type, tid } = view;
    if (tid < 0 || BEGINS[type] !== 1) return;
    const calls = this.callsOf(tid);
    if (calls === null) return;
    const { held } = calls;
    const bytes = held.sizeFor(view);
    held.isFilled = bytes <= held.heldBytes || this.budget.take(bytes - held.heldBytes);
    if (!held.isFilled) return;
    held.heldBytes = Math.max(held.heldBytes, bytes);
    held.store(view);
  }

  /** Notes an event that is about to be written, and writes the enter event that it lacks. */
  complete(evt: Evt, writer: EventSink): void {
    const { type, tid } = evt.view;
    if (tid < 0) return;
    if (hasEventFlags(type, EF.ENDS_THREAD)) this.forget(tid);
    else if (BEGINS[type] === 1) this.noteEnter(tid, type);
    else if (isExitType(type) && BEGINS[type - 1] === 1) this.completeExit(evt, writer);
  }

  private noteEnter(tid: number, type: number): void {
    const calls = this.callsOf(tid);
    if (calls === null) return;
    calls.written = type;
    calls.held.isFilled = false;
  }

  private completeExit({ view, thread }: Evt, writer: EventSink): void {
    const { type, tid } = view;
    const calls = this.byTid.get(tid);
    const isBound = thread?.lastType === type - 1;
    if (calls !== undefined && isEnterOf(calls.held, view, thread)) writer.writeEvent(calls.held.view, true);
    else if (calls?.written !== type - 1 && !(this.writesUnseen && isBound) && takesFromEnter(view))
      this.makeUp(view, writer);
    if (calls === undefined) return;
    calls.held.isFilled = false;
    calls.written = NONE;
  }

  private makeUp({ type, tid, tsHi, tsLo }: EventView, writer: EventSink): void {
    this.madeUp.read(Batch.whole(encodeMadeUpEnter({ type: type - 1, tid, tsHi, tsLo })), 0);
    writer.writeEvent(this.madeUp, true);
  }

  private callsOf(tid: number): ThreadCalls | null {
    const known = this.byTid.get(tid);
    if (known !== undefined) return known;
    if (this.byTid.size >= MAX_THREADS || !this.budget.take(HEAP_BYTES.ENTER_EVENT)) return null;
    const calls = new ThreadCalls(this.faults);
    this.byTid.set(tid, calls);
    return calls;
  }

  private forget(tid: number): void {
    const calls = this.byTid.get(tid);
    if (calls !== undefined) this.release(calls);
    this.byTid.delete(tid);
  }

  private release({ held }: ThreadCalls): void {
    this.budget.free(HEAP_BYTES.ENTER_EVENT + held.heldBytes);
  }
}
