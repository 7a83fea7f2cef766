import { setTimeout } from 'node:timers/promises';
import { SyssharkError } from '../errors.js';
import type { FieldContext } from '../fields/field-context.js';
import { compileFilter, type Filter } from '../filter/filter.js';
import { End } from '../run/end.js';
import { Session, sessionParts } from '../run/session.js';
import { makeSkipContext } from '../run/skip-context.js';
import { openCaptureFile } from '../source/capture-file.js';
import { openRawContent, type RawContent } from '../source/raw-content.js';
import type { Evt } from '../state/evt.js';
import { CaptureIndex } from './capture-index.js';
import { CHECKPOINT_LIMITS, type CheckpointLimits } from './checkpoints.js';
import { readAgain } from './read-again.js';
import { RelatedRows } from './related-rows.js';
import { ReplayPool } from './replay-pool.js';
import { Turnstile } from './turnstile.js';
import { View } from './view.js';

/** How often the index is asked whether it has grown, in ms. */
const POLL_MS = 20;

/** How a capture is inspected. */
export interface InspectionOptions {
  readonly context: FieldContext;
  /** Most bytes of content that are copied if the capture cannot be read again. */
  readonly limit: number;
  readonly checkpoints?: CheckpointLimits;
}

/** A capture that is looked at: its index, views of it, and its events, which are read again. */
export class Inspection {
  readonly index: CaptureIndex;
  readonly related: RelatedRows;
  /** As it was opened. */
  readonly path: string;
  private readonly content: RawContent;
  private readonly context: FieldContext;
  private readonly turnstile = new Turnstile();
  private readonly replays: ReplayPool;
  /** Ends when the whole capture is read. */
  private readonly reading: Promise<void>;
  private readonly end = new End(0);

  /** Opens a capture, `-` for standard input, and begins to read it. Throws SyssharkError IO. */
  constructor(path: string, { context, limit, checkpoints = CHECKPOINT_LIMITS }: InspectionOptions) {
    this.path = path;
    this.context = context;
    this.content = openRawContent(path, limit);
    this.index = new CaptureIndex(context, checkpoints);
    this.related = new RelatedRows(this.index.kept, (id) => this.index.pidOf(id));
    this.replays = new ReplayPool(this.content.path, (row) => this.index.checkpoints.before(row));
    this.reading = this.index.read(path, this.content);
  }

  /** Bytes of the capture's content; null if that is not known. */
  get size(): number | null {
    return this.content.size;
  }

  /** What opens the content of the capture. */
  get contentPath(): string {
    return this.content.path;
  }

  /** The copy of the content, if it is one that has no name; null if it is the file of `contentPath`. */
  get contentFd(): number | null {
    return this.content.fd;
  }

  /** Resolves when all events are in the index. */
  whole(): Promise<void> {
    return this.reading;
  }

  /** Resolves when a row is in the index, or no more rows come. */
  async reach(row: number): Promise<void> {
    while (this.index.kept.count <= row && !this.index.isComplete) await setTimeout(POLL_MS);
  }

  /** Opens a view, which grows as events are found; empty text for all events. Throws TextError FILTER. */
  view(text: string): View {
    const filter = text === '' ? null : compileFilter(text, this.context);
    const view = new View(this.index.kept, text, filter);
    if (filter !== null) void this.search(view, filter);
    return view;
  }

  /** A view whose events are all found. Throws TextError FILTER. */
  async found(text: string): Promise<View> {
    const filter = text === '' ? null : compileFilter(text, this.context);
    const view = new View(this.index.kept, text, filter);
    if (filter !== null) await this.search(view, filter);
    return view;
  }

  private async search(view: View, filter: Filter): Promise<void> {
    try {
      // the first ones are shown while the capture is read
      if (!this.index.isComplete) view.searchIndex();
      await this.reading;
      if (!view.searchIndex()) await this.scan(view, filter);
    } catch (error) {
      if (!(error instanceof SyssharkError)) throw error;
      view.problem = error.message;
    } finally {
      view.isSearched = true;
    }
  }

  /** Reads the capture again for the events that a filter accepts. */
  private async scan(view: View, filter: Filter): Promise<void> {
    const { kept } = this.index;
    const skipContext = makeSkipContext(filter, false);
    const source = openCaptureFile(this.content.path, { memory: skipContext.prefilter });
    let row = 0;
    const event = ({ num }: Evt): boolean => {
      while (kept.num(row) < num) row++;
      view.add(row);
      return true;
    };
    const session = new Session(sessionParts({ source, end: this.end, filter, skipContext, consumers: [{ event }] }));
    await readAgain(session);
  }

  /**
   * Reads the events of rows again, which are in order, and gives each to `take` while it is valid, until `take` returns false. Rows that do
   * not exist are left out. Throws SyssharkError IO.
   */
  async read(rows: Iterable<number>, take: (evt: Evt, row: number) => boolean): Promise<void> {
    for (const row of rows) {
      const goesOn = await this.turnstile.pass(async () => {
        const evt = row >= 0 && row < this.index.kept.count ? await this.replays.seek(row) : null;
        return evt === null || take(evt, row);
      });
      if (!goesOn) return;
    }
  }

  /** Ends reading, and frees what it holds. Idempotent. */
  async close(): Promise<void> {
    this.index.stop();
    this.end.request();
    await this.reading;
    await this.turnstile.pass(() => this.replays.close());
    this.content.close();
  }
}
