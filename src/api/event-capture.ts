import type { MemoryBudget } from '../bytes/memory-budget.js';
import { SyssharkError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import { DecodedSource } from '../run/decoded-source.js';
import { EventLoop } from '../run/event-loop.js';
import type { LiveRun } from '../run/live-run.js';
import { NO_LIMITS } from '../run/loop-options.js';
import { NO_SINKS } from '../run/sinks.js';
import type { TracedCommand } from '../run/traced-command.js';
import type { EventSource, SourceItem } from '../source/source.js';
import { Turns } from '../source/turns.js';
import type { Evt } from '../state/evt.js';
import type { PassOverAids } from '../state/pass-over.js';
import type { EventBatch, LiveCapture } from './capture.js';
import type { CaptureEvent } from './event.js';
import { exceeded } from './state-memory.js';
import { ViewedEvent } from './viewed-event.js';

/** What a capture is made of. */
export interface CaptureParts {
  readonly source: EventSource;
  readonly filter: Filter | null;
  readonly aids: PassOverAids | null;
  /** What the state of the machine takes room of. */
  readonly memory: MemoryBudget;
  /** What goes on beside a live capture; null for what is read. */
  readonly live: LiveRun | null;
  /** What is run and captured; null for nothing. */
  readonly command: TracedCommand | null;
  readonly signal: AbortSignal | null;
}

/** Takes a source through state and filter, one event each time that somebody asks for the next. */
export class EventCapture implements LiveCapture {
  private readonly parts: CaptureParts;
  private readonly loop: EventLoop;
  private readonly source: EventSource;
  private readonly items: AsyncGenerator<SourceItem, void, void>;
  private readonly batch: EventBatch;
  private event: CaptureEvent | null = null;
  private isClosed = false;
  private iteration: AsyncGenerator<EventBatch, void, void> | null = null;

  private constructor(parts: CaptureParts) {
    this.parts = parts;
    const { filter, aids, memory } = parts;
    const sinks = { ...NO_SINKS, filter, memory, consumers: [{ event: (evt: Evt) => this.hold(evt) }] };
    this.loop = new EventLoop(NO_LIMITS, sinks, aids);
    this.source = new DecodedSource(parts.source, this.loop.currentState.faults);
    this.items = this.source.items();
    this.batch = { [Symbol.iterator]: () => this.heldEvents() };
  }

  /** A capture that has begun: what happens from now on is in it. Throws what its source does where it cannot begin. */
  static async begin(parts: CaptureParts): Promise<EventCapture> {
    const { signal } = parts;
    const capture = new EventCapture(parts);
    signal?.addEventListener('abort', capture.stop, { once: true });
    try {
      const { value } = await capture.items.next();
      if (value !== undefined) capture.take(value);
      return capture;
    } catch (error) {
      capture.close();
      throw error;
    }
  }

  get commandStatus(): Promise<number> | null {
    return this.parts.command?.status ?? null;
  }

  readonly stop = (): void => {
    this.parts.command?.stop();
    this.source.stop();
  };

  async *[Symbol.asyncIterator](): AsyncGenerator<CaptureEvent, void, void> {
    for await (const batch of this.batches()) yield* batch;
  }

  batches(): AsyncGenerator<EventBatch, void, void> {
    if (this.iteration !== null) throw new SyssharkError('USAGE', 'a capture can be gone through once: open it again');
    this.iteration = this.allBatches();
    return this.iteration;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    await this.iteration?.return();
    this.close();
  }

  private async *allBatches(): AsyncGenerator<EventBatch, void, void> {
    const { source } = this;
    const { memory, live } = this.parts;
    const turns = new Turns();
    try {
      for await (const item of this.items) {
        this.take(item);
        if (this.loop.isHeld) yield this.batch;
        // the state is to know of the events too that nobody has asked for
        while (this.loop.isHeld) this.loop.resume();
        live?.follow(this.loop);
        await turns.take();
      }
      if (source.damage !== null) throw source.damage;
      if (memory.isExceeded) throw exceeded(source.name, memory);
    } finally {
      this.close();
    }
  }

  private take(item: SourceItem): void {
    const { command } = this.parts;
    const { loop, source } = this;
    if (item.kind !== 'header') {
      loop.take(item.batch);
      return;
    }
    loop.begin(item.header);
    command?.beginIn(loop, source);
  }

  /** Keeps an event that has passed until the next one is asked for. */
  private hold(evt: Evt): boolean {
    this.event ??= new ViewedEvent(evt);
    this.loop.hold();
    return false;
  }

  private *heldEvents(): Generator<CaptureEvent, void, void> {
    while (this.loop.isHeld) {
      try {
        yield this.event as CaptureEvent;
      } finally {
        this.loop.resume();
      }
    }
  }

  private close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    const { live, signal } = this.parts;
    signal?.removeEventListener('abort', this.stop);
    live?.conclude();
    this.source.close();
  }
}
