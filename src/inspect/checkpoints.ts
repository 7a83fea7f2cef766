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
  /** For how many times the CPU time that taking one has cost, or the one before if that was less, at least none is taken. */
  readonly pause: number;
}

/** A row is then some 0.02 s of reading away, and taking checkpoints adds a tenth to the CPU time of a run. */
export const CHECKPOINT_LIMITS: CheckpointLimits = { rows: 1 << 15, bytes: 64 << 20, pause: 10 };

/** The checkpoints of a capture, in the order of rows. */
export class Checkpoints {
  private all: Checkpoint[] = [];
  private bytes = 0;
  /** Least number of rows between two, by now. */
  private spacing: number;
  private readonly limits: CheckpointLimits;
  /** The oldest one, if what is before it was dropped: then it is the beginning of the capture. */
  begin: Checkpoint | null = null;
  /** Most bytes of content between two. */
  span = Number.POSITIVE_INFINITY;

  constructor(limits: CheckpointLimits) {
    this.limits = limits;
    this.spacing = limits.rows;
  }

  /** All of them, in the order of rows. */
  get listed(): readonly Checkpoint[] {
    return this.all;
  }

  /** The first row at which the next one is wanted. */
  get nextRow(): number {
    return (this.all.at(-1)?.row ?? 0) + this.spacing;
  }

  /** Whether an offset is so far behind the last one that the next one is wanted there. */
  isFar(offset: number): boolean {
    return offset - (this.all.at(-1)?.offset ?? 0) >= this.span;
  }

  /** Adds one behind all others. While they take too much memory, every second one is dropped. */
  add(checkpoint: Checkpoint): void {
    this.all.push(checkpoint);
    this.bytes += checkpoint.blocks.length;
    while (this.bytes > this.limits.bytes && this.all.length > 1) this.thin();
  }

  private thin(): void {
    this.spacing *= 2;
    // the beginning of the capture stays
    const kept = this.begin === null ? 1 : 0;
    this.keep(this.all.filter((_, index) => index % 2 === kept));
  }

  private keep(all: Checkpoint[]): void {
    this.all = all;
    this.bytes = all.reduce((sum, { blocks }) => sum + blocks.length, 0);
  }

  /** The first one that has at least a row and an offset behind all that is before it, or else the last one; null if there is none. */
  reaching(row: number, offset: number): Checkpoint | null {
    return this.all.find((one) => one.row >= row && one.offset >= offset) ?? this.all.at(-1) ?? null;
  }

  /** The first one that is at least some rows behind a row, or else the last one behind it; null if there is none. */
  behind(row: number, distance: number): Checkpoint | null {
    const last = this.all.at(-1);
    const far = this.all.find((one) => one.row >= row + distance) ?? last;
    return far !== undefined && far.row > row ? far : null;
  }

  /** Makes one of them the beginning of the capture, and forgets those before it. */
  beginAt(checkpoint: Checkpoint): void {
    this.begin = checkpoint;
    this.keep(this.all.filter(({ row }) => row >= checkpoint.row));
  }

  /** The last one at or before a row; null if that is the beginning of the whole capture. */
  before(row: number): Checkpoint | null {
    return this.all.findLast((checkpoint) => checkpoint.row <= row) ?? null;
  }
}
