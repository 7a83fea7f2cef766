// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import { eventName } from '../fields/event-name.js';
import { isFailed } from '../fields/result.js';
import { EC, isExitType } from '../schema/event.js';
import type { Evt } from '../state/evt.js';
import type { EventConsumer } from './event-consumer.js';

/** What is counted for one kind of call. */
export interface CallCount {
  readonly name: string;
  /** Events: calls that ended, and events that are no calls. */
  calls: number;
  errors: number;
  /** Time between enter and exit, in ns. */
  time: number;
}

/** Counts calls by name (-S). */
export class CallSummary implements EventConsumer {
  private readonly counts = new Map<string, CallCount>();

  /** Counts the event: exits of system calls, and events that are no system calls. */
  event(evt: Evt): boolean {
    const { type, def } = evt.view;
    const isSyscall = ((def?.category ?? 0) & EC.SYSCALL) !== 0;
    if (isSyscall && !isExitType(type)) return true;
    const count = this.find(eventName(evt));
    count.calls++;
    if (isFailed(evt)) count.errors++;
    if (isSyscall) count.time += evt.thread?.latency ?? 0;
    return true;
  }

  /** All counts, most calls first. */
  // COLD: once per run
  rows(): CallCount[] {
    return [...this.counts.values()].sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
  }

  private find(name: string): CallCount {
    let count = this.counts.get(name);
    if (count === undefined) {
      count = { name, calls: 0, errors: 0, time: 0 };
      this.counts.set(name, count);
    }
    return count;
  }
}
