import type { MemoryBudget } from '../bytes/memory-budget.js';
import { SyssharkError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import type { EventConsumer } from '../output/event-consumer.js';
import { End } from '../run/end.js';
import type { Pipeline } from '../run/pipeline.js';
import { Session, sessionParts } from '../run/session.js';
import type { OpenSource } from '../run/sources.js';
import type { StateNeeds } from '../run/state-needs.js';
import type { TracedCommand } from '../run/traced-command.js';
import type { SkipContext } from '../state/event-skipper.js';
import { exceeded } from './state-memory.js';

/** The parts of a capture. */
export interface CaptureParts {
  readonly opened: OpenSource;
  readonly filter: Filter | null;
  readonly skipContext: SkipContext | null;
  /** Memory budget of the state. */
  readonly memory: MemoryBudget;
  readonly needs: Pick<StateNeeds, 'notesUse'>;
  /** The command to run and capture; null for none. */
  readonly command: TracedCommand | null;
  readonly signal: AbortSignal | null;
}

/** A session that a program advances, with one consumer. */
export class CaptureRun {
  readonly pipeline: Pipeline;
  private readonly parts: CaptureParts;
  private readonly end = new End(0);
  private readonly steps: AsyncGenerator<Pipeline, void, void>;
  private iteration: AsyncGenerator<unknown, void, void> | null = null;

  constructor(parts: CaptureParts, consumer: EventConsumer) {
    const { opened, filter, skipContext, memory, needs } = parts;
    this.parts = parts;
    const shared = { filter, skipContext, memory, needs, consumers: [consumer] };
    const session = new Session(sessionParts({ ...opened, ...shared, end: this.end }));
    this.pipeline = session.pipeline;
    this.steps = session.steps();
  }

  /** Begins; a live capture contains events from now on. Throws the source's error if it cannot begin. */
  async begin(): Promise<void> {
    const { signal, opened } = this.parts;
    signal?.addEventListener('abort', this.stop, { once: true });
    try {
      // the first item is the header
      await this.steps.next();
      opened.live?.startCommand(this.pipeline);
    } catch (error) {
      await this.close();
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

  /** The iteration that `make` makes of items(). Throws SyssharkError USAGE if there was one before. */
  iterate<T>(make: () => AsyncGenerator<T, void, void>): AsyncGenerator<T, void, void> {
    if (this.iteration !== null)
      throw new SyssharkError('USAGE', 'a capture can be iterated over only once: open it again');
    const iteration = make();
    this.iteration = iteration;
    return iteration;
  }

  /** Ends the iteration, and frees what the capture holds. Idempotent. */
  async dispose(): Promise<void> {
    this.stop();
    await this.iteration?.return();
    await this.close();
  }

  /** Yields after each item of the source, and closes at the end. Throws SyssharkError: STATE_MEMORY at the end, and those of the source. */
  async *items(): AsyncGenerator<void, void, void> {
    const { opened, memory } = this.parts;
    try {
      for await (const _ of this.steps) yield;
      if (memory.isExceeded) throw exceeded(opened.source.name, memory);
    } finally {
      await this.close();
    }
  }

  private async close(): Promise<void> {
    this.parts.signal?.removeEventListener('abort', this.stop);
    await this.steps.return();
  }
}
