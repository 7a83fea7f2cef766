import type { Batch } from '../bytes/batch.js';
import type { EventSource, SourceItem } from '../source/source.js';
import { WrappedSource } from '../source/wrapped-source.js';
import { plainLength } from '../state/plain-event.js';

/** Where the first block of a batch is that does not begin before an offset of the file; its end if all do. */
function startOfRest(batch: Batch, offset: number): number {
  const { view, end } = batch;
  const isBefore = (at: number): boolean => (batch.placeAt(at)?.offset ?? 0) < offset;
  if (isBefore(batch.last)) return end;
  let at = batch.start;
  while (at < end && isBefore(at)) at += plainLength(view, at);
  return at;
}

/** Passes on what a source delivers, up to the event at an offset of the file. What is behind it is seen by the source, as in a whole run. */
export class UntilSource extends WrappedSource {
  private readonly offset: number;

  constructor(source: EventSource, offset: number) {
    super(source);
    this.offset = offset;
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    for await (const item of this.source.items()) {
      if (item.kind !== 'events') {
        yield item;
        continue;
      }
      const { batch } = item;
      const rest = startOfRest(batch, this.offset);
      if (rest === batch.end) yield item;
      else if (rest > batch.start) yield { kind: 'events', batch: batch.part(batch.start, rest) };
      if (rest < batch.end) return;
    }
  }
}
