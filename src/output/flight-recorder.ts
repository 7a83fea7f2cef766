// HOT: once per event. No allocation, bigint, try, spread or iterator here but where a dump begins or ends.

import { Batch } from '../bytes/batch.js';
import { difference64, TWO_32, WIDE_ZERO } from '../bytes/int64.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import type { EventView } from '../decode/event-view.js';
import { eventTsHi, eventTsLo } from '../scap/event-block.js';
import type { CaptureHeader } from '../scap/header.js';
import { encodeStartMark } from '../scap/start-mark.js';
import { BLOCK_LENGTH_AT } from '../schema/block.js';
import { checkpointBlocks } from '../state/checkpoint.js';
import { InFlightCalls } from '../state/in-flight-calls.js';
import type { SystemState } from '../state/system-state.js';
import type { OutputOptions } from './byte-output.js';
import type { CaptureNames } from './capture-names.js';
import { CaptureWriter } from './capture-writer.js';
import { EventRing } from './event-ring.js';
import type { SplitSink } from './event-sink.js';
import { createMember } from './series-member.js';

const NANOS_PER_MS = 1e6;

/** Follows events and has the state as of the last one. */
export interface StateFollower {
  readonly state: SystemState;
  begin(header: CaptureHeader): void;
  take(batch: Batch): number;
}

/** The parts of a recorder. */
export interface RecorderParts extends OutputOptions {
  readonly names: CaptureNames;
  /** Memory for the latest events. */
  readonly memory: Buffer;
  /** The budget for in-flight system calls. */
  readonly budget: MemoryBudget;
  /** Event time in ns for which a dump continues. */
  readonly after: number;
  /** Follows the events that are dropped, so that it has the state as of the oldest one that is kept. */
  readonly shadow: StateFollower;
  /** Reports each capture that was written, and at the end if there was none. */
  readonly report: (line: string) => void;
}

/**
 * Keeps the latest events in memory. On request it writes them to a capture, with those of a short time after it. No event
 * is in two captures: what was written is dropped.
 */
export class FlightRecorder implements SplitSink {
  private readonly parts: RecorderParts;
  private readonly ring: EventRing;
  /** System calls in flight as of the oldest event that is kept. */
  private readonly calls: InFlightCalls;
  private hasHeader = false;
  private isRequested = false;
  private dumps = 0;
  /** The current dump, null for none, and the time from which it continues for a while: 0 for that of its first event. */
  private writer: CaptureWriter | null = null;
  private path = '';
  private requestedMs = WIDE_ZERO;
  private startHi = 0;
  private startLo = WIDE_ZERO;
  /** Time of the last event, as halves. */
  private lastTsHi = 0;
  private lastTsLo = WIDE_ZERO;

  constructor(parts: RecorderParts) {
    this.parts = parts;
    this.calls = new InFlightCalls(parts.budget);
    this.ring = new EventRing(parts.memory, (batch) => this.forget(batch));
  }

  /**
   * Starts a dump after the current event; false if one is running. `timeMs` (since the epoch) is the time of the request
   * if that may be later than the last event.
   */
  requestDump(timeMs = 0): boolean {
    if (this.writer !== null) return false;
    this.isRequested = true;
    this.requestedMs = timeMs;
    return true;
  }

  /** A capture is created on request. */
  open(): Promise<void> {
    return Promise.resolve();
  }

  get isBehind(): boolean {
    return this.writer?.isBehind ?? false;
  }

  writeHeader(header: CaptureHeader): void {
    this.writer?.writeHeader(header);
    this.ring.clear();
    this.calls.clear();
    this.parts.shadow.begin(header);
    this.hasHeader = true;
  }

  writeStartMark(tsHi: number, tsLo: number): void {
    this.writer?.writeStartMark(tsHi, tsLo);
    const mark = encodeStartMark(tsHi, tsLo);
    this.ring.add(new Batch(mark), 0, mark.length);
  }

  writeBatch(batch: Batch): void {
    this.writer?.writeBatch(batch);
    this.ring.add(batch, batch.start, batch.end);
  }

  beginBatch(batch: Batch): void {
    this.writer?.beginBatch(batch);
  }

  endBatch(): void {
    this.writer?.endBatch();
  }

  writeEvent(view: EventView, stateOnly: boolean): void {
    this.writer?.writeEvent(view, stateOnly);
    if (stateOnly) this.ring.addHidden(view);
    else this.ring.add(view, view.blockStart, view.blockEnd);
  }

  isCutAt(view: DataView, at: number): boolean {
    if (this.isRequested) return true;
    if (this.writer === null || this.startHi === 0) return false;
    const since = difference64(eventTsHi(view, at), eventTsLo(view, at), this.startHi, this.startLo);
    return since > this.parts.after;
  }

  noteTaken(view: DataView, at: number): void {
    if (this.writer !== null && this.startHi === 0) this.beginAfter(eventTsHi(view, at), eventTsLo(view, at));
  }

  noteRun({ view, end }: Batch, from: number): number {
    if (!this.isRequested && this.writer === null) return end;
    let at = from;
    while (at < end && !this.isCutAt(view, at)) {
      this.noteTaken(view, at);
      at += view.getUint32(at + BLOCK_LENGTH_AT, true);
    }
    return at;
  }

  pass({ view }: Batch, from: number, to: number): void {
    if (from === to) return;
    let last = from;
    for (let at = from; at < to; at += view.getUint32(at + BLOCK_LENGTH_AT, true)) last = at;
    this.lastTsHi = eventTsHi(view, last);
    this.lastTsLo = eventTsLo(view, last);
  }

  /** Starts the requested dump, or ends the current one. */
  async advance(): Promise<void> {
    if (!this.isRequested) await this.end();
    else if (this.hasHeader) await this.begin();
  }

  async flush(): Promise<void> {
    await this.writer?.flush();
  }

  async room(): Promise<void> {
    await this.writer?.room();
  }

  async close(): Promise<void> {
    if (this.writer !== null) await this.end();
    if (this.dumps === 0)
      this.parts.report('sysshark: nothing was written: no event matched --dump-on, and no SIGUSR1 came');
  }

  private async begin(): Promise<void> {
    const { names, shadow } = this.parts;
    this.isRequested = false;
    const requested = this.requestedMs * NANOS_PER_MS;
    const isLater = requested > this.lastTsHi * TWO_32 + this.lastTsLo;
    if (isLater) this.beginAfter(Math.floor(requested / TWO_32), requested % TWO_32);
    else this.beginAfter(this.lastTsHi, this.lastTsLo);
    const { path, fd } = createMember(names, (this.lastTsHi * TWO_32 + this.lastTsLo) / NANOS_PER_MS);
    const writer = new CaptureWriter(path, this.parts);
    writer.openAt(fd);
    this.path = path;
    this.writer = writer;
    this.dumps++;
    writer.writeBlocks(checkpointBlocks(shadow.state, this.calls));
    for (const batch of this.ring.batches) {
      writer.writeBatch(batch);
      if (writer.isBehind) await writer.room();
    }
    await writer.flush();
  }

  private beginAfter(tsHi: number, tsLo: number): void {
    this.startHi = tsHi;
    this.startLo = tsLo;
  }

  private async end(): Promise<void> {
    const { writer } = this;
    this.writer = null;
    this.ring.clear();
    await writer?.close();
    this.parts.report(`sysshark: wrote ${this.path}`);
  }

  private forget(batch: Batch): void {
    this.parts.shadow.take(batch);
    this.calls.pass(batch, batch.start, batch.end);
  }
}
