// HOT: once per event. No allocation, bigint, try, spread or iterator here.

/**
 * Whole event blocks of version 2 (SCAP-FORMAT.md#event-blocks) back to back in `bytes` from `start` to `end`, each
 * beginning at a multiple of four and checked (scap/event-check.ts): its lengths fit one another. Valid until its source is
 * asked for the next batch; copy bytes that are needed longer.
 */
export class Batch {
  readonly bytes: Buffer;
  readonly view: DataView;
  start = 0;
  end = 0;
  /** Blocks, and where the last one is, as the check found them. */
  count = 0;
  last = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
