import type { Batch } from '../../bytes/batch.js';
import { EventView } from '../../decode/event-view.js';
import { SyssharkError } from '../../errors.js';
import type { BatchValues } from './batch-values.js';
import { type ChosenEvents, type EventChoice, encodeChosen } from './event-choice.js';
import type { HostProcess } from './host-process.js';
import type { HostedValues } from './hosted-values.js';

const COUNT = 4;

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
  readonly choice: EventChoice;
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
  /** Whether no more events are wanted than have arrived. */
  private isStopped = false;
  /** The process that is to answer; null while none is. */
  private asked: HostProcess | null = null;
  private forgetDeadline: () => void = () => undefined;
  /** Whether a batch was passed without values. */
  private wasNeedless = false;
  /** Why the plugin ended; null while it has not. */
  private failure: SyssharkError | null = null;

  constructor(parts: ExtractionParts) {
    this.parts = parts;
    this.needsAll = parts.needsAll;
  }

  /** Whether events have all values that are asked for by now: fields may have been added since it began. */
  get isCurrent(): boolean {
    return this.values?.isCurrent ?? !(this.wasNeedless && this.parts.isAsked());
  }

  /**
   * Gives values to the events of a batch; resolves to the offset of the first block that has none: its end, unless the plugin has ended
   * there, which the next call throws, or gave as much as there is room for. Throws SyssharkError: PLUGIN with what the plugin says or
   * how it ended.
   */
  async give(batch: Batch): Promise<number> {
    if (this.failure !== null) throw this.failure;
    const { start, batches, choice, isAsked } = this.parts;
    this.wasNeedless = this.running === null && !this.needsAll && !isAsked();
    if (this.wasNeedless) return batch.end;
    this.running ??= start();
    const { host, values } = await this.running;
    if (this.isClosed) host.close();
    this.values = values;
    const chosen = choice.in(batch);
    const count = await this.ask(host, batch, chosen);
    batches.put(batch.bytes, values);
    return chosen.blocks[count] ?? chosen.end;
  }

  /** Events that have arrived still get values; a plugin that does not answer is ended. Idempotent. */
  stop(): void {
    if (!this.isStopped && this.asked !== null) this.forgetDeadline = this.asked.expectAnswer();
    this.isStopped = true;
  }

  /** Ends its process; resolves when that is gone. Idempotent. */
  async close(): Promise<void> {
    this.isClosed = true;
    const running = await this.running?.catch(() => null);
    running?.host.close();
    await running?.host.gone;
  }

  /** Asks for the values of events; how many of them have some, the first ones. */
  private async ask(host: HostProcess, batch: Batch, chosen: ChosenEvents): Promise<number> {
    const { blocks } = chosen;
    const isNeeded = blocks.length > 0;
    if (isNeeded) host.ask(encodeChosen(batch, chosen), this.command(blocks.length));
    const ended = isNeeded ? await this.answer(host) : null;
    const { count, values } = isNeeded ? host.given() : NOTHING;
    if (ended !== null) this.failure = failureAt(ended, batch, blocks[count]);
    if (ended !== null && count === 0) throw this.failure;
    if (this.values?.put(blocks.slice(0, count), values) !== true) throw host.failure('its answer has a wrong size');
    return count;
  }

  /** Waits for an answer; resolves to why there is none, or null. */
  private async answer(host: HostProcess): Promise<SyssharkError | null> {
    this.asked = host;
    if (this.isStopped) this.forgetDeadline = host.expectAnswer();
    try {
      await host.receive();
      return null;
    } catch (error) {
      if (error instanceof SyssharkError) return error;
      throw error;
    } finally {
      this.asked = null;
      this.forgetDeadline();
    }
  }

  /** The number of events, and the names of their sources. */
  private command(count: number): Buffer {
    const head = Buffer.alloc(COUNT);
    head.writeUInt32LE(count);
    return Buffer.concat([head, Buffer.from(this.parts.choice.names.map((name) => `${name}\0`).join(''))]);
  }
}

const NOTHING = { count: 0, values: Buffer.alloc(0) };

/** The end of a plugin, with the event that it was asked for: the block at an offset of a batch. */
function failureAt({ message }: SyssharkError, batch: Batch, at = batch.start): SyssharkError {
  const view = new EventView();
  view.read(batch, at);
  const place = batch.placeAt(at);
  const thread = view.tid < 0 ? '' : ` of thread ${view.tid}`;
  const where = place === undefined ? '' : `, byte ${place.offset} of ${place.file}`;
  const what = `${view.def?.name ?? 'an unknown event'}${thread}${where}`;
  return new SyssharkError('PLUGIN', `${message} at ${what}; from there on, events are missing`);
}
