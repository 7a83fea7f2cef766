import type { Batch } from '../bytes/batch.js';
import type { EventSink, SplitSink } from '../output/event-sink.js';
import type { Shadow } from './shadow.js';

/** What a copy is written to, and what follows it. */
export interface CopyParts {
  readonly writer: EventSink;
  readonly split: SplitSink | null;
  /** Follows the state of the copied events; null if it is not needed. */
  readonly shadow: Shadow | null;
}

/** Writes batches without decoding them. */
export class BatchCopy {
  /** Follows the state of the copied events; null if it is not needed. */
  readonly shadow: Shadow | null;
  /** Whether the last take() has stopped before its end, for a SplitSink to advance. */
  isCut = false;
  private readonly parts: CopyParts;

  constructor(parts: CopyParts) {
    this.parts = parts;
    this.shadow = parts.shadow;
  }

  /** Copies a batch from an offset on; returns the offset after what was copied. */
  take(batch: Batch, from: number): number {
    const { split, shadow, writer } = this.parts;
    const { start, end } = batch;
    batch.start = from;
    if (split !== null) batch.end = split.noteRun(batch, from);
    this.isCut = batch.end < end;
    if (shadow !== null) {
      const at = shadow.take(batch);
      if (shadow.isCut) batch.end = at;
      this.isCut ||= shadow.isCut;
    }
    writer.writeBatch(batch);
    const at = batch.end;
    batch.start = start;
    batch.end = end;
    return at;
  }
}
