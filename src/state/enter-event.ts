// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { Batch } from '../bytes/batch.js';
import { HEAP_BYTES } from '../bytes/heap-sizes.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
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

  constructor(faults: SizeFaults) {
    this.view = new EventView(faults);
  }

  /** Keeps a copy of the event at `from`; false, and nothing kept, if the budget has no room. */
  keep(from: EventView, budget: MemoryBudget): boolean {
    const length = from.blockEnd - from.blockStart;
    const capacity = length > this.size ? length * 2 : this.size;
    const bytes = HEAP_BYTES.ENTER_EVENT + capacity;
    this.isFilled = bytes <= this.heldBytes || budget.take(bytes - this.heldBytes);
    if (!this.isFilled) return false;
    this.heldBytes = Math.max(this.heldBytes, bytes);
    if (capacity > this.size) this.batch = new Batch(Buffer.allocUnsafeSlow(capacity));
    copyWords(from, this.batch.view, length);
    this.view.read(this.batch, 0);
    return true;
  }

  /** Forgets the copy and frees what was charged. */
  release(budget: MemoryBudget): void {
    budget.free(this.heldBytes);
    this.heldBytes = 0;
    this.isFilled = false;
  }
}
