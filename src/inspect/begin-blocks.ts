import type { Batch } from '../bytes/batch.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import { checkpointBlocks } from '../state/checkpoint.js';
import { InFlightCalls } from '../state/in-flight-calls.js';
import type { SystemState } from '../state/system-state.js';

/** Rows between two places where a capture can begin: they cost some hundred times what a snapshot costs. */
const ROWS = 1 << 18;

/** The blocks with which a capture can begin elsewhere when its oldest part is dropped. */
export class BeginBlocks {
  private readonly calls: InFlightCalls;
  /** Most bytes of content between two places. */
  private readonly span: number;
  private nextRow = ROWS;
  private nextOffset: number;

  constructor(memory: MemoryBudget, span: number) {
    this.calls = new InFlightCalls(memory);
    this.span = span;
    this.nextOffset = span;
  }

  /** Forgets all calls, for another section. */
  clear(): void {
    this.calls.clear();
  }

  /** Processes the events of a batch. */
  pass(batch: Batch, start: number, end: number): void {
    this.calls.pass(batch, start, end);
  }

  /** The blocks at a place, if a capture should be able to begin there, and can; else null. */
  take(state: SystemState, row: number, offset: number): Buffer | null {
    if ((row < this.nextRow && offset < this.nextOffset) || this.calls.isThreadStarting(state)) return null;
    this.nextRow = row + ROWS;
    this.nextOffset = offset + this.span;
    return Buffer.concat(checkpointBlocks(state, this.calls));
  }
}
