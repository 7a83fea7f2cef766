// HOT: once per copied event. No allocation, bigint, try, spread or iterator here.
import type { BatchOrigin, Place } from './place.js';
import { countUpTo } from './sorted.js';

/**
 * Where the blocks of a batch were copied from. Blocks that were adjacent at the origin form one run, so a long run costs as much
 * as one block. Valid as long as the origins.
 */
export class CopiedBlocks implements BatchOrigin {
  /** For each run: its start, its origin, and the offset in the origin minus that in the batch. */
  private readonly starts: number[] = [];
  private readonly origins: BatchOrigin[] = [];
  private readonly shifts: number[] = [];
  private count = 0;

  /** Forgets all blocks, for an empty batch. */
  clear(): void {
    this.count = 0;
  }

  /** Records that the next block, at byte offset `at` of the batch, was at offset `from` of `origin`. */
  note(at: number, origin: BatchOrigin, from: number): void {
    const { count } = this;
    const shift = from - at;
    if (count > 0 && this.origins[count - 1] === origin && this.shifts[count - 1] === shift) return;
    this.starts[count] = at;
    this.origins[count] = origin;
    this.shifts[count] = shift;
    this.count++;
  }

  placeAt(at: number): Place | undefined {
    const run = countUpTo(this.starts, this.count, at) - 1;
    return run < 0 ? undefined : this.origins[run]?.placeAt(at + (this.shifts[run] as number));
  }
}
