import { ScapError } from '../errors.js';
import type { ColumnConsumer } from '../output/event-consumer.js';
import { End } from '../run/end.js';
import type { MakeExtractions } from '../run/hosted-sources.js';
import type { Pipeline } from '../run/pipeline.js';
import { Session, sessionParts } from '../run/session.js';
import { makeSkipContext } from '../run/skip-context.js';
import { EVENTS } from '../schema/events.js';
import { openCaptureFile } from '../source/capture-file.js';
import type { RawContent } from '../source/raw-content.js';
import type { SkipContext } from '../state/event-skipper.js';
import type { Evt } from '../state/evt.js';
import { READS_NOTHING } from '../state/subject-reads.js';
import type { Checkpoint } from './checkpoints.js';
import { resumeAt } from './resumed-source.js';
import { TargetSource } from './target-source.js';

/** Takes events before the one that is sought, whatever they are about. */
const PASSED_OVER: ColumnConsumer = {
  types: new Uint8Array(EVENTS.length).fill(1),
  reads: READS_NOTHING,
  assign: () => undefined,
  take: () => undefined,
};

/** What rows are read from again. */
export interface Replayed {
  readonly content: Pick<RawContent, 'path' | 'growth' | 'room'>;
  /** Offset in the content of the event of a row. */
  readonly offsetOf: (row: number) => number;
  readonly extractions: MakeExtractions;
}

/** Reads the events of rows again, with all that is known at them. It goes forward only, and decodes few of those in between. */
export class Replay {
  /** The row of the event that is held, or was last; before the first, the row where it begins. */
  row: number;
  private target = 0;
  private held: Evt | null = null;
  /** What it skips events with. */
  readonly skipContext: SkipContext;
  private readonly offsetOf: Replayed['offsetOf'];
  private readonly source: TargetSource;
  private readonly pipeline: Pipeline;
  private readonly steps: AsyncGenerator<Pipeline, void, void>;

  /**
   * Begins at a checkpoint of content; null for its first row. `skipContext` is that of a replay that was closed, or a new one. Throws
   * SyssharkError IO.
   */
  constructor(
    { content: { path, growth, room }, offsetOf, extractions }: Replayed,
    checkpoint: Checkpoint | null,
    skipContext = makeSkipContext(null, false),
  ) {
    this.row = checkpoint?.row ?? 0;
    this.offsetOf = offsetOf;
    this.skipContext = skipContext;
    const options = { growth, room, memory: skipContext.prefilter };
    this.source = new TargetSource(
      checkpoint === null
        ? openCaptureFile(path, options)
        : resumeAt(path, checkpoint, options, () => this.pipeline.state),
      extractions(),
    );
    const consumers = [{ event: (evt: Evt) => this.take(evt), columns: PASSED_OVER }];
    const session = new Session(sessionParts({ source: this.source, end: new End(0), skipContext, consumers }));
    this.pipeline = session.pipeline;
    this.steps = session.steps();
  }

  /** Whether events have the values of all fields that are asked for by now. */
  get isCurrent(): boolean {
    return this.source.isCurrent;
  }

  private take(evt: Evt): boolean {
    if (evt.place()?.offset !== this.source.target) return true;
    this.held = evt;
    this.row = this.target;
    this.pipeline.hold();
    return true;
  }

  /**
   * The event of a row, which is valid until the next call; null if there is no such row. Damage was reported when the capture was
   * read first. Throws RangeError for a row before `row`, SyssharkError IO, DroppedError.
   */
  async seek(row: number): Promise<Evt | null> {
    if (row < this.row) throw new RangeError(`row ${row} is before row ${this.row}`);
    this.target = row;
    this.source.target = this.offsetOf(row);
    if (this.held !== null && row > this.row) this.goOn();
    while (this.held === null) if (await this.isOver()) return null;
    return this.held;
  }

  /** Takes the next item; whether there was none. */
  private async isOver(): Promise<boolean> {
    try {
      return (await this.steps.next()).done === true;
    } catch (error) {
      if (error instanceof ScapError) return true;
      throw error;
    }
  }

  /** Continues behind the event that is held. */
  private goOn(): void {
    this.held = null;
    this.pipeline.resume();
  }

  /** Frees what it holds. Idempotent. */
  async close(): Promise<void> {
    await this.steps.return();
  }
}
