import type { ScapError } from '../errors.js';
import type { EventSource, SourceItem } from './source.js';

/** A source that passes on what another one delivers, and changes some of it. */
export abstract class WrappedSource implements EventSource {
  protected readonly source: EventSource;

  constructor(source: EventSource) {
    this.source = source;
  }

  get name(): string {
    return this.source.name;
  }

  get damage(): ScapError | null {
    return this.source.damage;
  }

  abstract items(): AsyncGenerator<SourceItem, void, void>;

  stop(): void {
    this.source.stop();
  }

  close(): void {
    this.source.close();
  }
}
