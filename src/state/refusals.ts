// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { EVENTS } from '../schema/events.js';
import { Evt } from './evt.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';

/** What a filter says before it has seen an event. */
export interface Foresight {
  /** One byte for each event type: 0 where no event of that type can pass. */
  readonly mask: Uint8Array;
  /**
   * Whether an event of `evt.thread` can pass, as far as threads tell: `thread`, `state` and `view.tid` are all that is looked
   * at, and the answer holds until ThreadTable.changes. Null where threads tell nothing.
   */
  readonly threadTest: ((evt: Evt) => boolean) | null;
  /**
   * Whether an event with `evt.fd` can pass, as far as descriptors tell: `thread`, `fd` and the type of `view` are all that is
   * looked at, and for a descriptor the answer holds until SystemState.fdChanges. Null where descriptors tell nothing.
   */
  readonly fdTest: ((evt: Evt) => boolean) | null;
  /** Whether events that change state are wanted although the filter refuses them. */
  readonly keepsStateEvents: boolean;
}

/** Asks a filter about threads and descriptors alone. */
export class Refusals {
  private readonly state: SystemState;
  private readonly threadTest: Foresight['threadTest'];
  private readonly fdTest: Foresight['fdTest'];
  private readonly probe: Evt;

  constructor(state: SystemState, { threadTest, fdTest }: Foresight) {
    this.state = state;
    this.threadTest = threadTest;
    this.fdTest = fdTest;
    this.probe = new Evt(state);
  }

  /** Whether no event of a thread passes. */
  ofThread(thread: Thread): boolean {
    if (this.threadTest === null) return false;
    this.probe.thread = thread;
    this.probe.view.tid = thread.tid;
    return !this.threadTest(this.probe);
  }

  /** Whether no event of a type that uses descriptor `fd` of a thread passes. No call of the thread may be under way. */
  ofFd(thread: Thread, fd: number, type: number): boolean {
    const info = thread.findFd(fd);
    if (info !== null && info.refusedAt === this.state.fdChanges) return true;
    if (this.fdTest === null) return false;
    const { probe } = this;
    // what a field finds where the event has none
    thread.lastFd = -1;
    probe.thread = thread;
    probe.fd = info;
    probe.view.type = type;
    probe.view.def = EVENTS[type];
    if (this.fdTest(probe)) return false;
    if (info !== null) info.refusedAt = this.state.fdChanges;
    return true;
  }
}
