import type { Batch } from '../../bytes/batch.js';
import { EVENT, EVENT_HEADER_SIZE, LARGE_LENGTH_SIZE } from '../../schema/event-layout.js';
import type { BatchValues } from './batch-values.js';
import { COMMAND } from './frames.js';
import type { HostProcess } from './host-process.js';
import { type HostedValues, pluginEvents } from './hosted-values.js';

const ID_AT = EVENT_HEADER_SIZE + 2 * LARGE_LENGTH_SIZE;
const END = Buffer.alloc(LARGE_LENGTH_SIZE);

/** A process of a plugin, and the values that it gives. */
export interface Running {
  readonly host: HostProcess;
  readonly values: HostedValues;
}

/** What an extraction is made of. */
interface ExtractionParts {
  /** Starts the process. Throws SyssharkError. */
  readonly start: () => Promise<Running>;
  readonly batches: BatchValues;
  /** The event source of a plugin's id; null if the plugin does not take its events. */
  readonly sourceOf: (id: number) => string | null;
  /** Whether the plugin has to see all events, in order. */
  readonly needsAll: boolean;
  /** Whether anything is asked of events by now. */
  readonly isAsked: () => boolean;
}

/** Gives the events of a source the values of a hosted plugin's fields, by a process of its own, which begins with the first batch that needs it. */
export class Extraction {
  readonly needsAll: boolean;
  private readonly parts: ExtractionParts;
  private running: Promise<Running> | null = null;
  private values: HostedValues | null = null;
  private isClosed = false;
  /** Whether a batch was passed without values. */
  private wasNeedless = false;

  constructor(parts: ExtractionParts) {
    this.parts = parts;
    this.needsAll = parts.needsAll;
  }

  /** Whether events have all values that are asked for by now: fields may have been added since it began. */
  get isCurrent(): boolean {
    return this.values?.isCurrent ?? !(this.wasNeedless && this.parts.isAsked());
  }

  /** Gives values to the events of a batch. Throws SyssharkError with what the plugin says, or how it ended. */
  async give(batch: Batch): Promise<void> {
    const { start, batches, sourceOf, isAsked } = this.parts;
    this.wasNeedless = this.running === null && !this.needsAll && !isAsked();
    if (this.wasNeedless) return;
    this.running ??= start();
    const { host, values } = await this.running;
    if (this.isClosed) host.close();
    this.values = values;
    const events = pluginEvents(batch, (id) => sourceOf(id) !== null);
    if (events.length > 0) host.send(COMMAND.EVENTS, this.encode(batch, events));
    const given = events.length === 0 ? END.subarray(0, 0) : (await host.receive()).content;
    if (!values.put(events, given)) throw host.failure('its answer has a wrong size');
    batches.put(batch.bytes, values);
  }

  /** Ends its process; resolves when that is gone. Idempotent. */
  async close(): Promise<void> {
    this.isClosed = true;
    const running = await this.running?.catch(() => null);
    running?.host.close();
    await running?.host.gone;
  }

  /** Each event with its length before it, after the name of its source. */
  private encode({ bytes, view }: Batch, events: readonly number[]): Buffer {
    const parts: Uint8Array[] = [];
    for (const event of events) {
      const length = view.getUint32(event + EVENT.LENGTH, true);
      const source = this.parts.sourceOf(view.getUint32(event + ID_AT, true)) ?? '';
      const head = Buffer.alloc(LARGE_LENGTH_SIZE);
      head.writeUInt32LE(length);
      parts.push(Buffer.from(`${source}\0`), head, bytes.subarray(event, event + length), END);
    }
    return Buffer.concat(parts);
  }
}
