import type { ResumePoint } from '../source/capture-file.js';

/** State at a row, from which the rows after it can be read again. */
export interface Checkpoint extends ResumePoint {
  /** The first row after it. */
  readonly row: number;
}

/** How dense checkpoints are. */
export interface CheckpointLimits {
  /** Least number of rows between two. */
  readonly rows: number;
  /** Bytes that all of them take at most. */
  readonly bytes: number;
  /** How many times as long as taking one lasts, at least, none is taken. */
  readonly pause: number;
}

/** A row is then at most some 0.05 s of reading away, and taking checkpoints adds a tenth to the time of a run at most. */
export const CHECKPOINT_LIMITS: CheckpointLimits = { rows: 1 << 17, bytes: 64 << 20, pause: 10 };

/** The checkpoints of a capture, in the order of rows. */
export class Checkpoints {
  private all: Checkpoint[] = [];
  private bytes = 0;
  /** Least number of rows between two, by now. */
  private spacing: number;
  private readonly limits: CheckpointLimits;

  constructor(limits: CheckpointLimits) {
    this.limits = limits;
    this.spacing = limits.rows;
  }

  /** The first row at which the next one is wanted. */
  get nextRow(): number {
    return (this.all.at(-1)?.row ?? 0) + this.spacing;
  }

  /** Adds one behind all others. While they take too much memory, every second one is dropped. */
  add(checkpoint: Checkpoint): void {
    this.all.push(checkpoint);
    this.bytes += checkpoint.blocks.length;
    while (this.bytes > this.limits.bytes && this.all.length > 1) this.thin();
  }

  private thin(): void {
    this.spacing *= 2;
    this.all = this.all.filter((_, index) => index % 2 === 1);
    this.bytes = this.all.reduce((sum, { blocks }) => sum + blocks.length, 0);
  }

  /** The last one at or before a row; null if that is the beginning of the capture. */
  before(row: number): Checkpoint | null {
    return this.all.findLast((checkpoint) => checkpoint.row <= row) ?? null;
  }
}
