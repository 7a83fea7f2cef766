import type { Batch } from '../bytes/batch.js';
import { cpuMs } from '../source/clock.js';
import type { EventSource, SourceItem } from '../source/source.js';
import { WrappedSource } from '../source/wrapped-source.js';
import { Snapshots } from '../state/state-snapshot.js';
import type { SystemState } from '../state/system-state.js';
import type { BeginBlocks } from './begin-blocks.js';
import type { CheckpointLimits, Checkpoints } from './checkpoints.js';

/** What a run has reached between two batches. */
export interface Reached {
  readonly state: SystemState;
  /** Number of rows so far. */
  readonly rows: number;
}

/** The parts of a CheckpointSource. */
interface CheckpointParts {
  readonly checkpoints: Checkpoints;
  readonly limits: CheckpointLimits;
  readonly reached: () => Reached;
  /** Says where the capture can begin elsewhere; null if it need not. */
  readonly begins?: BeginBlocks | null;
  /** Is told each batch that has been processed. */
  readonly passed?: (batch: Batch, start: number, end: number) => void;
}

/** Passes on what a source delivers, and takes checkpoints between batches, when all before the next one has been processed. */
export class CheckpointSource extends WrappedSource {
  private readonly parts: CheckpointParts;
  private readonly snapshots = new Snapshots();
  /** The CPU time from which on the next one may be taken, in ms. */
  private mayTakeAt = Number.NEGATIVE_INFINITY;
  /** What the last one has cost, in ms. */
  private lastCost = Number.POSITIVE_INFINITY;

  constructor(source: EventSource, parts: CheckpointParts) {
    super(source);
    this.parts = parts;
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    const { begins = null, passed } = this.parts;
    for await (const item of this.source.items()) {
      if (item.kind === 'header') begins?.clear();
      if (item.kind !== 'events') {
        yield item;
        continue;
      }
      const { batch } = item;
      const { start, end } = batch;
      const offset = batch.placeAt(start)?.offset;
      if (offset !== undefined) this.takeIfDue(offset);
      yield item;
      begins?.pass(batch, start, end);
      passed?.(batch, start, end);
    }
  }

  private takeIfDue(offset: number): void {
    const { checkpoints, limits, reached, begins = null } = this.parts;
    const { state, rows: row } = reached();
    const blocks = begins?.take(state, row, offset) ?? null;
    const begin = cpuMs();
    if (blocks === null && (row < checkpoints.nextRow || begin < this.mayTakeAt)) return;
    checkpoints.add({ row, offset, state: this.snapshots.take(state), blocks });
    const end = cpuMs();
    const cost = end - begin;
    // now and then V8 compiles, or collects its heap, meanwhile
    this.mayTakeAt = end + Math.max(limits.ms, Math.min(cost, this.lastCost) * limits.pause);
    this.lastCost = cost;
  }
}
