import type { Batch } from '../bytes/batch.js';
import { checkBatch } from '../scap/event-check.js';

/** Bytes of content in memory, and most bytes of a read. */
export const WINDOW_SIZE = 1 << 20;

/** Memory for content, and the fastest check of events in it. */
export interface ContentMemory {
  /** Holds the content. */
  readonly slab: Buffer;
  /** Ends a batch, in the slab or elsewhere, where its blocks stop being sound events, and counts these (scap/event-check.ts). */
  check(batch: Batch): void;
}

/** `size` bytes of ordinary memory. */
export function plainMemory(size: number): ContentMemory {
  return { slab: Buffer.allocUnsafeSlow(size), check: checkBatch };
}
