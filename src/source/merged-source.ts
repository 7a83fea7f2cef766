// HOT: once per event. No allocation, bigint, try, spread or iterator here but where a batch or a section ends.
import { Batch } from '../bytes/batch.js';
import { CopiedBlocks } from '../bytes/copied-blocks.js';
import { ScapError } from '../errors.js';
import { hiddenSize, hideEvent } from '../scap/event-block.js';
import type { CaptureHeader } from '../scap/header.js';
import { joinFailures } from './failures.js';
import { MergeFeed } from './merge-feed.js';
import { mergeHeaders } from './merged-header.js';
import type { EventSource, SourceItem } from './source.js';

const BATCH_SIZE = 1 << 20;
/** Most events of another capture that are searched for a duplicate. */
const MAX_AHEAD = 1024;

/** What a merge must know of events. */
export interface MergeOptions {
  /** By event type: 1 for records of the initial state, which are hidden if they come before all other events. */
  readonly initialEvents: ArrayLike<number>;
}

/** Whether a feed must be filled before the next event is known. */
function isDry(feed: MergeFeed): boolean {
  return !feed.isReady && !feed.isOver;
}

/**
 * Merges captures by time; a capture that is not in order keeps its own order. Captures that overlap make one section with
 * a merged header. A capture that begins after all others have ended has a section of its own, because its own header
 * describes the machine best. An event that several captures have (copies made with different filters) is delivered once,
 * and shown if one of them shows it; so is a hidden event that two probes recorded. Damage is reported when all have ended.
 */
export class MergedSource implements EventSource {
  private readonly feeds: readonly MergeFeed[];
  private readonly initialEvents: ArrayLike<number>;
  readonly name: string;
  /** Where the events of the batch are in their feeds, which keep their batches until this one has been delivered. */
  private readonly copied = new CopiedBlocks();
  private batch = new Batch(Buffer.allocUnsafeSlow(BATCH_SIZE), this.copied);
  private section: CaptureHeader | null = null;
  /** Whether all events since the section began were records of the initial state. */
  private isInitial = true;
  private isStopped = false;

  constructor(sources: readonly EventSource[], options: MergeOptions) {
    this.feeds = sources.map((source) => new MergeFeed(source));
    this.name = sources.map(({ name }) => name).join(', ');
    this.initialEvents = options.initialEvents;
  }

  /** Reads all sources up to their first events. Throws SyssharkError if one is no capture or cannot be read. */
  async open(): Promise<void> {
    for (const feed of this.feeds) {
      await feed.fill();
      const { failure } = feed;
      if (failure !== null && !(failure instanceof ScapError && failure.code === 'DAMAGED')) throw failure;
    }
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    for (let feed = this.findDue(); feed !== null; feed = this.findDue()) {
      if (feed.header !== null) yield* this.begin(feed, feed.header);
      if (!this.takeRun(feed)) yield* this.flush();
      if (!this.feeds.some(isDry)) continue;
      // deliver what there is before waiting for more
      yield* this.flush();
      await this.fill();
    }
    yield* this.flush();
    if (this.section === null) yield this.newSection(this.waitingHeaders());
    const failure = joinFailures(this.feeds.map((feed) => feed.failure));
    if (failure !== null && !this.isStopped) throw failure;
  }

  get damage(): ScapError | null {
    return joinFailures(this.feeds.map(({ source }) => source.damage)) as ScapError | null;
  }

  // COLD: once per run
  stop(): void {
    this.isStopped = true;
    for (const feed of this.feeds) feed.source.stop();
  }

  // COLD: once per run
  close(): void {
    this.isStopped = true;
    for (const feed of this.feeds) feed.source.close();
  }

  private async fill(): Promise<void> {
    for (const feed of this.feeds) if (isDry(feed)) await feed.fill();
  }

  /** The feed whose event is next; null at the end. */
  private findDue(): MergeFeed | null {
    let due: MergeFeed | null = null;
    for (let i = 0; i < this.feeds.length; i++) {
      const feed = this.feeds[i] as MergeFeed;
      if (feed.isReady && (due === null || !due.isDueBefore(feed))) due = feed;
    }
    return due === null ? null : this.settleTie(due);
  }

  /** If another feed has the same event later at the same time, the events before it in that feed come first. */
  private settleTie(due: MergeFeed): MergeFeed {
    for (let i = 0; i < this.feeds.length; i++) {
      const feed = this.feeds[i] as MergeFeed;
      if (feed === due || !feed.isReady || !feed.isTied(due)) continue;
      if (!due.isDuplicate(feed) && due.hasDuplicateAhead(feed, MAX_AHEAD)) return feed;
    }
    return due;
  }

  /** The feed that is next after `due`; null if no other has events. */
  private findNext(due: MergeFeed): MergeFeed | null {
    let next: MergeFeed | null = null;
    for (let i = 0; i < this.feeds.length; i++) {
      const feed = this.feeds[i] as MergeFeed;
      if (feed !== due && feed.isReady && (next === null || !next.isDueBefore(feed))) next = feed;
    }
    return next;
  }

  /** Begins a capture, or the next section of one. */
  private *begin(feed: MergeFeed, header: CaptureHeader): Generator<SourceItem, void, void> {
    const isAlone = this.feeds.every((other) => other === feed || other.isOver || other.header !== null);
    feed.header = null;
    if (feed.isMerged && !isAlone) return;
    yield* this.flush();
    const rest = isAlone || this.section === null ? this.waitingHeaders() : [this.section];
    yield this.newSection([header, ...rest]);
  }

  private newSection(headers: readonly CaptureHeader[]): SourceItem {
    this.section = mergeHeaders(headers);
    this.isInitial = true;
    return { kind: 'header', header: this.section };
  }

  /** Headers of captures that have not begun, in the order of time; they count as merged. */
  // COLD: once per section
  private waitingHeaders(): CaptureHeader[] {
    const waiting = this.feeds.filter((feed) => feed.header !== null);
    waiting.sort((a, b) => Number(a.isOver) - Number(b.isOver) || a.keyHi - b.keyHi || a.keyLo - b.keyLo);
    const headers = waiting.map((feed) => feed.header as CaptureHeader);
    for (const feed of waiting) {
      feed.isMerged = true;
      // a capture without events never begins
      if (feed.isOver) feed.header = null;
    }
    return headers;
  }

  /** Copies events of a feed until another feed may be due or its batch ends; false if there is no room. */
  private takeRun(feed: MergeFeed): boolean {
    const next = this.findNext(feed);
    const isTied = next?.isTied(feed) ?? false;
    do {
      if (!this.hasRoom(hiddenSize(feed.size))) return false;
      if (isTied) this.takeTied(feed);
      else this.takeOne(feed);
    } while (!isTied && feed.isReady && (next === null || (feed.isDueBefore(next) && !feed.isTied(next))));
    return true;
  }

  /** Takes the current event from all feeds that have it: once, and shown if one shows it. */
  private takeTied(feed: MergeFeed): void {
    let best = feed;
    let isAlone = true;
    for (let i = 0; i < this.feeds.length; i++) {
      const other = this.feeds[i] as MergeFeed;
      if (other === feed || !other.isReady || !feed.isDuplicate(other)) continue;
      isAlone = false;
      if (best.isFlagged && !other.isFlagged) best = other;
      else this.pass(other);
    }
    if (isAlone) {
      this.takeOne(feed);
      return;
    }
    this.copy(best);
    if (best !== feed) this.pass(best);
    this.pass(feed);
  }
  private takeOne(feed: MergeFeed): void {
    if (!feed.isFlagged || !this.hasNearDuplicate(feed)) this.copy(feed);
    this.pass(feed);
  }

  /** Whether a near-duplicate of a hidden event follows in another feed: state must not change before that one is shown. */
  private hasNearDuplicate(feed: MergeFeed): boolean {
    for (let i = 0; i < this.feeds.length; i++) {
      const other = this.feeds[i] as MergeFeed;
      if (other !== feed && other.isReady && feed.hasNearDuplicateIn(other, MAX_AHEAD)) return true;
    }
    return false;
  }

  /** Skips the current event. */
  private pass(feed: MergeFeed): void {
    feed.header = null;
    if (this.initialEvents[feed.type] !== 1) feed.isInitial = false;
    feed.advance();
  }

  private copy(feed: MergeFeed): void {
    const { batch } = this;
    const isInitialEvent = this.initialEvents[feed.type] === 1;
    // its own capture hides it by its position, which the merge may change
    const hides = isInitialEvent && feed.isInitial && !this.isInitial && !feed.isFlagged;
    if (!isInitialEvent) this.isInitial = false;
    this.copied.note(batch.end, feed, feed.blockStart);
    if (hides) {
      batch.end = hideEvent(feed, batch, batch.end);
      return;
    }
    feed.bytes.copy(batch.bytes, batch.end, feed.blockStart, feed.blockEnd);
    batch.end += feed.size;
  }

  /** Whether the batch has room for `size` more bytes; an empty one grows to have it. */
  private hasRoom(size: number): boolean {
    if (this.batch.end + size <= this.batch.bytes.length) return true;
    if (this.batch.end > 0) return false;
    this.batch = new Batch(Buffer.allocUnsafeSlow(size), this.copied);
    return true;
  }

  private *flush(): Generator<SourceItem, void, void> {
    if (this.batch.end > 0) yield { kind: 'events', batch: this.batch };
    this.batch.end = 0;
    this.copied.clear();
  }
}
