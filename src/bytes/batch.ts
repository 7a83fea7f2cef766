// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { BatchOrigin, Place } from './place.js';

/**
 * Whole event blocks of version 2 (SCAP-FORMAT.md#event-blocks) back to back in `bytes` from `start` to `end`, each aligned to four
 * bytes and checked (scap/event-check.ts): its lengths are consistent. Valid until the next batch is requested from the source;
 * copy bytes that are needed longer.
 */
export class Batch implements BatchOrigin {
  readonly bytes: Buffer;
  readonly view: DataView;
  start = 0;
  end = 0;
  /** Number of blocks and offset of the last one, set by the check. */
  count = 0;
  last = 0;
  private readonly origin: BatchOrigin | null;

  /** `origin` maps offsets to places in files; null for blocks that are in no file. */
  constructor(bytes: Buffer, origin: BatchOrigin | null = null) {
    this.bytes = bytes;
    this.origin = origin;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A batch of all bytes of a buffer. */
  static whole(bytes: Buffer, origin: BatchOrigin | null = null): Batch {
    const batch = new Batch(bytes, origin);
    batch.end = bytes.length;
    return batch;
  }

  /** Some of its blocks, in the same memory. */
  part(from: number, end: number): Batch {
    const part = new Batch(this.bytes, this);
    part.start = from;
    part.end = end;
    return part;
  }

  /** Place in a capture file of the block at byte offset `at`; undefined if it is in none. Valid as long as the batch. */
  placeAt(at: number): Place | undefined {
    return this.origin?.placeAt(at);
  }
}
