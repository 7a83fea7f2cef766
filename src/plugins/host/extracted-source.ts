import type { Batch } from '../../bytes/batch.js';
import type { EventSource, SourceItem } from '../../source/source.js';
import { WrappedSource } from '../../source/wrapped-source.js';
import type { Extraction } from './extraction.js';

/**
 * The events of a batch with values of all extractions, in as few parts as they come in. Throws SyssharkError PLUGIN, after those of
 * before the plugin ended.
 */
export async function* withValues(batch: Batch, extractions: readonly Extraction[]): AsyncGenerator<Batch, void, void> {
  const [first, ...others] = extractions;
  if (first === undefined) {
    yield batch;
    return;
  }
  let at = batch.start;
  while (at < batch.end) {
    const rest = at === batch.start ? batch : batch.part(at, batch.end);
    const end = await first.give(rest);
    if (end > at) yield* withValues(end === rest.end ? rest : batch.part(at, end), others);
    at = end;
  }
}

/** The events of another source, to which hosted plugins give values. */
export class ExtractedSource extends WrappedSource {
  private readonly extractions: readonly Extraction[];

  constructor(source: EventSource, extractions: readonly Extraction[]) {
    super(source);
    this.extractions = extractions;
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    try {
      for await (const item of this.source.items()) yield* this.given(item);
    } finally {
      for (const extraction of this.extractions) await extraction.close();
    }
  }

  private async *given(item: SourceItem): AsyncGenerator<SourceItem, void, void> {
    if (item.kind === 'header') yield item;
    else for await (const batch of withValues(item.batch, this.extractions)) yield { kind: item.kind, batch };
  }

  override stop(): void {
    super.stop();
    for (const extraction of this.extractions) extraction.stop();
  }

  override close(): void {
    super.close();
    for (const extraction of this.extractions) void extraction.close();
  }
}
