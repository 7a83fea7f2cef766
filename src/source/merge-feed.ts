// HOT: once per event. No allocation, bigint, try, spread or iterator here but where a batch ends.

import { Batch } from '../bytes/batch.js';
import { difference64, WIDE_ZERO } from '../bytes/int64.js';
import type { BatchOrigin, Place } from '../bytes/place.js';
import { type EventBlock, eventStart, hasFlags } from '../scap/event-block.js';
import type { CaptureHeader } from '../scap/header.js';
import type { HeaderRoom } from '../scap/header-room.js';
import { BLOCK_LENGTH_AT } from '../schema/block.js';
import { CPU_AT, EVENT } from '../schema/event-layout.js';
import type { EventSource, SourceItem } from './source.js';

/** Longest time between the times that two probes give one event: they run one after the other on its CPU. */
const NEAR_NS = 100_000;
const NO_BATCH = new Batch(Buffer.alloc(0));

/** One of the merged sources, and its current event: the next one to be taken. */
export class MergeFeed implements EventBlock, BatchOrigin {
  readonly source: EventSource;
  /** The header before the current event, until that is taken; null within a section. */
  header: CaptureHeader | null = null;
  /** Whether the header has been merged into a section that has begun. */
  isMerged = false;
  /** Whether all events since the header were records of the initial state. */
  isInitial = true;
  isOver = false;
  /** Why it ended early. */
  failure: unknown = null;
  /** The block of the current event; empty if fill() is due. */
  blockStart = 0;
  blockEnd = 0;
  /** Time of the current event, and the latest time so far: captures are not always in order, and keep their own. */
  tsHi = 0;
  tsLo = WIDE_ZERO;
  keyHi = 0;
  keyLo = 0;
  type = 0;
  private ownStart = 0;
  private eventEnd = 0;
  private batch: Batch = NO_BATCH;
  /** The room of the last header, which may be merged into a section that begins later. */
  private room: HeaderRoom | null = null;
  private readonly items: AsyncIterator<SourceItem, void, void>;

  constructor(source: EventSource) {
    this.source = source;
    this.items = source.items();
  }

  get bytes(): Buffer {
    return this.batch.bytes;
  }

  get view(): DataView {
    return this.batch.view;
  }

  get size(): number {
    return this.blockEnd - this.blockStart;
  }

  placeAt(at: number): Place | undefined {
    return this.batch.placeAt(at);
  }

  /** Whether there is a current event. */
  get isReady(): boolean {
    return this.blockEnd > this.blockStart;
  }

  /** Whether the block of the current event has flags, and so is hidden. */
  get isFlagged(): boolean {
    return hasFlags(this.view.getUint32(this.blockStart, true));
  }

  /** Moves to the first event of the next batch, if there is one. Must not be ready. */
  async fill(): Promise<void> {
    try {
      while (!this.isReady && !this.isOver) {
        const { done, value } = await this.items.next();
        if (done) this.isOver = true;
        else this.accept(value);
      }
    } catch (error) {
      this.failure = error;
      this.isOver = true;
    }
  }

  private accept(item: SourceItem): void {
    if (item.kind === 'header') {
      this.room?.release();
      this.room = item.room ?? null;
      this.room?.hold();
      this.header = item.header;
      this.isMerged = false;
      this.isInitial = true;
      return;
    }
    this.batch = item.batch;
    this.blockEnd = item.batch.start;
    this.advance();
  }

  /** Moves to the next event of the batch; at its end, there is no current event. */
  advance(): void {
    this.blockStart = this.blockEnd;
    const at = this.blockStart;
    if (at >= this.batch.end) return;
    const { view } = this.batch;
    const event = eventStart(view, at);
    this.blockEnd = at + view.getUint32(at + BLOCK_LENGTH_AT, true);
    this.ownStart = event;
    this.eventEnd = event + view.getUint32(event + EVENT.LENGTH, true);
    this.tsLo = view.getUint32(event, true);
    this.tsHi = view.getUint32(event + 4, true);
    this.type = view.getUint16(event + EVENT.TYPE, true);
    if (this.tsHi < this.keyHi || (this.tsHi === this.keyHi && this.tsLo <= this.keyLo)) return;
    this.keyHi = this.tsHi;
    this.keyLo = this.tsLo;
  }

  /** Whether the current event is due before that of another feed, or at the same time. */
  isDueBefore(other: MergeFeed): boolean {
    return this.keyHi < other.keyHi || (this.keyHi === other.keyHi && this.keyLo <= other.keyLo);
  }

  isTied(other: MergeFeed): boolean {
    return this.keyHi === other.keyHi && this.keyLo === other.keyLo;
  }

  /** Whether the current events of both are the same, hidden or not: recorded once, by one CPU, and in both captures. */
  isDuplicate(other: MergeFeed): boolean {
    return this.isDuplicateAt(other, other.blockStart);
  }

  private isDuplicateAt(other: MergeFeed, at: number): boolean {
    const theirs = other.view;
    const start = eventStart(theirs, at);
    if (theirs.getUint32(start, true) !== this.tsLo || theirs.getUint32(start + 4, true) !== this.tsHi) return false;
    return this.isSameCall(other, at);
  }

  /** Whether the block at `at` of another feed differs from the current one in nothing but the time. */
  private isSameCall(other: MergeFeed, at: number): boolean {
    const theirs = other.view;
    const start = eventStart(theirs, at);
    const end = start + theirs.getUint32(start + EVENT.LENGTH, true);
    if (end - start !== this.eventEnd - this.ownStart) return false;
    const cpu = this.view.getUint16(this.blockStart + CPU_AT, true);
    if (theirs.getUint16(at + CPU_AT, true) !== cpu) return false;
    return this.bytes.compare(other.bytes, start + EVENT.TID, end, this.ownStart + EVENT.TID, this.eventEnd) === 0;
  }

  /** Whether another feed has the current event, too, among its next events of the same time, at most `most`. */
  hasDuplicateAhead(other: MergeFeed, most: number): boolean {
    const { view, end } = other.batch;
    let at = other.blockEnd;
    for (let count = 0; count < most && at < end; count++) {
      const event = eventStart(view, at);
      if (view.getUint32(event, true) !== this.tsLo || view.getUint32(event + 4, true) !== this.tsHi) return false;
      if (this.isDuplicateAt(other, at)) return true;
      at += view.getUint32(at + BLOCK_LENGTH_AT, true);
    }
    return false;
  }
  /**
   * Whether the next event of the same thread in another feed is the current event, recorded a moment later: each probe
   * takes the time itself. Compares at most `most` events.
   */
  hasNearDuplicateIn(other: MergeFeed, most: number): boolean {
    const { view, end } = other.batch;
    const mine = this.ownStart + EVENT.TID;
    let at = other.blockStart;
    for (let count = 0; count < most && at < end; count++) {
      const event = eventStart(view, at);
      const later = difference64(view.getUint32(event + 4, true), view.getUint32(event, true), this.tsHi, this.tsLo);
      if (later > NEAR_NS) return false;
      const isSameThread =
        view.getUint32(event + EVENT.TID, true) === this.view.getUint32(mine, true) &&
        view.getUint32(event + EVENT.TID + 4, true) === this.view.getUint32(mine + 4, true);
      if (isSameThread) return this.isSameCall(other, at);
      at += view.getUint32(at + BLOCK_LENGTH_AT, true);
    }
    return false;
  }
}
