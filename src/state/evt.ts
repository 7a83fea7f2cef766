import type { Place } from '../bytes/place.js';
import { EventView } from '../decode/event-view.js';
import type { FdInfo } from './fd-info.js';
import type { Subject } from './subject.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';

/**
 * One event with what state knows about it: what renderers, fields and filters look at. One object serves all events of a run, so
 * keep no reference to anything in it.
 */
export class Evt implements Subject {
  readonly view: EventView;
  readonly state: SystemState;
  /** evt.num: running number from 1, hidden events counted (live from the first shown one on). */
  num = 0;
  thread: Thread | null = null;
  /** Descriptor that the event creates, uses or closes. */
  fd: FdInfo | null = null;
  /**
   * The enter event of this exit, or the part of the exit that repeats it, if its parameters are needed (STATE.md#enter-and-exit);
   * otherwise null.
   */
  enter: EventView | null = null;

  /**
   * Whether the event only updates state: marked so in the file, or one of the container and account records that a recorder writes
   * before the first real event. Counted in `num`, never shown.
   */
  isHidden = false;

  constructor(state: SystemState) {
    this.state = state;
    this.view = new EventView(state.faults);
  }

  /** Gives the event the number 1; those after it are counted from here. */
  restartNumbers(): void {
    this.state.countBefore = this.state.count - 1;
    this.num = 1;
  }

  /** Number of the descriptor, which the thread keeps from enter to exit; -1 for none. */
  get fdNum(): number {
    return this.thread === null ? -1 : this.thread.lastFd;
  }

  /**
   * The capture file and the byte offset of the event's block in its content. For a duplicate in merged files, the file it was
   * taken from. Undefined for events that are in no file, such as live ones.
   */
  place(): Place | undefined {
    return this.view.batch.placeAt(this.view.blockStart);
  }
}
