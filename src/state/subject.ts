import type { EventDef } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import type { FdInfo } from './fd-info.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';

/** The head of an event, without its parameters. */
export interface EventHead {
  /** Row of the event table; undefined for an unknown type. */
  readonly def: EventDef | undefined;
  readonly type: number;
  /** Kernel task id; -1 for none. */
  readonly tid: number;
  /** Nanoseconds since the epoch, as two halves. */
  readonly tsHi: number;
  readonly tsLo: number;
}

/** What fields and filters look at: a thread and a descriptor in a system state. An Evt is a subject with an event. */
export interface Subject {
  readonly state: SystemState;
  readonly thread: Thread | null;
  /** Descriptor that the event creates, uses or closes; null if there is none or it is unknown. */
  readonly fd: FdInfo | null;
  /** Its number; -1 for none. */
  readonly fdNum: number;
  readonly view: EventHead;
}

/** A descriptor with its number in its process; -1 and null for none. */
export interface NumberedFd {
  readonly number: number;
  readonly info: FdInfo | null;
}

/** No descriptor. */
export const NO_FD: NumberedFd = { number: -1, info: null };

/** A thread and a descriptor without an event. Fields of events are null. One object is reused, so keep no reference to it. */
export class StateSubject implements Subject {
  readonly state: SystemState;
  thread: Thread | null = null;
  fd: FdInfo | null = null;
  fdNum = -1;
  readonly view: { -readonly [Member in keyof EventHead]: EventHead[Member] };

  /** Fields that depend on the event type have the value of events of type `type`. */
  constructor(state: SystemState, type: number) {
    this.state = state;
    this.view = { def: EVENTS[type], type, tid: -1, tsHi: state.lastTsHi, tsLo: state.lastTsLo };
  }

  /** Sets the thread, without a descriptor. */
  setThread(thread: Thread): void {
    this.setFd(thread, NO_FD);
  }

  /** Sets the thread and a descriptor of it. */
  setFd(thread: Thread, fd: NumberedFd): void {
    this.thread = thread;
    this.view.tid = thread.tid;
    this.fd = fd.info;
    this.fdNum = fd.number;
  }

  /** Sets the event type. */
  setType(type: number): void {
    this.view.type = type;
    this.view.def = EVENTS[type];
  }
}
