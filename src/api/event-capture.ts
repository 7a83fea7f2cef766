import type { MemoryBudget } from '../bytes/memory-budget.js';
import { SyssharkError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import { End } from '../run/end.js';
import type { Pipeline } from '../run/pipeline.js';
import { Session, sessionParts } from '../run/session.js';
import type { OpenSource } from '../run/sources.js';
import type { TracedCommand } from '../run/traced-command.js';
import type { SkipContext } from '../state/event-skipper.js';
import type { Evt } from '../state/evt.js';
import type { EventBatch, LiveCapture } from './capture.js';
import type { CaptureEvent } from './event.js';
import { LIBRARY_CONTEXT } from './library-context.js';
import { exceeded } from './state-memory.js';
import { ViewedEvent } from './viewed-event.js';

/** The parts of a capture. */
export interface CaptureParts {
  readonly opened: OpenSource;
  readonly filter: Filter | null;
  readonly skipContext: SkipContext | null;
  /** Memory budget of the state. */
  readonly memory: MemoryBudget;
  /** The command to run and capture; null for none. */
  readonly command: TracedCommand | null;
  readonly signal: AbortSignal | null;
}

/** Advances a session by one event each time the next one is requested. */
export class EventCapture implements LiveCapture {
  private readonly parts: CaptureParts;
  private readonly end = new End(0);
  private readonly pipeline: Pipeline;
  private readonly steps: AsyncGenerator<Pipeline, void, void>;
  private readonly batch: EventBatch;
  private event: CaptureEvent | null = null;
  private iteration: AsyncGenerator<EventBatch, void, void> | null = null;

  private constructor(parts: CaptureParts) {
    this.parts = parts;
    const { opened, filter, skipContext, memory } = parts;
    const consumers = [{ event: (evt: Evt) => this.hold(evt) }];
    const session = new Session(sessionParts({ ...opened, end: this.end, filter, skipContext, memory, consumers }));
    this.pipeline = session.pipeline;
    this.steps = session.steps();
    this.batch = { [Symbol.iterator]: () => this.heldEvents() };
  }

  /** Begins a capture; a live one contains events from now on. Throws the source's error if it cannot begin. */
  static async begin(parts: CaptureParts): Promise<EventCapture> {
    const { signal, opened } = parts;
    const capture = new EventCapture(parts);
    signal?.addEventListener('abort', capture.stop, { once: true });
    try {
      // the first item is the header
      await capture.steps.next();
      opened.live?.begin(capture.pipeline);
      return capture;
    } catch (error) {
      await capture.close();
      throw error;
    }
  }

  get commandStatus(): Promise<number> | null {
    return this.parts.command?.status ?? null;
  }

  readonly stop = (): void => {
    this.parts.command?.stop();
    this.end.request();
  };

  async *[Symbol.asyncIterator](): AsyncGenerator<CaptureEvent, void, void> {
    for await (const batch of this.batches()) yield* batch;
  }

  batches(): AsyncGenerator<EventBatch, void, void> {
    if (this.iteration !== null)
      throw new SyssharkError('USAGE', 'a capture can be iterated over only once: open it again');
    this.iteration = this.allBatches();
    return this.iteration;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    await this.iteration?.return();
    await this.close();
  }

  private async *allBatches(): AsyncGenerator<EventBatch, void, void> {
    const { opened, memory } = this.parts;
    try {
      for await (const pipeline of this.steps) {
        if (pipeline.isHeld) yield this.batch;
        // events that were not requested still update the state
        while (pipeline.isHeld) pipeline.resume();
      }
      if (memory.isExceeded) throw exceeded(opened.source.name, memory);
    } finally {
      await this.close();
    }
  }

  /** Keeps an event that has passed until the next one is requested. */
  private hold(evt: Evt): boolean {
    this.event ??= new ViewedEvent(evt, LIBRARY_CONTEXT);
    this.pipeline.hold();
    return false;
  }

  private *heldEvents(): Generator<CaptureEvent, void, void> {
    while (this.pipeline.isHeld) {
      try {
        yield this.event as CaptureEvent;
      } finally {
        this.pipeline.resume();
      }
    }
  }

  private async close(): Promise<void> {
    this.parts.signal?.removeEventListener('abort', this.stop);
    await this.steps.return();
  }
}
