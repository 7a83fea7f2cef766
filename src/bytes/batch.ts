// HOT: once per event. No allocation, bigint, try, spread or iterator here.

/**
 * Whole event blocks of version 2 (SCAP-FORMAT.md#event-blocks) back to back in `bytes` from `start` to `end`, each
 * beginning at a multiple of four. Valid until its source is asked for the next batch; copy bytes that are needed longer.
 */
export class Batch {
  readonly bytes: Buffer;
  readonly view: DataView;
  start = 0;
  end = 0;
  /**
   * Whether the lengths of all blocks were looked at. Otherwise what is promised above is only so for the first one, and who takes the
   * batch looks for himself (scap/event-block): he sets `end` to where event blocks end, `count`, and this.
   */
  isChecked = true;
  /** Blocks, where they were counted when they were checked. */
  count = 0;
  /** Byte offset of `bytes[0]` in the capture's uncompressed content, for messages; 0 for live events. */
  origin = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Where the block at `at` begins in the content of its capture, for messages. */
  offsetOf(at: number): number {
    return this.origin + at;
  }

  /** Name of the capture that the block at `at` is of; null where there is only one. */
  nameOf(_at: number): string | null {
    return null;
  }
}
