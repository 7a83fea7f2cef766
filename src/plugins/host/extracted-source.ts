import type { EventSource, SourceItem } from '../../source/source.js';
import { WrappedSource } from '../../source/wrapped-source.js';
import type { Extraction } from './extraction.js';

/** The events of another source, to which a hosted plugin gives values. */
export class ExtractedSource extends WrappedSource {
  private readonly extraction: Extraction;

  constructor(source: EventSource, extraction: Extraction) {
    super(source);
    this.extraction = extraction;
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    try {
      for await (const item of this.source.items()) {
        if (item.kind === 'events') await this.extraction.give(item.batch);
        yield item;
      }
    } finally {
      await this.extraction.close();
    }
  }

  override close(): void {
    super.close();
    void this.extraction.close();
  }
}
