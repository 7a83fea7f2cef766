import { Batch } from '../bytes/batch.js';
import { withValues } from '../plugins/host/extracted-source.js';
import type { Extraction } from '../plugins/host/extraction.js';
import type { EventSource, SourceItem } from '../source/source.js';
import { WrappedSource } from '../source/wrapped-source.js';
import { plainLength } from '../state/plain-event.js';

/** Whether a block of a batch begins at an offset. */
function isBlockAt({ view, start }: Batch, offset: number): boolean {
  let at = start;
  while (at < offset) at += plainLength(view, at);
  return at === offset;
}

/**
 * Passes on what a source delivers. Events from a place on come in batches outside of the memory in which events are skipped, so they are
 * decoded one by one; those before it are not, if that memory holds them.
 */
export class TargetSource extends WrappedSource {
  /** Offset in the file of the first event to be decoded. */
  target = 0;
  private readonly extractions: readonly Extraction[];

  /** `extractions` give values to the events that are decoded. */
  constructor(source: EventSource, extractions: readonly Extraction[]) {
    super(source);
    this.extractions = extractions;
  }

  /** Whether events have the values of all fields that are asked for by now. */
  get isCurrent(): boolean {
    return this.extractions.every(({ isCurrent }) => isCurrent);
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    try {
      for await (const item of this.source.items()) {
        if (item.kind === 'events') yield* this.divided(item.batch);
        else yield item;
      }
    } finally {
      for (const extraction of this.extractions) await extraction.close();
    }
  }

  private async *divided(batch: Batch): AsyncGenerator<SourceItem, void, void> {
    const { start, end } = batch;
    const at = this.targetIn(batch);
    if (at > start) {
      const passed = at === end ? batch : batch.part(start, at);
      const parsing = this.extractions.filter(({ needsAll }) => needsAll);
      for await (const part of withValues(passed, parsing)) yield { kind: 'events', batch: part };
    }
    if (at === end) return;
    const decoded = copyOf(batch, at, end);
    for await (const part of withValues(decoded, this.extractions)) yield { kind: 'events', batch: part };
  }

  /** Where the target is in a batch: its start if it is not behind it, or cannot be found; its end if it is not before that. */
  private targetIn(batch: Batch): number {
    const { start, end } = batch;
    const first = batch.placeAt(start)?.offset;
    const at = first === undefined ? start : start + this.target - first;
    if (at >= end) return end;
    // blocks that were converted are not where they were in the file
    return at > start && batch.placeAt(at)?.offset === this.target && isBlockAt(batch, at) ? at : start;
  }
}

/** A copy of some blocks of a batch. */
function copyOf(batch: Batch, from: number, end: number): Batch {
  return Batch.whole(Buffer.from(batch.bytes.subarray(from, end)), { placeAt: (at) => batch.placeAt(from + at) });
}
