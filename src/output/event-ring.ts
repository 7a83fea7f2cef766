// HOT: once per event. No allocation, bigint, try, spread or iterator here but for events larger than a chunk.

import { Batch } from '../bytes/batch.js';
import { type EventBlock, hiddenSize, hideEvent, type Slab } from '../scap/event-block.js';
import { BLOCK_LENGTH_AT } from '../schema/block.js';

/** Least number of chunks: events are dropped by whole chunks. */
const MIN_CHUNKS = 16;
const MAX_CHUNK = 1 << 20;

/** The latest events as whole blocks, oldest first, in memory that is reused. */
export class EventRing {
  private readonly capacity: number;
  private readonly chunkSize: number;
  /** Chunks with events, oldest first; only the last one has room. */
  private readonly used: Batch[] = [];
  private readonly free: Batch[] = [];
  /** Bytes of events. */
  private held = 0;
  /** Gets events before they are dropped. */
  private readonly forget: (batch: Batch) => void;

  /** A ring in `memory`. Only events larger than a chunk are stored elsewhere, and count as if they were in it. */
  constructor(memory: Buffer, forget: (batch: Batch) => void) {
    this.forget = forget;
    this.capacity = memory.length;
    const size = Math.min(MAX_CHUNK, (memory.length / MIN_CHUNKS) & ~3);
    this.chunkSize = size;
    for (let at = 0; at + size <= memory.length; at += size) this.free.push(new Batch(memory.subarray(at, at + size)));
  }

  /** The events, oldest first; valid until more are added. */
  get batches(): readonly Batch[] {
    return this.used;
  }

  /** Adds the sound event blocks from `start` to `end`. */
  add({ bytes, view }: Slab, start: number, end: number): void {
    let at = start;
    while (at < end) {
      const chunk = this.roomFor(view.getUint32(at + BLOCK_LENGTH_AT, true));
      const to = fittingEnd(view, at, Math.min(end, at + chunk.bytes.length - chunk.end));
      bytes.copy(chunk.bytes, chunk.end, at, to);
      this.grow(chunk, chunk.end + to - at);
      at = to;
    }
  }

  /** Adds an event as a hidden one, which only keeps state. */
  addHidden(block: EventBlock): void {
    const chunk = this.roomFor(hiddenSize(block.blockEnd - block.blockStart));
    this.grow(chunk, hideEvent(block, chunk, chunk.end));
  }

  /** Drops all events. */
  clear(): void {
    while (this.used.length > 0) this.dropOldest();
  }

  private grow(chunk: Batch, end: number): void {
    this.held += end - chunk.end;
    chunk.end = end;
  }

  private roomFor(size: number): Batch {
    const last = this.used[this.used.length - 1];
    if (last !== undefined && last.bytes.length - last.end >= size) return last;
    const chunk = size > this.chunkSize ? this.largeChunk(size) : this.freeChunk();
    this.used.push(chunk);
    return chunk;
  }

  private freeChunk(): Batch {
    // large events reduce what chunks may hold
    while (this.free.length === 0 || (this.used.length > 0 && this.held + this.chunkSize > this.capacity))
      this.dropOldest();
    return this.free.pop() as Batch;
  }

  private largeChunk(size: number): Batch {
    while (this.used.length > 0 && this.held + size > this.capacity) this.dropOldest();
    return new Batch(Buffer.allocUnsafeSlow(size));
  }

  private dropOldest(): void {
    const oldest = this.used.shift() as Batch;
    this.held -= oldest.end;
    this.forget(oldest);
    oldest.start = 0;
    oldest.end = 0;
    if (oldest.bytes.length === this.chunkSize) this.free.push(oldest);
  }
}

/** The end of the whole blocks from `at` on that fit below `limit`. */
function fittingEnd(view: DataView, at: number, limit: number): number {
  let end = at;
  for (let next = at; next <= limit; ) {
    end = next;
    if (end === limit) break;
    next += view.getUint32(end + BLOCK_LENGTH_AT, true);
  }
  return end;
}
