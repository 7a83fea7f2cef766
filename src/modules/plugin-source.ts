import type { NewPluginEvent } from '../api/plugin.js';
import { Batch } from '../bytes/batch.js';
import { SyssharkError } from '../errors.js';
import { encodeEvent, uint32Param } from '../scap/encode-event.js';
import { emptyHeader } from '../scap/header.js';
import { EVT } from '../schema/events.js';
import type { EventSource, SourceItem } from '../source/source.js';
import type { AnyPlugin } from './declared-plugin.js';
import { type ModuleFile, thrownIn } from './thrown.js';
import { nameOf } from './user-rows.js';

/** Bytes of events that wait to be taken: then no more are asked for. */
const MAX_WAITING = 1 << 20;
/** Events that are asked for in a row, so that signals are heard. */
const MAX_IN_A_ROW = 1000;
const MAX_DATA = 16 << 20;
const NS_PER_MS = 1_000_000n;
const MAX_TIME = 2n ** 64n - 1n;
const LOW = 0xffffffffn;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Nanoseconds since the epoch. Throws SyssharkError USAGE for what is no time. */
function timeOf(time: unknown): bigint {
  if (time === undefined) return BigInt(Date.now()) * NS_PER_MS;
  const isDate = time instanceof Date && !Number.isNaN(time.getTime());
  const ns = isDate ? BigInt(time.getTime()) * NS_PER_MS : time;
  if (typeof ns === 'bigint' && ns >= 0n && ns <= MAX_TIME) return ns;
  const what = time instanceof Date ? 'an invalid Date' : nameOf(time);
  throw new SyssharkError('USAGE', `time of an event is ${what}, not a Date or a bigint (nanoseconds since the epoch)`);
}

/** The block of an event. Throws SyssharkError USAGE for what is no event. */
function blockOf(given: unknown, id: number): Buffer {
  const { data, time } = (given ?? {}) as Partial<NewPluginEvent>;
  if (typeof data !== 'string' && !(data instanceof Uint8Array))
    throw new SyssharkError('USAGE', `an event is { data, time }, with a text or bytes as data, not ${nameOf(given)}`);
  const bytes = Buffer.from(data as string);
  if (bytes.length > MAX_DATA)
    throw new SyssharkError('USAGE', `data of an event has ${bytes.length} bytes; ${MAX_DATA} is the most`);
  const ns = timeOf(time);
  const head = { tsHi: Number(ns >> 32n), tsLo: Number(ns & LOW), tid: -1, isHidden: false };
  return encodeEvent({ type: EVT.PLUGINEVENT_E, ...head }, [uint32Param(id), bytes]);
}

/** The events that a user's plugin delivers. */
export class PluginSource implements EventSource {
  readonly name: string;
  readonly damage = null;
  private readonly id: number;
  private readonly module: ModuleFile;
  private readonly end = new AbortController();
  private readonly events: AsyncIterator<unknown> | Iterator<unknown>;
  /** Blocks that have not been taken. */
  private blocks: Buffer[] = [];
  private waiting = 0;
  private isOver = false;
  private error: SyssharkError | null = null;
  /** Tells whoever waits for more blocks, or for room, that something has changed. */
  private wake: () => void = () => undefined;

  /** Opens a plugin. Throws SyssharkError USAGE. */
  constructor(plugin: AnyPlugin, module: ModuleFile, params: string, warn: (line: string) => void) {
    this.name = plugin.name;
    this.id = plugin.id;
    this.module = module;
    try {
      const context = { signal: this.end.signal, warn: (line: string) => warn(`sysshark: ${plugin.name}: ${line}`) };
      this.events = iteratorOf(plugin.open(params, context));
    } catch (error) {
      throw thrownIn(module, 'open(): ', error);
    }
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    yield { kind: 'header', header: emptyHeader() };
    void this.collect();
    while (!this.isOver || this.blocks.length > 0) {
      if (this.blocks.length === 0) await this.change();
      // what else arrives at once goes into the same batch
      await turn();
      const { blocks } = this;
      if (blocks.length === 0) continue;
      this.blocks = [];
      this.waiting = 0;
      this.wake();
      yield { kind: 'events', batch: Batch.whole(Buffer.concat(blocks)) };
    }
    if (this.error !== null) throw this.error;
  }

  stop(): void {
    if (this.end.signal.aborted) return;
    this.isOver = true;
    this.end.abort();
    this.wake();
  }

  close(): void {
    this.stop();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  /** Asks for events, until there are no more or no more are wanted. */
  private async collect(): Promise<void> {
    try {
      for (let row = 1; !this.isOver; row++) {
        const next: IteratorResult<unknown, unknown> = await this.events.next();
        if (this.isOver) break;
        if (next.done === true) this.isOver = true;
        else this.add(blockOf(next.value, this.id));
        if (this.waiting >= MAX_WAITING) await this.change();
        else if (row % MAX_IN_A_ROW === 0) await turn();
      }
    } catch (error) {
      // after the end, it is the answer to the signal
      if (!this.end.signal.aborted) this.error = thrownIn(this.module, 'open(): ', error);
      this.isOver = true;
    }
    this.wake();
    await this.finish();
  }

  private add(block: Buffer): void {
    this.blocks.push(block);
    this.waiting += block.length;
    if (this.blocks.length === 1) this.wake();
  }

  /** Lets the plugin free what it holds. */
  private async finish(): Promise<void> {
    try {
      await this.events.return?.();
    } catch {
      // nothing is asked of it any more
    }
  }
}

/** The iterator of what open() returned. Throws SyssharkError USAGE if that is not iterable. */
function iteratorOf(events: unknown): AsyncIterator<unknown> | Iterator<unknown> {
  const given = (events ?? {}) as Partial<AsyncIterable<unknown> & Iterable<unknown>>;
  const iterator =
    given[Symbol.asyncIterator]?.() ?? (typeof events === 'string' ? undefined : given[Symbol.iterator]?.());
  if (iterator !== undefined) return iterator;
  throw new SyssharkError('USAGE', `it returned ${nameOf(events)}, not a generator of events`);
}
