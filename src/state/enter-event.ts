// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { Batch } from '../bytes/batch.js';
import { EventView } from '../decode/event-view.js';

const FIRST_SIZE = 256;

/** A copy of an enter event, kept until its exit. One slot serves a thread for its whole life; it only grows. */
export class EnterEvent {
  readonly view = new EventView();
  private batch = new Batch(Buffer.allocUnsafeSlow(FIRST_SIZE));
  isFilled = false;

  /** Keeps a copy of the event that `from` stands on. */
  store(from: EventView): void {
    const length = from.blockEnd - from.blockStart;
    if (length > this.batch.bytes.length) this.batch = new Batch(Buffer.allocUnsafeSlow(length * 2));
    from.bytes.copy(this.batch.bytes, 0, from.blockStart, from.blockEnd);
    this.view.read(this.batch, 0);
    this.isFilled = true;
  }
}
