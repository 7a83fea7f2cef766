import type { Batch } from '../bytes/batch.js';
import type { EventSink, SplitSink } from '../output/event-sink.js';
import { BLOCK_LENGTH_AT } from '../schema/block.js';
import type { Shadow } from './shadow.js';

/** What a copy is written to, and what follows it. */
export interface CopyParts {
  readonly writer: EventSink;
  readonly split: SplitSink | null;
  /** Follows the state of the copied events; null if it is not needed. */
  readonly shadow: Shadow | null;
  /** Whether events are counted. */
  readonly counts: boolean;
}

/** The number of event blocks between two offsets. */
function countBlocks({ view }: Batch, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += view.getUint32(at + BLOCK_LENGTH_AT, true)) count++;
  return count;
}

/** Writes batches without decoding them. */
export class BatchCopy {
  /** Follows the state of the copied events; null if it is not needed. */
  readonly shadow: Shadow | null;
  /** Whether the last take() has stopped before its end, for a SplitSink to advance. */
  isCut = false;
  /** Events of the last take(), if they are counted. */
  taken = 0;
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
    if (this.parts.counts) this.taken = countBlocks(batch, from, at);
    batch.start = start;
    batch.end = end;
    return at;
  }
}
