import { eventName } from '../../fields/event-name.js';
import { resultOf } from '../../fields/result.js';
import { EVT } from '../../schema/events.js';
import type { Evt } from '../../state/evt.js';
import type { FdInfo } from '../../state/fd-info.js';
import { connectionOf } from '../connection-of.js';
import { Recent } from '../recent.js';

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

/** An end of a connection or a pipe that a process has given up. */
export interface GivenUp {
  readonly description: number;
  readonly num: number;
  readonly how: 'with close' | 'with shutdown' | 'when it ended';
  readonly pid: number;
  readonly comm: string;
}

/** Ends that are remembered of each connection. */
const ENDS = 4;
const MAX_DESCRIPTORS = 65_536;
/** Calls that are remembered of each. */
const CALLS = 5;

/** What happened to descriptors: the last calls on each open file description, and which numbers were closed. */
export class FdHistory {
  private readonly calls = new Recent<number, readonly PastCall[]>(MAX_DESCRIPTORS);
  private readonly givenUp = new Recent<string, readonly GivenUp[]>(MAX_DESCRIPTORS);
  private readonly closed = new Recent<string, Closed>(MAX_DESCRIPTORS);

  /** Notes a call that has ended. */
  note(evt: Evt): void {
    const { fd, thread, num, view } = evt;
    const result = resultOf(evt);
    if (fd === null || thread === null || Number.isNaN(result)) return;
    const call = { num, call: eventName(evt), result, pid: thread.pid, comm: thread.comm };
    const before = this.calls.get(fd.description) ?? [];
    this.calls.set(fd.description, [...before.slice(1 - CALLS), call]);
    if (result !== 0) return;
    if (view.type === EVT.SHUTDOWN_X) this.giveUp(evt, fd, 'with shutdown');
    if (view.type !== EVT.CLOSE_X) return;
    this.giveUp(evt, fd, 'with close');
    this.closed.set(`${thread.pid} ${evt.fdNum}`, { num, name: fd.name });
  }

  /** Notes that a process ends, and with it its descriptors. */
  noteEnd(evt: Evt): void {
    if (evt.thread?.isMain !== true) return;
    evt.thread.fds.forEach((fd) => {
      this.giveUp(evt, fd, 'when it ended');
    });
  }

  private giveUp({ thread, num }: Evt, fd: FdInfo, how: GivenUp['how']): void {
    const connection = connectionOf(fd);
    if (connection === null || thread === null) return;
    const one = { description: fd.description, num, how, pid: thread.pid, comm: thread.comm };
    this.givenUp.set(connection, [...(this.givenUp.get(connection) ?? []).slice(1 - ENDS), one]);
  }

  /** Who has given up ends of the event's connection or pipe, the latest last; null if it has no other end. */
  givenUpOf({ fd }: Evt): readonly GivenUp[] | null {
    const connection = fd === null ? null : connectionOf(fd);
    return connection === null ? null : (this.givenUp.get(connection) ?? []);
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
