// HOT: once per event that makes a descriptor. No allocation, bigint, try, spread or iterator here, except for a new thread.
import { HEAP_BYTES } from '../bytes/heap-sizes.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import type { EventView } from '../decode/event-view.js';
import { EnterEvent } from './enter-event.js';
import type { FdInfo } from './fd-info.js';
import { HeldTexts } from './held-texts.js';
import { NearChanges } from './near-changes.js';
import type { Thread } from './thread.js';
import { THREAD_TEXTS } from './thread-texts.js';

/** Maximum number of unused enter event slots kept for reuse, and their maximum size. */
const MAX_FREE = 64;
const MAX_FREE_BYTES = 4096;

/**
 * What a descriptor is charged. Its names count in full, even if a copy shares them: most exist only until it is closed, and to find
 * equal ones among all texts takes longer than to open it.
 */
function fdBytes({ name, rawName, sourceIp, destinationIp }: FdInfo): number {
  const ends = sourceIp === null && destinationIp === null ? 0 : HEAP_BYTES.SOCKET_ENDS;
  const raw = rawName === name ? 0 : HEAP_BYTES.STRING + rawName.length;
  return HEAP_BYTES.FD + ends + HEAP_BYTES.STRING + name.length + raw;
}

/** Charges threads and descriptors to the budget from when they enter the tables until they leave. */
export class StateMemory {
  readonly budget: MemoryBudget;
  /** Changes of the threads and descriptors that it holds. */
  readonly near = new NearChanges();
  private readonly freeEnters: EnterEvent[] = [];

  constructor(budget: MemoryBudget) {
    this.budget = budget;
  }

  /**
   * Charges a thread and what it holds; false if there is no room. Texts and descriptors without room are left out. Many texts are
   * those of its `creator`, if that is known.
   */
  admit(thread: Thread, creator: Thread | null): boolean {
    if (!this.budget.take(HEAP_BYTES.THREAD)) return false;
    thread.held = new HeldTexts(this.budget, THREAD_TEXTS);
    if (creator !== null && creator.held !== null) thread.held.inherit(thread, creator.held);
    thread.held.settle(thread);
    thread.fds.hold(this);
    return true;
  }

  /** Charges what an event has changed on a thread. */
  settle(thread: Thread | null): void {
    if (thread === null || thread.held === null) return;
    thread.held.settle(thread);
    const main = thread.main;
    if (main !== null && main !== thread && main.held !== null) main.held.settle(main);
  }

  /** Frees what a thread was charged for; it must have no open descriptors. */
  dismiss(thread: Thread): void {
    if (thread.held === null) return;
    thread.held.drop();
    thread.held = null;
    thread.fds.release();
    this.releaseEnter(thread);
    this.budget.free(HEAP_BYTES.THREAD);
  }

  /** Charges a descriptor that enters a table; false if there is no room. */
  holdFd(info: FdInfo): boolean {
    // equal strings become one, which is charged once
    if (info.rawName === info.name) info.rawName = info.name;
    const bytes = fdBytes(info);
    if (!this.budget.take(bytes)) return false;
    info.heldBytes = bytes;
    return true;
  }

  /** Frees a descriptor. */
  releaseFd(info: FdInfo): void {
    this.budget.free(info.heldBytes);
    info.heldBytes = 0;
  }

  /** Charges a descriptor anew if it is held: its name or its ends have changed. If there is no room, it loses them. */
  settleFd(info: FdInfo): void {
    if (info.heldBytes === 0) return;
    this.releaseFd(info);
    if (this.holdFd(info)) return;
    info.name = '';
    info.rawName = '';
    if (this.holdFd(info)) return;
    info.sourceIp = null;
    info.destinationIp = null;
    this.holdFd(info);
  }

  /** Keeps a copy of an enter event for its exit, if there is room. */
  keepEnter(thread: Thread, from: EventView): void {
    const enter = thread.enter ?? this.freeEnters.pop() ?? new EnterEvent(from.faults);
    thread.enter = enter;
    if (!enter.keep(from, this.budget)) this.releaseEnter(thread);
  }

  /** Frees a thread's enter event. */
  releaseEnter(thread: Thread): void {
    const { enter } = thread;
    if (enter === null) return;
    thread.enter = null;
    enter.release(this.budget);
    if (enter.size <= MAX_FREE_BYTES && this.freeEnters.length < MAX_FREE) this.freeEnters.push(enter);
  }
}
