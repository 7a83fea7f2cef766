// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { BatchOrigin, Place } from './place.js';

/**
 * Whole event blocks of version 2 (SCAP-FORMAT.md#event-blocks) back to back in `bytes` from `start` to `end`, each
 * beginning at a multiple of four and checked (scap/event-check.ts): its lengths fit one another. Valid until its source is
 * asked for the next batch; copy bytes that are needed longer.
 */
export class Batch implements BatchOrigin {
  readonly bytes: Buffer;
  readonly view: DataView;
  start = 0;
  end = 0;
  /** Blocks, and where the last one is, as the check found them. */
  count = 0;
  last = 0;
  private readonly origin: BatchOrigin | null;

  /** `origin` knows where the bytes come from; null for blocks that are in no file. */
  constructor(bytes: Buffer, origin: BatchOrigin | null = null) {
    this.bytes = bytes;
    this.origin = origin;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A batch of all these bytes. */
  static whole(bytes: Buffer, origin: BatchOrigin | null = null): Batch {
    const batch = new Batch(bytes, origin);
    batch.end = bytes.length;
    return batch;
  }

  /** Where the block at byte offset `at` is in a capture file; undefined if it is in none. As valid as the batch. */
  placeAt(at: number): Place | undefined {
    return this.origin?.placeAt(at);
  }
}
