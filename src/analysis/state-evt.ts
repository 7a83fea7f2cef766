import { EVENTS, EVT } from '../schema/events.js';
import { Evt } from '../state/evt.js';
import type { FdInfo } from '../state/fd-info.js';
import type { SystemState } from '../state/system-state.js';
import type { Thread } from '../state/thread.js';

/** One that may have a descriptor and tells nothing of its own. */
const TYPE = EVT.READ_E;

/** Stands in for an event where fields and filters are asked about threads and descriptors as they are, at the last event. */
export class StateEvt {
  readonly evt: Evt;

  constructor(state: SystemState) {
    const evt = new Evt(state);
    evt.view.type = TYPE;
    evt.view.def = EVENTS[TYPE];
    evt.view.tsHi = state.lastTsHi;
    evt.view.tsLo = state.lastTsLo;
    this.evt = evt;
  }

  /** What `ask` finds of a thread, without a descriptor. */
  ofThread<Answer>(thread: Thread, ask: (evt: Evt) => Answer): Answer {
    return this.ofFd(thread, { number: -1, info: null }, ask);
  }

  /** What `ask` finds of a descriptor of a thread. */
  ofFd<Answer>(thread: Thread, fd: NumberedFd, ask: (evt: Evt) => Answer): Answer {
    const { evt } = this;
    const { lastFd } = thread;
    evt.thread = thread;
    evt.view.tid = thread.tid;
    evt.fd = fd.info;
    thread.lastFd = fd.number;
    const answer = ask(evt);
    thread.lastFd = lastFd;
    return answer;
  }
}

/** A descriptor and its number in its process; none where there is no number. */
export interface NumberedFd {
  readonly number: number;
  readonly info: FdInfo | null;
}
