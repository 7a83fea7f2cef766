import type { Evt } from '../state/evt.js';
import type { EventBatch, LiveCapture } from './capture.js';
import { type CaptureParts, CaptureRun } from './capture-run.js';
import type { CaptureEvent } from './event.js';
import { LIBRARY_CONTEXT } from './library-context.js';
import { ViewedEvent } from './viewed-event.js';

/** Advances a session by one event each time the next one is requested. */
export class EventCapture implements LiveCapture {
  private readonly run: CaptureRun;
  private readonly batch: EventBatch;
  private event: CaptureEvent | null = null;

  private constructor(parts: CaptureParts) {
    this.run = new CaptureRun(parts, { event: (evt) => this.hold(evt) });
    this.batch = { [Symbol.iterator]: () => this.heldEvents() };
  }

  /** Begins a capture; a live one contains events from now on. Throws the source's error if it cannot begin. */
  static async begin(parts: CaptureParts): Promise<EventCapture> {
    const capture = new EventCapture(parts);
    await capture.run.begin();
    return capture;
  }

  get commandStatus(): Promise<number> | null {
    return this.run.commandStatus;
  }

  readonly stop = (): void => this.run.stop();

  async *[Symbol.asyncIterator](): AsyncGenerator<CaptureEvent, void, void> {
    for await (const batch of this.batches()) yield* batch;
  }

  batches(): AsyncGenerator<EventBatch, void, void> {
    return this.run.iterate(() => this.allBatches());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.run.dispose();
  }

  private async *allBatches(): AsyncGenerator<EventBatch, void, void> {
    const { pipeline } = this.run;
    for await (const _ of this.run.items()) {
      if (pipeline.isHeld) yield this.batch;
      // events that were not requested still update the state
      while (pipeline.isHeld) pipeline.resume();
    }
  }

  /** Keeps an event that has passed until the next one is requested. */
  private hold(evt: Evt): boolean {
    this.event ??= new ViewedEvent(evt, LIBRARY_CONTEXT);
    this.run.pipeline.hold();
    return false;
  }

  private *heldEvents(): Generator<CaptureEvent, void, void> {
    const { pipeline } = this.run;
    while (pipeline.isHeld) {
      try {
        yield this.event as CaptureEvent;
      } finally {
        pipeline.resume();
      }
    }
  }
}
