// HOT: once per event that is written, or rejected and kept. No allocation, bigint, try, spread or iterator here.
import { HEAP_BYTES } from '../bytes/heap-sizes.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import type { EventView } from '../decode/event-view.js';
import type { SizeFaults } from '../decode/size-faults.js';
import type { EventSink } from '../output/event-sink.js';
import { EF, isExitType } from '../schema/event.js';
import { hasEventFlags } from '../schema/events.js';
import { HAS_EXIT } from '../state/binding.js';
import { EnterEvent } from '../state/enter-event.js';
import type { Evt } from '../state/evt.js';
import type { Thread } from '../state/thread.js';
import { MAX_THREADS } from '../state/thread-table.js';

/** Whether a held enter event belongs to an exit event, not to an earlier call. */
function isEnterOf({ isFilled, view: enter }: EnterEvent, exit: EventView, thread: Thread | null): boolean {
  if (!isFilled || enter.type !== exit.type - 1) return false;
  return thread === null || (thread.enterTsLo === enter.tsLo && thread.enterTsHi === enter.tsHi);
}

/**
 * Writes the enter event of each written exit event before it, hidden if the filter rejected it: readers take descriptor, latency and
 * arguments from it. If it was lost, the writer makes one up (docs/reference/ANNEX.md).
 */
export class CallPairs {
  /** The last enter event of each thread, if it was not written. */
  private readonly held = new Map<number, EnterEvent>();
  private readonly budget: MemoryBudget;
  private readonly faults: SizeFaults;

  constructor(budget: MemoryBudget, faults: SizeFaults) {
    this.budget = budget;
    this.faults = faults;
  }

  /** Starts over for another capture or section. */
  // COLD: once per section
  clear(): void {
    for (const enter of this.held.values()) enter.release(this.budget);
    this.held.clear();
  }

  /** Keeps a rejected event that is not written, if its exit event may be. */
  hold(view: EventView): void {
    const { type, tid } = view;
    if (tid >= 0 && HAS_EXIT[type] === 1) this.enterOf(tid)?.keep(view, this.budget);
  }

  /** Called before an event is written: writes the enter event that it lacks. */
  complete({ view, thread }: Evt, writer: EventSink): void {
    const { type, tid } = view;
    const enter = this.held.get(tid);
    if (enter === undefined) return;
    if (hasEventFlags(type, EF.ENDS_THREAD)) this.forget(tid, enter);
    if (!isExitType(type) && HAS_EXIT[type] === 0) return;
    if (isEnterOf(enter, view, thread)) writer.writeEvent(enter.view, true);
    enter.isFilled = false;
  }

  private enterOf(tid: number): EnterEvent | null {
    const known = this.held.get(tid);
    if (known !== undefined) return known;
    if (this.held.size >= MAX_THREADS || !this.budget.take(HEAP_BYTES.ENTER_EVENT)) return null;
    const enter = new EnterEvent(this.faults);
    enter.heldBytes = HEAP_BYTES.ENTER_EVENT;
    this.held.set(tid, enter);
    return enter;
  }

  private forget(tid: number, enter: EnterEvent): void {
    enter.release(this.budget);
    this.held.delete(tid);
  }
}
