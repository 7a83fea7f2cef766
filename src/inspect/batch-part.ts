import { Batch } from '../bytes/batch.js';

/** Some blocks of a batch, in the same memory. */
export function partOf(batch: Batch, from: number, end: number): Batch {
  const part = new Batch(batch.bytes, batch);
  part.start = from;
  part.end = end;
  return part;
}
