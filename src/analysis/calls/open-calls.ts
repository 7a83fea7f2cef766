// HOT: once per event. No bigint, try, spread or iterator here; allocation only for more threads and larger events.
import { Batch } from '../../bytes/batch.js';
import { HEAP_BYTES } from '../../bytes/heap-sizes.js';
import type { MemoryBudget } from '../../bytes/memory-budget.js';
import { BLOCK_LENGTH_AT } from '../../schema/block.js';
import { MAX_THREADS } from '../../state/thread-table.js';

const FIRST_SIZE = 256;
const NONE = new Batch(Buffer.alloc(0));

/** The call that a thread is in, by its enter event. */
export class OpenCall {
  readonly tid: number;
  /** Whether no exit event has followed. */
  isOpen = false;
  /** Whether the filter accepts the enter event. */
  passes = false;
  /** Type and number of the enter event. */
  type = -1;
  num = 0;
  /** The bytes that have the event: those of the present batch, or a copy. */
  batch = NONE;
  at = 0;
  /** Whether it is to be copied at the end of the batch. */
  isNoted = false;
  private copy = NONE;

  constructor(tid: number) {
    this.tid = tid;
  }

  /** Copies the event; forgets it if the budget has no room. */
  keep(budget: MemoryBudget): void {
    this.isNoted = false;
    if (!this.isOpen || this.batch === this.copy) return;
    const { bytes, view } = this.batch;
    const size = view.getUint32(this.at + BLOCK_LENGTH_AT, true);
    if (size > this.copy.bytes.length && !this.grow(2 * Math.max(size, FIRST_SIZE), budget)) {
      this.isOpen = false;
      return;
    }
    bytes.copy(this.copy.bytes, 0, this.at, this.at + size);
    this.batch = this.copy;
    this.at = 0;
  }

  /** Heap bytes that it takes. */
  get heapBytes(): number {
    return HEAP_BYTES.IN_FLIGHT_CALL + this.copy.bytes.length;
  }

  private grow(size: number, budget: MemoryBudget): boolean {
    if (!budget.take(size - this.copy.bytes.length)) return false;
    this.copy = new Batch(Buffer.alloc(size));
    return true;
  }
}

/** The calls that threads are in. Call settle() before a batch goes. */
export class OpenCalls {
  private byTid = new Map<number, OpenCall>();
  private noted: OpenCall[] = [];
  private last: OpenCall | null = null;
  private readonly budget: MemoryBudget;

  constructor(budget: MemoryBudget) {
    this.budget = budget;
  }

  /** The call of a thread; null if there is no room for more threads. */
  of(tid: number): OpenCall | null {
    if (this.last !== null && this.last.tid === tid) return this.last;
    const call = this.byTid.get(tid) ?? this.add(tid);
    if (call !== null) this.last = call;
    return call;
  }

  private add(tid: number): OpenCall | null {
    if (this.byTid.size >= MAX_THREADS || !this.budget.take(HEAP_BYTES.IN_FLIGHT_CALL)) return null;
    const call = new OpenCall(tid);
    this.byTid.set(tid, call);
    return call;
  }

  /** Notes an enter event in a batch. */
  enter(call: OpenCall, batch: Batch, at: number): void {
    call.isOpen = true;
    call.batch = batch;
    call.at = at;
    if (call.isNoted) return;
    call.isNoted = true;
    this.noted.push(call);
  }

  /** Copies the events of calls that are still open. */
  settle(): void {
    const { noted, budget } = this;
    for (let i = 0; i < noted.length; i++) (noted[i] as OpenCall).keep(budget);
    noted.length = 0;
  }

  /** Forgets a thread that has ended. */
  forget(tid: number): void {
    const call = this.byTid.get(tid);
    if (call === undefined) return;
    call.isOpen = false;
    this.budget.free(call.heapBytes);
    this.byTid.delete(tid);
    this.last = null;
  }

  /** The calls that are open, in the order in which they began. */
  // COLD: once, at the end
  all(): OpenCall[] {
    return [...this.byTid.values()].filter(({ isOpen }) => isOpen).sort((a, b) => a.num - b.num);
  }

  /** Forgets all, for another section. */
  // COLD: once per section
  clear(): void {
    for (const tid of [...this.byTid.keys()]) this.forget(tid);
    this.noted = [];
  }
}
