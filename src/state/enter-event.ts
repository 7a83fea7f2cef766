// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { Batch } from '../bytes/batch.js';
import { EventView } from '../decode/event-view.js';
import type { SizeFaults } from '../decode/size-faults.js';

const FIRST_SIZE = 256;

/** Copies an event block; its length is a multiple of four. For the few words of most events this is quicker than copy(). */
function copyWords({ view, blockStart }: EventView, to: DataView, length: number): void {
  for (let i = 0; i < length; i += 4) to.setInt32(i, view.getInt32(blockStart + i, true), true);
}

/** A copy of an enter event, kept until its exit. A slot is used again and again; it only grows. */
export class EnterEvent {
  readonly view: EventView;
  private batch = new Batch(Buffer.allocUnsafeSlow(FIRST_SIZE));
  isFilled = false;
  /** What it takes of the budget. */
  heldBytes = 0;

  /** Bytes that it has room for. */
  get size(): number {
    return this.batch.bytes.length;
  }

  /** Bytes that it would have room for with a copy of the event that `from` stands on. */
  sizeFor(from: EventView): number {
    const length = from.blockEnd - from.blockStart;
    return length > this.size ? length * 2 : this.size;
  }

  constructor(faults: SizeFaults) {
    this.view = new EventView(faults);
  }

  /** Keeps a copy of the event that `from` stands on. */
  store(from: EventView): void {
    const length = from.blockEnd - from.blockStart;
    if (length > this.size) this.batch = new Batch(Buffer.allocUnsafeSlow(this.sizeFor(from)));
    copyWords(from, this.batch.view, length);
    this.view.read(this.batch, 0);
    this.isFilled = true;
  }
}
