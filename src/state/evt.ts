import type { Place } from '../bytes/place.js';
import { EventView } from '../decode/event-view.js';
import type { FdInfo } from './fd-info.js';
import type { Subject } from './subject.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';

/**
 * One event together with what state knows about it: what renderers, fields and filters look at. One object serves all
 * events of a run, so nothing of it may be kept.
 */
export class Evt implements Subject {
  readonly view: EventView;
  readonly state: SystemState;
  /** evt.num: running number from 1, hidden events counted. */
  num = 0;
  thread: Thread | null = null;
  /** Descriptor that the event creates, uses or closes. */
  fd: FdInfo | null = null;
  /**
   * Enter event that belongs to this exit, or the part of the exit that says the same, where its parameters are of use
   * (STATE.md#enter-and-exit); null otherwise.
   */
  enter: EventView | null = null;

  /**
   * Whether the event is for state alone: marked so in the file, or one of the container and account records that a
   * recorder writes before the first real event. It counts in `num` and is never shown.
   */
  isHidden = false;

  constructor(state: SystemState) {
    this.state = state;
    this.view = new EventView(state.faults);
  }

  /** Number of the descriptor, which the thread keeps from enter to exit; -1 for none. */
  get fdNum(): number {
    return this.thread === null ? -1 : this.thread.lastFd;
  }

  /**
   * Where the event's block is: the capture file and the byte offset in its content. Of an event that several merged
   * files hold, the file from which it was taken. Undefined for events that come from no file, such as live ones.
   */
  place(): Place | undefined {
    return this.view.batch.placeAt(this.view.blockStart);
  }
}
