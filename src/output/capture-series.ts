// HOT: once per event. No allocation, bigint, try, spread or iterator here but where a file begins.

import type { Batch } from '../bytes/batch.js';
import { difference64, TWO_32, WIDE_ZERO } from '../bytes/int64.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import type { EventView } from '../decode/event-view.js';
import { eventTsHi, eventTsLo, isHidden } from '../scap/event-block.js';
import type { CaptureHeader } from '../scap/header.js';
import { headerBlocks } from '../scap/metadata.js';
import { BLOCK_LENGTH_AT } from '../schema/block.js';
import { clockMs } from '../source/clock.js';
import { checkpointBlocks } from '../state/checkpoint.js';
import { InFlightCalls } from '../state/in-flight-calls.js';
import type { SystemState } from '../state/system-state.js';
import type { OutputOptions } from './byte-output.js';
import type { CaptureNames } from './capture-names.js';
import { CaptureWriter } from './capture-writer.js';
import type { SplitSink } from './event-sink.js';
import { createMember } from './series-member.js';

const NANOS_PER_MS = 1e6;
/** Most events by which a file is continued until threads that were just created have run. */
const MAX_POSTPONED = 256;

/** The limits of one file; Infinity for none. */
export interface FileLimits {
  readonly bytes: number;
  /** Time of events in ns. */
  readonly time: number;
  /** Events that are not hidden. */
  readonly events: number;
}

/** When the events of a file happened, in ms since the epoch: the first one, and the last one before its end. */
export interface FileSpan {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Who is told of the files of a series. */
export interface SeriesWatcher {
  /** Called before the first file, and again before each section: events are not recorded yet. */
  open(): Promise<void>;
  /** Called at the beginning of each section: what happens from now on is recorded. */
  begun(): void;
  /** Called for each file that is whole. */
  finish(path: string, span: FileSpan): Promise<void>;
}

/** The parts of a series. */
export interface SeriesParts extends OutputOptions {
  readonly names: CaptureNames;
  readonly limits: FileLimits;
  /** The budget for in-flight system calls. */
  readonly memory: MemoryBudget;
  /** Who is told of the files. */
  readonly watcher?: SeriesWatcher;
}

/**
 * Writes consecutive captures, each of which can be read alone. A file is created when its first event comes, because it
 * may be named after the time of that event.
 */
export class CaptureSeries implements SplitSink {
  private readonly parts: SeriesParts;
  private readonly calls: InFlightCalls;
  /** The current file; null if the next event starts one. */
  private writer: CaptureWriter | null = null;
  private path = '';
  /** When it was created (clockMs()). */
  private createdAt = 0;
  private hasWritten = false;
  /** The checkpoint of the current or the next file, until it is written. */
  private checkpoint: readonly Buffer[] = [];
  /** Bytes of the checkpoint and of the events after it, uncompressed. */
  private checkpointBytes = 0;
  private eventBytes = 0;
  private events = 0;
  private postponed = 0;
  /** Whether the next event goes into the file although it is full. */
  private isPostponed = false;
  /** Time of the first event in the file, as halves; 0 if there is none yet. */
  private firstTsHi = 0;
  private firstTsLo = WIDE_ZERO;

  constructor(parts: SeriesParts) {
    this.parts = parts;
    this.calls = new InFlightCalls(parts.memory);
  }

  /** A file is created when its first event comes. */
  open(): Promise<void> {
    return this.parts.watcher?.open() ?? Promise.resolve();
  }

  /** How long the current file has been written, in ms; 0 if the next event starts one. */
  get ageMs(): number {
    return this.writer === null ? 0 : clockMs() - this.createdAt;
  }

  get isBehind(): boolean {
    return this.writer?.isBehind ?? false;
  }

  writeHeader(header: CaptureHeader): void {
    this.parts.watcher?.begun();
    this.calls.clear();
    if (this.writer === null) this.openWith(headerBlocks(header));
    else this.writer.writeHeader(header);
  }

  writeStartMark(tsHi: number, tsLo: number): void {
    this.writerAt(tsHi, tsLo).writeStartMark(tsHi, tsLo);
  }

  /** noteRun has counted its events. */
  writeBatch(batch: Batch): void {
    if (batch.start === batch.end) return;
    const { view, start } = batch;
    this.writerAt(eventTsHi(view, start), eventTsLo(view, start)).writeBatch(batch);
  }

  beginBatch(batch: Batch): void {
    this.writer?.beginBatch(batch);
  }

  endBatch(): void {
    this.writer?.endBatch();
  }

  writeEvent(view: EventView, stateOnly: boolean): void {
    this.writerAt(view.tsHi, view.tsLo).writeEvent(view, stateOnly);
    this.eventBytes += view.blockEnd - view.blockStart;
    if (!stateOnly) this.events++;
  }

  isCutAt(view: DataView, at: number): boolean {
    const { limits, gzip } = this.parts;
    if (this.isPostponed) return false;
    if (this.events >= limits.events) return true;
    const size = gzip ? (this.writer?.written ?? 0) : this.plainBytes;
    // however long the checkpoint is, at least half of all that is written are events
    if (size >= limits.bytes && this.eventBytes >= this.checkpointBytes) return true;
    return limits.time !== Number.POSITIVE_INFINITY && this.isOver(eventTsHi(view, at), eventTsLo(view, at));
  }

  noteTaken(view: DataView, at: number): void {
    this.isPostponed = false;
    if (this.firstTsHi !== 0) return;
    this.firstTsHi = eventTsHi(view, at);
    this.firstTsLo = eventTsLo(view, at);
  }

  /** Bytes of the file, uncompressed. */
  private get plainBytes(): number {
    return this.checkpointBytes + this.eventBytes + (this.writer?.madeUpBytes ?? 0);
  }

  private isOver(tsHi: number, tsLo: number): boolean {
    if (this.firstTsHi === 0) return false;
    return difference64(tsHi, tsLo, this.firstTsHi, this.firstTsLo) >= this.parts.limits.time;
  }

  noteRun({ view, end }: Batch, from: number): number {
    let at = from;
    while (at < end && !this.isCutAt(view, at)) {
      this.noteTaken(view, at);
      const size = view.getUint32(at + BLOCK_LENGTH_AT, true);
      this.eventBytes += size;
      if (!isHidden(view, at)) this.events++;
      at += size;
    }
    return at;
  }

  pass(batch: Batch, from: number, to: number): void {
    this.calls.pass(batch, from, to);
  }

  async advance(state: SystemState): Promise<void> {
    if (this.canPostpone && this.calls.isThreadStarting(state)) {
      this.postponed++;
      this.isPostponed = true;
      return;
    }
    const { writer, path } = this;
    const span = this.spanUntil((state.lastTsHi * TWO_32 + state.lastTsLo) / NANOS_PER_MS);
    this.writer = null;
    this.openWith(checkpointBlocks(state, this.calls));
    await this.finish(writer, path, span);
  }

  private spanUntil(untilMs: number): FileSpan {
    const fromMs = this.firstTsHi === 0 ? untilMs : (this.firstTsHi * TWO_32 + this.firstTsLo) / NANOS_PER_MS;
    return { fromMs: Math.min(fromMs, untilMs), untilMs };
  }

  private async finish(writer: CaptureWriter | null, path: string, span: FileSpan): Promise<void> {
    if (writer === null) return;
    await writer.close();
    if (!writer.hasFailed) await this.parts.watcher?.finish(path, span);
  }

  /** A limit on the number of events is exact. */
  private get canPostpone(): boolean {
    return this.events < this.parts.limits.events && this.postponed < MAX_POSTPONED;
  }

  flush(): Promise<void> {
    return this.writer?.flush() ?? Promise.resolve();
  }

  room(): Promise<void> {
    return this.writer?.room() ?? Promise.resolve();
  }

  /** A run without events writes a capture as well. */
  async close(): Promise<void> {
    if (!this.hasWritten && this.checkpoint.length > 0) this.create(Date.now());
    const { writer, path } = this;
    this.writer = null;
    await this.finish(writer, path, this.spanUntil(Date.now()));
  }

  // COLD: once per file
  private openWith(blocks: Iterable<Buffer>): void {
    this.checkpoint = [...blocks];
    this.checkpointBytes = this.checkpoint.reduce((sum, { length }) => sum + length, 0);
    this.eventBytes = 0;
    this.events = 0;
    this.postponed = 0;
    this.firstTsHi = 0;
  }

  private writerAt(tsHi: number, tsLo: number): CaptureWriter {
    return this.writer ?? this.create((tsHi * TWO_32 + tsLo) / NANOS_PER_MS);
  }

  private create(timeMs: number): CaptureWriter {
    const { path, fd } = createMember(this.parts.names, timeMs);
    const writer = new CaptureWriter(path, this.parts);
    writer.openAt(fd);
    this.writer = writer;
    this.path = path;
    this.createdAt = clockMs();
    this.hasWritten = true;
    writer.writeBlocks(this.checkpoint);
    // from here on the file is readable, even if the program is killed
    writer.push();
    this.checkpoint = [];
    return writer;
  }
}
