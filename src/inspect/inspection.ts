import { setTimeout } from 'node:timers/promises';
import type { FieldContext } from '../fields/field-context.js';
import { compileFilter, type Filter } from '../filter/filter.js';
import { extracted, type MakeExtractions } from '../run/hosted-sources.js';
import { openCaptureFile, resumeCaptureFile } from '../source/capture-file.js';
import { blockEnd, contentBytes } from '../source/content-bytes.js';
import type { ContentMemory } from '../source/content-memory.js';
import type { Growth } from '../source/growth.js';
import type { RawContent, RecorderReport } from '../source/raw-content.js';
import type { EventSource } from '../source/source.js';
import type { Evt } from '../state/evt.js';
import type { SystemState } from '../state/system-state.js';
import { CaptureIndex } from './capture-index.js';
import { CHECKPOINT_LIMITS, type Checkpoint, type CheckpointLimits } from './checkpoints.js';
import { Demand, PATIENCE_MS } from './demand.js';
import type { FoundRows } from './found-rows.js';
import { PartedScan } from './parted-scan.js';
import { RelatedRows } from './related-rows.js';
import { ReplayPool } from './replay-pool.js';
import { resumeAt } from './resumed-source.js';
import { type Scan, type ScanParts, WholeScan } from './scan.js';
import type { ScanThreads } from './scan-threads.js';
import { Turnstile } from './turnstile.js';
import { View } from './view.js';

/** How often the index is asked whether it has grown, in ms. */
const POLL_MS = 20;
/** What is asked as soon as all events are in the index is answered in this time, in ms. */
const REST_MS = 1000;

/** How a capture is inspected. */
export interface InspectionOptions {
  readonly context: FieldContext;
  readonly checkpoints?: CheckpointLimits;
  /** Search large captures, and are closed with it; without them, it searches in this thread. */
  readonly threads?: ScanThreads | null;
  /** Makes what gives the events of a source the fields of hosted plugins; without it, nothing does. */
  readonly extractions?: MakeExtractions;
  /** How long a search goes on that nobody asks about, in ms. */
  readonly patience?: number;
}

/** A capture that is looked at, while it grows or when it is whole: its index, views of it, and its events, which are read again. */
export class Inspection {
  readonly index: CaptureIndex;
  readonly related: RelatedRows;
  private readonly content: RawContent;
  private readonly context: FieldContext;
  private readonly turnstile = new Turnstile();
  private readonly replays: ReplayPool;
  /** Ends when the whole capture is read. */
  private readonly reading: Promise<void>;
  private readonly scans = new Set<Scan>();
  private readonly threads: ScanThreads | null;
  private readonly extractions: MakeExtractions;
  private readonly patience: number;
  /** Whether a plugin has to see all events, in order: nothing begins in the middle then. */
  private readonly needsAll: boolean;
  private isClosed = false;

  /** Begins to read a capture, whose content it closes at the end. */
  constructor(
    content: RawContent,
    {
      context,
      checkpoints = CHECKPOINT_LIMITS,
      threads = null,
      extractions = () => [],
      patience = PATIENCE_MS,
    }: InspectionOptions,
  ) {
    this.extractions = extractions;
    this.patience = patience;
    this.needsAll = extractions().some(({ needsAll }) => needsAll);
    this.context = context;
    this.content = content;
    this.threads = threads;
    this.index = new CaptureIndex(context, checkpoints);
    this.related = new RelatedRows(this.index.kept, (id) => this.index.pidOf(id));
    this.replays = new ReplayPool(
      { content, offsetOf: (row) => this.index.kept.place(row)?.offset ?? 0, extractions },
      { before: (row) => this.checkpointBefore(row), has: (row) => this.has(row) },
    );
    this.reading = this.index.read(content);
    void this.rested().then(() => this.related.learn(() => this.isClosed));
  }

  /** The capture, as it is named. */
  get path(): string {
    return this.content.name;
  }

  /** Whether it comes as things happen, or at the pace of who writes it. */
  get isLive(): boolean {
    return this.content.isLive;
  }

  /** What the recorder says; null if it is not being recorded. */
  get recorder(): RecorderReport | null {
    return this.content.recorder;
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

  /** Whether the oldest part of the capture was dropped, so that its content begins elsewhere (`bytes`). */
  get hasDropped(): boolean {
    return this.index.checkpoints.begin !== null;
  }

  /** Resolves when all events are in the index. */
  whole(): Promise<void> {
    return this.reading;
  }

  /** Resolves a while after that: time for what can wait. */
  async rested(): Promise<void> {
    await this.reading;
    await setTimeout(REST_MS, undefined, { ref: false });
  }

  /** Resolves when there is something to make tables of: all events, or those that a live capture has by now. */
  async ready(): Promise<void> {
    if (!this.content.isLive) await this.reading;
  }

  /** Resolves when a row is in the index, no more rows come, or nobody waits for it any more (`signal`). */
  async reach(row: number, signal: AbortSignal | null = null): Promise<void> {
    const isThere = (): boolean => this.index.kept.count > row || this.index.isComplete;
    while (!isThere() && signal?.aborted !== true) await setTimeout(POLL_MS);
  }

  /**
   * Reads what there is of the capture by now, from its beginning on (`fromBeginning`); with `growth`, what will come as well. Throws
   * SyssharkError IO.
   */
  open(memory: ContentMemory, growth: Growth | null = null): EventSource {
    const { path, room } = this.content;
    const { begin } = this.index.checkpoints;
    const options = { memory, growth, room };
    const source = begin === null ? openCaptureFile(path, options) : resumeCaptureFile(path, begin, options);
    return extracted(source, this.extractions());
  }

  /** Reads what there is from a checkpoint on, and what will come. Throws SyssharkError IO. */
  private openAt(from: Checkpoint, memory: ContentMemory, state: () => SystemState): EventSource {
    const { path, room, growth } = this.content;
    return extracted(resumeAt(path, from, { memory, growth, room }, state), this.extractions());
  }

  /** The last checkpoint from which the event of a row can be reached; null for the beginning of the capture. */
  private checkpointBefore(row: number): Checkpoint | null {
    const { checkpoints } = this.index;
    return this.needsAll ? checkpoints.begin : checkpoints.before(row);
  }

  /** Where the content of the events before a row (null: of those that are there by now) ends; null if no more come. */
  contentEnd(before: number | null): number | null {
    const { kept } = this.index;
    const { path, growth } = this.content;
    const end = Math.min(before ?? kept.count, kept.count);
    if (end === kept.count && (growth === null || growth.isOver)) return null;
    return this.has(end - 1) ? blockEnd(path, kept.place(end - 1)?.offset ?? 0) : 0;
  }

  /**
   * The bytes of the capture from its beginning on, up to an offset of its content (null: all that there are by now). Throws SyssharkError
   * IO, DroppedError.
   */
  bytes(upTo: number | null): AsyncGenerator<Buffer, void, void> {
    return contentBytes(this.content, this.index.checkpoints.begin, upTo);
  }

  /** Opens a view, which grows as events are found; empty text for all events. Throws TextError FILTER. */
  view(text: string): View {
    const filter = text === '' ? null : compileFilter(text, this.context);
    return new View(this.index.kept, text, filter, (wanted, add) => this.keep(this.scan(wanted, text, add)));
  }

  /** Begins to read events again for those that a filter, whose text is given, accepts. */
  private scan(filter: Filter, text: string, add: (row: number) => void): Scan {
    const { index, content, threads } = this;
    const { checked } = filter;
    const { path, room, growth } = content;
    const bytes = content.size ?? room?.end ?? Number.POSITIVE_INFINITY;
    const demand = new Demand(this.patience);
    const startWhole = (rows?: FoundRows, from: Checkpoint | null = null): Scan => {
      const open: ScanParts['open'] = (memory, state) =>
        from === null || !this.has(from.row) ? this.open(memory, growth) : this.openAt(from, memory, state);
      return new WholeScan({ kept: index.kept, filter, open, add, demand }, rows);
    };
    // a filter that counts events must see all, in order
    const isDivided = bytes >= (threads?.limits.bytes ?? 0) && !this.needsAll;
    if (threads === null || !isDivided || checked === null) return startWhole();
    return new PartedScan({ index, path, room, checked, text, threads, startWhole, add, demand });
  }

  /** A view whose events are all found. Throws TextError FILTER. */
  async found(text: string): Promise<View> {
    const view = this.view(text);
    await this.reading;
    for (view.update(); !view.isSearched; view.update()) await setTimeout(POLL_MS);
    return view;
  }

  private keep(scan: Scan): Scan {
    for (const old of this.scans) if (old.isDone) this.scans.delete(old);
    this.scans.add(scan);
    return scan;
  }

  /** Whether there is a row: it was read, and is still there. */
  has(row: number): boolean {
    const { first, count } = this.index.kept;
    return row >= first && row < count;
  }

  /**
   * Reads the events of rows again, which are in order, and gives each to `take` while it is valid, until `take` returns false, or nobody
   * waits for them any more (`signal`), or the inspection is closed. Rows that do not exist are left out. Throws SyssharkError IO.
   */
  async read(
    rows: Iterable<number>,
    take: (evt: Evt, row: number) => boolean,
    signal: AbortSignal | null = null,
  ): Promise<void> {
    for (const row of rows) {
      const goesOn = await this.turnstile.pass(async () => {
        if (this.isClosed || signal?.aborted === true) return false;
        const evt = this.has(row) ? await this.replays.seek(row) : null;
        return evt === null || take(evt, row);
      });
      if (!goesOn) return;
    }
  }

  /** Ends reading, and frees what it holds. Idempotent. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.index.stop();
    for (const scan of this.scans) scan.stop();
    await this.threads?.close();
    await this.reading;
    await this.turnstile.pass(() => this.replays.close());
    this.content.close();
  }
}
