import { eventName } from '../../fields/event-name.js';
import { resultOf } from '../../fields/result.js';
import { EVT } from '../../schema/events.js';
import type { Evt } from '../../state/evt.js';
import { Recent } from './recent.js';

/** A call on a descriptor. Texts are byte strings. */
export interface PastCall {
  readonly num: number;
  readonly call: string;
  readonly result: number;
  readonly pid: number;
  readonly comm: string;
}

/** A descriptor that is no longer open. */
export interface Closed {
  readonly num: number;
  readonly name: string;
}

const MAX_DESCRIPTORS = 65_536;
/** Calls that are remembered of each. */
const CALLS = 5;

/** What happened to descriptors: the last calls on each open file description, and which numbers were closed. */
export class FdHistory {
  private readonly calls = new Recent<number, readonly PastCall[]>(MAX_DESCRIPTORS);
  private readonly closed = new Recent<string, Closed>(MAX_DESCRIPTORS);

  /** Notes a call that has ended. */
  note(evt: Evt): void {
    const { fd, thread, num, view } = evt;
    const result = resultOf(evt);
    if (fd === null || thread === null || Number.isNaN(result)) return;
    const call = { num, call: eventName(evt), result, pid: thread.pid, comm: thread.comm };
    const before = this.calls.get(fd.description) ?? [];
    this.calls.set(fd.description, [...before.slice(1 - CALLS), call]);
    if (view.type === EVT.CLOSE_X && result === 0)
      this.closed.set(`${thread.pid} ${evt.fdNum}`, { num, name: fd.name });
  }

  /** The last calls on the descriptor of an event, by any process; the event itself is not among them. */
  callsOf({ fd }: Evt): readonly PastCall[] {
    return fd === null ? [] : (this.calls.get(fd.description) ?? []);
  }

  /** When the number was closed that an event uses; null if the capture does not tell. */
  closingOf({ thread, fdNum }: Evt): Closed | null {
    return thread === null ? null : (this.closed.get(`${thread.pid} ${fdNum}`) ?? null);
  }
}
