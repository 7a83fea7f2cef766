import type { Batch } from '../../bytes/batch.js';
import { EVENT, EVENT_HEADER_SIZE, LARGE_LENGTH_SIZE } from '../../schema/event-layout.js';
import type { EventSource, SourceItem } from '../../source/source.js';
import { WrappedSource } from '../../source/wrapped-source.js';
import { COMMAND } from './frames.js';
import type { HostProcess } from './host-process.js';
import { type HostedValues, pluginEvents } from './hosted-values.js';

const ID_AT = EVENT_HEADER_SIZE + 2 * LARGE_LENGTH_SIZE;
const END = Buffer.alloc(LARGE_LENGTH_SIZE);

/** The events of another source, for which a hosted plugin gives values. */
export class ExtractedSource extends WrappedSource {
  private readonly host: HostProcess;
  private readonly values: HostedValues;
  private readonly sourceOf: (id: number) => string | null;

  /** `sourceOf` gives the event source of a plugin's id; null if the plugin does not take its events. */
  constructor(source: EventSource, host: HostProcess, values: HostedValues, sourceOf: (id: number) => string | null) {
    super(source);
    this.host = host;
    this.values = values;
    this.sourceOf = sourceOf;
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    try {
      for await (const item of this.source.items()) {
        if (item.kind === 'events') await this.extract(item.batch);
        yield item;
      }
    } finally {
      this.host.close();
      await this.host.gone;
    }
  }

  override close(): void {
    super.close();
    this.host.close();
  }

  private async extract(batch: Batch): Promise<void> {
    const events = pluginEvents(batch, (id) => this.sourceOf(id) !== null);
    if (events.length > 0) this.host.send(COMMAND.EVENTS, this.encode(batch, events));
    const values = events.length === 0 ? END.subarray(0, 0) : (await this.host.receive()).content;
    if (!this.values.put(batch, events, values)) throw this.host.failure('its answer has a wrong size');
  }

  /** Each event with its length before it, after the name of its source. */
  private encode({ bytes, view }: Batch, events: readonly number[]): Buffer {
    const parts: Uint8Array[] = [];
    for (const event of events) {
      const length = view.getUint32(event + EVENT.LENGTH, true);
      const source = this.sourceOf(view.getUint32(event + ID_AT, true)) ?? '';
      const head = Buffer.alloc(LARGE_LENGTH_SIZE);
      head.writeUInt32LE(length);
      parts.push(Buffer.from(`${source}\0`), head, bytes.subarray(event, event + length), END);
    }
    return Buffer.concat(parts);
  }
}
