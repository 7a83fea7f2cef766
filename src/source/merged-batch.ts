// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { Batch } from '../bytes/batch.js';

/** Blocks that follow one another in one capture. */
interface Stretch {
  name: string;
  /** Offset of its first block in the batch, and in the content of the capture. */
  start: number;
  origin: number;
}

/** Events of several captures, which know where they came from. */
export class MergedBatch extends Batch {
  /** Used again and again; the first `used` of them count. */
  private readonly stretches: Stretch[] = [];
  private used = 0;

  clear(): void {
    this.end = 0;
    this.used = 0;
  }

  /** Notes that what is appended next is the block at `origin` of a capture. */
  note(name: string, origin: number): void {
    const last = this.stretches[this.used - 1];
    if (last !== undefined && last.name === name && last.origin + this.end - last.start === origin) return;
    const next = this.stretches[this.used];
    if (next === undefined) this.add(name, origin);
    else {
      next.name = name;
      next.start = this.end;
      next.origin = origin;
    }
    this.used++;
  }

  private add(name: string, origin: number): void {
    this.stretches.push({ name, start: this.end, origin });
  }

  private find(at: number): Stretch | null {
    let found: Stretch | null = null;
    for (let i = 0; i < this.used; i++) {
      const stretch = this.stretches[i] as Stretch;
      if (stretch.start <= at) found = stretch;
    }
    return found;
  }

  override offsetOf(at: number): number {
    const stretch = this.find(at);
    return stretch === null ? at : stretch.origin + at - stretch.start;
  }

  override nameOf(at: number): string | null {
    return this.find(at)?.name ?? null;
  }
}
