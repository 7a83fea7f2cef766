// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { EVENTS, EVT } from '../schema/events.js';
import type { FdInfo } from './fd-info.js';
import { PLAIN_FD } from './plain-event.js';
import { StateSubject, type Subject } from './subject.js';
import type { SystemState } from './system-state.js';
import { Thread } from './thread.js';

/** What a filter says before it has seen an event. */
export interface FilterSummary {
  /** One byte for each event type: 0 where no event of that type can pass. */
  readonly mask: Uint8Array;
  /**
   * Whether an event of `thread` can pass, as far as threads tell: `thread`, `state` and `view.tid` are all that is looked
   * at, and the answer holds until ThreadTable.changes. Null where threads tell nothing.
   */
  readonly threadTest: ((subject: Subject) => boolean) | null;
  /**
   * Whether an event with `fd` can pass, as far as descriptors tell: `thread`, `fd` and the type of `view` are all that is
   * looked at, and for a descriptor the answer holds until SystemState.fdChanges. Null where descriptors tell nothing.
   */
  readonly fdTest: ((subject: Subject) => boolean) | null;
  /** Whether events that change state are wanted although the filter rejects them. */
  readonly keepsStateEvents: boolean;
  /** Whether `threadTest` is all that the filter asks, and no more than the bytes are wanted of the events that pass. */
  readonly keepsAccepted: boolean;
  /** Whether anybody asks for what events with EF.REPORTS_USE say. */
  readonly notesUse: boolean;
}

const ANSWER = { NONE: 0, PASSES: 1, REJECTED: 2 } as const;
/** Descriptors of a thread that are asked about all at once. */
const FEW = 32;
/** A thread without descriptors. */
const NOBODY = new Thread(-1);

/** Asks a filter about threads and descriptors alone. */
export class FilterVerdicts {
  private readonly state: SystemState;
  private readonly threadTest: FilterSummary['threadTest'];
  private readonly fdTest: FilterSummary['fdTest'];
  private readonly subject: StateSubject;
  /** ANSWER for events without a descriptor by their type. */
  private readonly withoutFd = new Uint8Array(EVENTS.length);

  constructor(state: SystemState, { threadTest, fdTest }: FilterSummary) {
    this.state = state;
    this.threadTest = threadTest;
    this.fdTest = fdTest;
    this.subject = new StateSubject(state, EVT.READ_E);
  }

  /** Whether no event of a thread passes. */
  ofThread(thread: Thread): boolean {
    if (this.threadTest === null) return false;
    this.subject.setThread(thread);
    return !this.threadTest(this.subject);
  }

  /** Whether no event of a type that uses descriptor `fd` (or PLAIN_FD) of a thread passes. */
  ofFd(thread: Thread, fd: number, type: number): boolean {
    if (fd === PLAIN_FD.LARGE) return false;
    const info = thread.findFd(fd);
    return info === null ? this.ofNoFd(type) : this.ofInfo(info, thread, type);
  }

  /**
   * Whether no event passes that uses one of the descriptors that a thread has; false where it has many. Holds until
   * SystemState.fdChanges.
   */
  ofAllFds(thread: Thread): boolean {
    if (this.fdTest === null) return false;
    const fds = thread.fdOwner?.fds ?? NOBODY.fds;
    return fds.size <= FEW && !fds.some((info) => !this.ofInfo(info, thread, EVT.READ_E));
  }

  /** The type does not count where a descriptor is known. */
  private ofInfo(info: FdInfo, thread: Thread, type: number): boolean {
    if (info.rejectedAt === this.state.fdChanges) return true;
    if (this.canPass(info, thread, type)) return false;
    info.rejectedAt = this.state.fdChanges;
    return true;
  }

  /** Whether no event of a type passes that has no descriptor: only the type counts then. */
  ofNoFd(type: number): boolean {
    if (this.withoutFd[type] === ANSWER.NONE)
      this.withoutFd[type] = this.canPass(null, NOBODY, type) ? ANSWER.PASSES : ANSWER.REJECTED;
    return this.withoutFd[type] === ANSWER.REJECTED;
  }

  private canPass(info: FdInfo | null, thread: Thread, type: number): boolean {
    if (this.fdTest === null) return true;
    const { subject } = this;
    subject.thread = thread;
    subject.fd = info;
    subject.setType(type);
    return this.fdTest(subject);
  }
}
