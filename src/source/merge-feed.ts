// HOT: once per event. No allocation, bigint, try, spread or iterator here but where a batch ends.

import { Batch } from '../bytes/batch.js';
import { difference64, WIDE_ZERO } from '../bytes/int64.js';
import type { BatchOrigin, Place } from '../bytes/place.js';
import { type EventBlock, eventOffset, hasFlags } from '../scap/event-block.js';
import type { CaptureHeader } from '../scap/header.js';
import type { HeaderRoom } from '../scap/header-room.js';
import { BLOCK_LENGTH_AT } from '../schema/block.js';
import { CPU_AT, EVENT } from '../schema/event-layout.js';
import type { EventSource, SourceItem } from './source.js';

/** What lies between the times that two probes take of one event: they run one after the other on its CPU. */
const NEAR_NS = 100_000;
const NO_BATCH = new Batch(Buffer.alloc(0));

/** One of the sources that are merged, and the event of it that is next. */
export class MergeFeed implements EventBlock, BatchOrigin {
  readonly source: EventSource;
  /** What stands before the event at hand, until that is taken; null in the midst of a section. */
  header: CaptureHeader | null = null;
  /** Whether a section that has begun holds what the header says. */
  isUnited = false;
  /** Whether only records of the initial state have come since the header. */
  isInitial = true;
  isOver = false;
  /** Why it ended early. */
  failure: unknown = null;
  /** The block at hand; empty where fill() is due. */
  blockStart = 0;
  blockEnd = 0;
  /** Time of the event at hand, and the latest time so far: captures are not always in order, and stay as they are. */
  tsHi = 0;
  tsLo = WIDE_ZERO;
  keyHi = 0;
  keyLo = 0;
  type = 0;
  private eventStart = 0;
  private eventEnd = 0;
  private batch: Batch = NO_BATCH;
  /** The room of the last header, which sections that begin later are united with. */
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

  /** Whether an event is at hand. */
  get isReady(): boolean {
    return this.blockEnd > this.blockStart;
  }

  /** Whether the event at hand has a flags word: that it is hidden. */
  get isFlagged(): boolean {
    return hasFlags(this.view.getUint32(this.blockStart, true));
  }

  /** Has the first event of the next batch at hand, or learns that there is none. Must not be ready. */
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
      this.isUnited = false;
      this.isInitial = true;
      return;
    }
    this.batch = item.batch;
    this.blockEnd = item.batch.start;
    this.advance();
  }

  /** Goes on to the next event of the batch; at its end none is at hand. */
  advance(): void {
    this.blockStart = this.blockEnd;
    const at = this.blockStart;
    if (at >= this.batch.end) return;
    const { view } = this.batch;
    const event = at + eventOffset(hasFlags(view.getUint32(at, true)));
    this.blockEnd = at + view.getUint32(at + BLOCK_LENGTH_AT, true);
    this.eventStart = event;
    this.eventEnd = event + view.getUint32(event + EVENT.LENGTH, true);
    this.tsLo = view.getUint32(event, true);
    this.tsHi = view.getUint32(event + 4, true);
    this.type = view.getUint16(event + EVENT.TYPE, true);
    if (this.tsHi < this.keyHi || (this.tsHi === this.keyHi && this.tsLo <= this.keyLo)) return;
    this.keyHi = this.tsHi;
    this.keyLo = this.tsLo;
  }

  /** Whether the event at hand is due before that of another feed, or at the same time. */
  isDueBefore(other: MergeFeed): boolean {
    return this.keyHi < other.keyHi || (this.keyHi === other.keyHi && this.keyLo <= other.keyLo);
  }

  isTied(other: MergeFeed): boolean {
    return this.keyHi === other.keyHi && this.keyLo === other.keyLo;
  }

  /** Whether both have the same event at hand, hidden or not: recorded once, by one CPU, and in both captures. */
  isDuplicate(other: MergeFeed): boolean {
    return this.isDuplicateAt(other, other.blockStart);
  }

  private isDuplicateAt(other: MergeFeed, at: number): boolean {
    const theirs = other.view;
    const start = at + eventOffset(hasFlags(theirs.getUint32(at, true)));
    if (theirs.getUint32(start, true) !== this.tsLo || theirs.getUint32(start + 4, true) !== this.tsHi) return false;
    return this.isSameCall(other, at);
  }

  /** Whether the block at `at` of another feed has all but the time in common with the one at hand. */
  private isSameCall(other: MergeFeed, at: number): boolean {
    const theirs = other.view;
    const start = at + eventOffset(hasFlags(theirs.getUint32(at, true)));
    const end = start + theirs.getUint32(start + EVENT.LENGTH, true);
    if (end - start !== this.eventEnd - this.eventStart) return false;
    const cpu = this.view.getUint16(this.blockStart + CPU_AT, true);
    if (theirs.getUint16(at + CPU_AT, true) !== cpu) return false;
    return this.bytes.compare(other.bytes, start + EVENT.TID, end, this.eventStart + EVENT.TID, this.eventEnd) === 0;
  }

  /** Whether another feed has the event at hand too, among at most `most` events of the same time that come next. */
  hasDuplicateAhead(other: MergeFeed, most: number): boolean {
    const { view, end } = other.batch;
    let at = other.blockEnd;
    for (let count = 0; count < most && at < end; count++) {
      const event = at + eventOffset(hasFlags(view.getUint32(at, true)));
      if (view.getUint32(event, true) !== this.tsLo || view.getUint32(event + 4, true) !== this.tsHi) return false;
      if (this.isDuplicateAt(other, at)) return true;
      at += view.getUint32(at + BLOCK_LENGTH_AT, true);
    }
    return false;
  }
  /**
   * Whether the next event of the same thread in another feed is the event at hand, recorded a moment later: probes that
   * run at the same time each take their own time. Looks at no more than `most` events.
   */
  hasNearDuplicateIn(other: MergeFeed, most: number): boolean {
    const { view, end } = other.batch;
    const mine = this.eventStart + EVENT.TID;
    let at = other.blockStart;
    for (let count = 0; count < most && at < end; count++) {
      const event = at + eventOffset(hasFlags(view.getUint32(at, true)));
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
