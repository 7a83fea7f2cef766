// HOT: once per event that is written, or rejected and kept. No allocation, bigint, try, spread or iterator here.
import { Batch } from '../bytes/batch.js';
import { HEAP_BYTES } from '../bytes/heap-sizes.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import { EventView } from '../decode/event-view.js';
import type { SizeFaults } from '../decode/size-faults.js';
import type { EventSink } from '../output/event-sink.js';
import { encodeMadeUpEnter } from '../scap/made-up-enter.js';
import { EF, isExitType } from '../schema/event.js';
import { hasEventFlags } from '../schema/events.js';
import { HAS_EXIT } from '../state/binding.js';
import { EnterEvent } from '../state/enter-event.js';
import type { Evt } from '../state/evt.js';
import type { Thread } from '../state/thread.js';
import { MAX_THREADS } from '../state/thread-table.js';

/** No enter event of the thread waits in the file for its exit. */
const NONE = -1;

/**
 * Whether libraries of 2026 complete an exit event from its enter event. If the thread's last enter event in the file belongs to another
 * call, they stop there; if there is none, they invent values.
 */
function takesFromEnter({ def, storedCount }: EventView): boolean {
  // the exit event of a new thread is its first event and has no enter event
  if (def === undefined || (def.flags & EF.CREATES_THREAD) !== 0) return false;
  return def.appended.length > 0 || storedCount < def.params.length || (def.flags & EF.OLD_VERSION) !== 0;
}

/** Whether a held enter event belongs to an exit event, not to an earlier call. */
function isEnterOf({ isFilled, view: enter }: EnterEvent, exit: EventView, thread: Thread | null): boolean {
  if (!isFilled || enter.type !== exit.type - 1) return false;
  return thread === null || (thread.enterTsLo === enter.tsLo && thread.enterTsHi === enter.tsHi);
}

/** The calls of one thread in the written capture. */
class ThreadCalls {
  /** Type of the enter event that waits in the file for its exit, or NONE. */
  written = NONE;
  /** The last enter event, if it was not written. */
  readonly held: EnterEvent;

  constructor(faults: SizeFaults) {
    this.held = new EnterEvent(faults);
  }
}

/**
 * Writes the enter event of each written exit event before it, hidden if the filter rejected it: readers take descriptor, latency and
 * arguments from it. If it was lost, a made-up one is written for newer libraries, which stop without it (docs/reference/ANNEX.md).
 */
export class CallPairs {
  private readonly byTid = new Map<number, ThreadCalls>();
  private readonly budget: MemoryBudget;
  private readonly faults: SizeFaults;
  private readonly writesUnseen: boolean;
  private readonly madeUp: EventView;

  /** `writesUnseen`: whether enter events may be written without complete(). */
  constructor(
    budget: MemoryBudget,
    { faults, writesUnseen }: { readonly faults: SizeFaults; readonly writesUnseen: boolean },
  ) {
    this.writesUnseen = writesUnseen;
    this.budget = budget;
    this.faults = faults;
    this.madeUp = new EventView(faults);
  }

  /** Starts over for another capture or section. */
  // COLD: once per section
  clear(): void {
    for (const { held } of this.byTid.values()) held.release(this.budget);
    this.byTid.clear();
  }

  /** Keeps a rejected event that is not written, if its exit event may be. */
  hold(view: EventView): void {
    const { type, tid } = view;
    if (tid >= 0 && HAS_EXIT[type] === 1) this.callsOf(tid)?.held.keep(view, this.budget);
  }

  /** Called before an event is written: writes the enter event that it lacks. */
  complete(evt: Evt, writer: EventSink): void {
    const { type, tid } = evt.view;
    if (tid < 0) return;
    if (hasEventFlags(type, EF.ENDS_THREAD)) this.forget(tid);
    else if (HAS_EXIT[type] === 1) this.noteEnter(tid, type);
    else if (isExitType(type) && HAS_EXIT[type - 1] === 1) this.completeExit(evt, writer);
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
    calls.held.heldBytes = HEAP_BYTES.ENTER_EVENT;
    this.byTid.set(tid, calls);
    return calls;
  }

  private forget(tid: number): void {
    this.byTid.get(tid)?.held.release(this.budget);
    this.byTid.delete(tid);
  }
}
