// HOT: once per event. No allocation, bigint, try, spread or iterator here.

import { asciiLower } from '../bytes/text.js';
import { removeUnprintable } from '../decode/printable.js';
import { EVENTS, EVT } from '../schema/events.js';
import type { FdInfo } from './fd-info.js';
import { PLAIN_FD } from './plain-event.js';
import type { Sought } from './sought.js';
import { StateSubject, type Subject } from './subject.js';
import type { SubjectReads } from './subject-reads.js';
import type { SystemState } from './system-state.js';
import { Thread } from './thread.js';

/** What is known of a filter before any event is seen. */
export interface FilterSummary {
  /** One byte per event type: 0 if no event of that type can pass. */
  readonly mask: Uint8Array;
  /** One byte per system call code: 0 if no generic event of that call can pass. */
  readonly codes: Uint8Array;
  /**
   * Whether an event of `thread` can pass, judged by the thread alone: reads only `thread`, `state` and `view.tid`. Valid until
   * ThreadTable.changes changes. Null if the thread alone decides nothing.
   */
  readonly threadTest: ((subject: Subject) => boolean) | null;
  /**
   * Whether an event with `fd` can pass, judged by the descriptor alone: reads only `thread`, `fd` and the type of `view`. For a
   * known descriptor valid until SystemState.fdChanges changes. Null if the descriptor alone decides nothing.
   */
  readonly fdTest: ((subject: Subject) => boolean) | null;
  /** Without what events of some types are rejected; null if nothing is known. */
  readonly sought: Sought | null;
  /** Whether events that change state are kept although the filter rejects them. */
  readonly keepsStateEvents: boolean;
  /** Whether `threadTest` is the whole filter and only the bytes of passing events are needed. */
  readonly keepsAccepted: boolean;
  /** Whether the data of events with EF.REPORTS_USE is needed. */
  readonly notesUse: boolean;
  /** What is read of threads here, and of the subjects of rows. */
  readonly reads: SubjectReads;
  /** One byte per event type: 1 if rows are made of such events that may pass (ColumnTaker). */
  readonly columnTypes: Uint8Array;
}

const ANSWER = { NONE: 0, PASSES: 1, REJECTED: 2 } as const;
/** Maximum number of descriptors for which all are tested at once. */
const FEW = 32;
/** A thread without descriptors. */
const NO_THREAD = new Thread(-1);

function isSoughtIn({ name }: FdInfo, { text, isAnyCase }: Sought): boolean {
  const shown = removeUnprintable(name);
  return (isAnyCase ? asciiLower(shown) : shown).includes(text);
}

/** Evaluates a filter for threads and descriptors alone. */
export class FilterVerdicts {
  private readonly state: SystemState;
  private readonly threadTest: FilterSummary['threadTest'];
  private readonly fdTest: FilterSummary['fdTest'];
  private readonly sought: Sought | null;
  private readonly subject: StateSubject;
  /** ANSWER for events without a descriptor, by event type. */
  private readonly withoutFd = new Uint8Array(EVENTS.length);

  constructor(state: SystemState, { threadTest, fdTest, sought }: FilterSummary) {
    this.state = state;
    this.threadTest = threadTest;
    this.fdTest = fdTest;
    this.sought = sought;
    this.subject = new StateSubject(state, EVT.READ_E);
  }

  /** Whether every event of a thread is rejected. */
  ofThread(thread: Thread): boolean {
    if (this.threadTest === null) return false;
    this.subject.setThread(thread);
    return !this.threadTest(this.subject);
  }

  /** Whether every event of this type that uses descriptor `fd` (or PLAIN_FD) of a thread is rejected. */
  ofFd(thread: Thread, fd: number, type: number): boolean {
    if (fd === PLAIN_FD.LARGE) return false;
    const info = thread.findFd(fd);
    return info === null ? this.ofNoFd(type) : this.ofInfo(info, thread, type);
  }

  /**
   * Whether every event that uses any open descriptor of a thread is rejected; false if the thread has more than FEW. Valid until
   * SystemState.fdChanges changes.
   */
  ofAllFds(thread: Thread): boolean {
    if (this.fdTest === null) return false;
    const fds = thread.fdOwner?.fds ?? NO_THREAD.fds;
    return fds.size <= FEW && !fds.some((info) => !this.ofInfo(info, thread, EVT.READ_E));
  }

  /**
   * Whether all events of the types of `sought` without its bytes are rejected; false if the thread has more than FEW descriptors, and
   * their names matter. Valid until SystemState.fdChanges changes.
   */
  ofSought(thread: Thread): boolean {
    const { sought } = this;
    if (sought === null) return false;
    const { orInFdName, elsewhere } = sought;
    if (!orInFdName && elsewhere === null) return true;
    const fds = thread.fdOwner?.fds ?? NO_THREAD.fds;
    if (fds.size > FEW || (orInFdName && fds.some((info) => isSoughtIn(info, sought)))) return false;
    return elsewhere === null || !this.canPassElsewhere(elsewhere, thread);
  }

  /** Whether an event of a thread can pass a test of threads and descriptors, with any open descriptor or none. */
  private canPassElsewhere(test: (subject: Subject) => boolean, thread: Thread): boolean {
    const { subject } = this;
    const passes = (fd: FdInfo | null, type: number): boolean => {
      subject.setThread(thread);
      subject.fd = fd;
      subject.setType(type);
      return test(subject);
    };
    const fds = thread.fdOwner?.fds ?? NO_THREAD.fds;
    return passes(null, EVT.READ_E) || passes(null, EVT.READ_X) || fds.some((info) => passes(info, EVT.READ_E));
  }

  /** The type does not matter for a known descriptor. */
  private ofInfo(info: FdInfo, thread: Thread, type: number): boolean {
    if (info.rejectedAt === this.state.fdChanges) return true;
    if (this.canPass(info, thread, type)) return false;
    info.rejectedAt = this.state.fdChanges;
    return true;
  }

  /** Whether every event of this type without a descriptor is rejected; only the type matters. */
  ofNoFd(type: number): boolean {
    if (this.withoutFd[type] === ANSWER.NONE)
      this.withoutFd[type] = this.canPass(null, NO_THREAD, type) ? ANSWER.PASSES : ANSWER.REJECTED;
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
