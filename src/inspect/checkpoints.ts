import { SnapshotSize } from '../state/snapshot-size.js';
import type { ResumedAt } from './resumed-source.js';

/** State at a row, from which the rows after it can be read again. */
export interface Checkpoint extends ResumedAt {
  /** The first row after it. */
  readonly row: number;
  /** The blocks with which a capture can begin here; null if none need to. */
  readonly blocks: Buffer | null;
}

/** A checkpoint where a capture can begin. */
export type Begin = Checkpoint & { readonly blocks: Buffer };

const isBegin = (checkpoint: Checkpoint): checkpoint is Begin => checkpoint.blocks !== null;

/** How dense checkpoints are. */
export interface CheckpointLimits {
  /** Least number of rows between two. */
  readonly rows: number;
  /** Heap bytes that all of them take at most. */
  readonly bytes: number;
  /** Least CPU time between two, in ms. */
  readonly ms: number;
  /** For how many times the CPU time that taking one has cost, or the one before if that was less, at least none is taken. */
  readonly pause: number;
}

/** A row is then some 0.02 s of reading away, and taking checkpoints adds a twentieth to the CPU time of a run. */
export const CHECKPOINT_LIMITS: CheckpointLimits = { rows: 1 << 12, bytes: 64 << 20, ms: 20, pause: 12 };

/** The checkpoints of a capture, in the order of rows. */
export class Checkpoints {
  private all: Checkpoint[] = [];
  private size = new SnapshotSize();
  /** Bytes of blocks. */
  private bytes = 0;
  /** Least number of rows between two, by now. */
  private spacing: number;
  private readonly limits: CheckpointLimits;
  /** The oldest one, if what is before it was dropped: then it is the beginning of the capture. */
  begin: Begin | null = null;

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

  /** Adds one behind all others. While they take too much memory, every second one is dropped. */
  add(checkpoint: Checkpoint): void {
    this.all.push(checkpoint);
    this.count(checkpoint);
    while (this.size.bytes + this.bytes > this.limits.bytes && this.all.length > 1) this.thin();
  }

  private count({ state, blocks }: Checkpoint): void {
    this.size.add(state);
    this.bytes += blocks?.length ?? 0;
  }

  private thin(): void {
    this.spacing *= 2;
    // the beginning of the capture stays
    const kept = this.begin === null ? 1 : 0;
    this.keep(this.all.filter((_, index) => index % 2 === kept));
  }

  private keep(all: Checkpoint[]): void {
    this.all = all;
    this.size = new SnapshotSize();
    this.bytes = 0;
    for (const checkpoint of all) this.count(checkpoint);
  }

  /**
   * The first one where the capture can begin that has at least a row and an offset behind all that is before it, or else the last one;
   * null if there is none.
   */
  reaching(row: number, offset: number): Begin | null {
    const begins = this.all.filter(isBegin);
    return begins.find((one) => one.row >= row && one.offset >= offset) ?? begins.at(-1) ?? null;
  }

  /** The first one that is at least some rows behind a row, or else the last one behind it; null if there is none. */
  behind(row: number, distance: number): Checkpoint | null {
    const last = this.all.at(-1);
    const far = this.all.find((one) => one.row >= row + distance) ?? last;
    return far !== undefined && far.row > row ? far : null;
  }

  /** Makes one of them the beginning of the capture, and forgets those before it. */
  beginAt(checkpoint: Begin): void {
    this.begin = checkpoint;
    this.keep(this.all.filter(({ row }) => row >= checkpoint.row));
  }

  /** The last one at or before a row; null if that is the beginning of the whole capture. */
  before(row: number): Checkpoint | null {
    return this.all.findLast((checkpoint) => checkpoint.row <= row) ?? null;
  }
}
