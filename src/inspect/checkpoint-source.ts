import type { Batch } from '../bytes/batch.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import { cpuMs } from '../source/clock.js';
import type { EventSource, SourceItem } from '../source/source.js';
import { WrappedSource } from '../source/wrapped-source.js';
import { checkpointBlocks } from '../state/checkpoint.js';
import { InFlightCalls } from '../state/in-flight-calls.js';
import type { SystemState } from '../state/system-state.js';
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
  readonly memory: MemoryBudget;
  readonly reached: () => Reached;
  /** Is told each batch that has been processed. */
  readonly passed?: (batch: Batch, start: number, end: number) => void;
}

/** Passes on what a source delivers, and takes checkpoints between batches, when all before the next one has been processed. */
export class CheckpointSource extends WrappedSource {
  private readonly parts: CheckpointParts;
  private readonly calls: InFlightCalls;
  /** The CPU time from which on the next one may be taken, in ms. */
  private mayTakeAt = Number.NEGATIVE_INFINITY;
  /** What the last one has cost, in ms. */
  private lastCost = Number.POSITIVE_INFINITY;

  constructor(source: EventSource, parts: CheckpointParts) {
    super(source);
    this.parts = parts;
    this.calls = new InFlightCalls(parts.memory);
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    for await (const item of this.source.items()) {
      if (item.kind === 'header') this.calls.clear();
      if (item.kind !== 'events') {
        yield item;
        continue;
      }
      const { batch } = item;
      const { start, end } = batch;
      this.takeIfDue(batch.placeAt(start)?.offset);
      yield item;
      this.calls.pass(batch, start, end);
      this.parts.passed?.(batch, start, end);
    }
  }

  private takeIfDue(offset: number | undefined): void {
    const { checkpoints, limits, reached } = this.parts;
    const { state, rows } = reached();
    if (offset === undefined) return;
    const begin = cpuMs();
    const isDue = rows >= checkpoints.nextRow && begin >= this.mayTakeAt;
    if ((!isDue && !checkpoints.isFar(offset)) || this.calls.isThreadStarting(state)) return;
    checkpoints.add({ row: rows, offset, blocks: Buffer.concat(checkpointBlocks(state, this.calls)) });
    const end = cpuMs();
    const cost = end - begin;
    // now and then V8 compiles, or collects its heap, meanwhile
    this.mayTakeAt = end + Math.min(cost, this.lastCost) * limits.pause;
    this.lastCost = cost;
  }
}
