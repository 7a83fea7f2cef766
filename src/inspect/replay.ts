import { ScapError } from '../errors.js';
import { End } from '../run/end.js';
import type { Pipeline } from '../run/pipeline.js';
import { Session, sessionParts } from '../run/session.js';
import { openCaptureFile, resumeCaptureFile } from '../source/capture-file.js';
import type { RawContent } from '../source/raw-content.js';
import type { Evt } from '../state/evt.js';
import type { Checkpoint } from './checkpoints.js';

/** Reads the events of rows again, with all that is known at them. It goes forward only. */
export class Replay {
  /** The row of the event that is held, or else of the next one. */
  row: number;
  private target = 0;
  private held: Evt | null = null;
  private readonly pipeline: Pipeline;
  private readonly steps: AsyncGenerator<Pipeline, void, void>;

  /** Begins at a checkpoint of content; null for its first row. Throws SyssharkError IO. */
  constructor({ path, growth }: Pick<RawContent, 'path' | 'growth'>, checkpoint: Checkpoint | null) {
    this.row = checkpoint?.row ?? 0;
    const source =
      checkpoint === null ? openCaptureFile(path, { growth }) : resumeCaptureFile(path, checkpoint, { growth });
    const consumers = [{ event: (evt: Evt) => this.take(evt) }];
    const session = new Session(sessionParts({ source, end: new End(0), consumers }));
    this.pipeline = session.pipeline;
    this.steps = session.steps();
  }

  private take(evt: Evt): boolean {
    if (this.row < this.target) this.row++;
    else {
      this.held = evt;
      this.pipeline.hold();
    }
    return true;
  }

  /**
   * The event of a row, which is valid until the next call; null if there is no such row. Damage was reported when the capture was
   * read first. Throws RangeError for a row before `row`, SyssharkError IO.
   */
  async seek(row: number): Promise<Evt | null> {
    if (row < this.row) throw new RangeError(`row ${row} is before row ${this.row}`);
    this.target = row;
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
    this.row++;
    this.pipeline.resume();
  }

  /** Frees what it holds. Idempotent. */
  async close(): Promise<void> {
    await this.steps.return();
  }
}
