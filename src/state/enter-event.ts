// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { Batch } from '../bytes/batch.js';
import { EventView } from '../decode/event-view.js';
import type { SizeFaults } from '../decode/size-faults.js';

const FIRST_SIZE = 256;

/** Copies an event block; its length is a multiple of four. For events of a few words (most of them) this is faster than copy(). */
function copyWords({ view, blockStart }: EventView, to: DataView, length: number): void {
  for (let i = 0; i < length; i += 4) to.setInt32(i, view.getInt32(blockStart + i, true), true);
}

/** A copy of an enter event, kept until its exit. Slots are reused and only grow. */
export class EnterEvent {
  readonly view: EventView;
  private batch = new Batch(Buffer.allocUnsafeSlow(FIRST_SIZE));
  isFilled = false;
  /** Bytes charged to the budget. */
  heldBytes = 0;

  /** Capacity in bytes. */
  get size(): number {
    return this.batch.bytes.length;
  }

  /** Capacity that a copy of the event at `from` would require. */
  sizeFor(from: EventView): number {
    const length = from.blockEnd - from.blockStart;
    return length > this.size ? length * 2 : this.size;
  }

  constructor(faults: SizeFaults) {
    this.view = new EventView(faults);
  }

  /** Stores a copy of the event at `from`. */
  store(from: EventView): void {
    const length = from.blockEnd - from.blockStart;
    if (length > this.size) this.batch = new Batch(Buffer.allocUnsafeSlow(this.sizeFor(from)));
    copyWords(from, this.batch.view, length);
    this.view.read(this.batch, 0);
    this.isFilled = true;
  }
}
