// HOT: once per event. No allocation, bigint, try, spread or iterator here but where a slab is full.
import { Batch } from '../bytes/batch.js';
import type { EventView } from '../decode/event-view.js';
import { SyssharkError } from '../errors.js';
import { hiddenSize, hideEvent, isEvent, type Slab } from '../scap/event-block.js';
import type { CaptureHeader } from '../scap/header.js';
import { madeUpEnterOf } from '../scap/made-up-enter.js';
import { headerBlocks } from '../scap/metadata.js';
import { encodeStartMark } from '../scap/start-mark.js';
import { BLOCK_LENGTH_AT } from '../schema/block.js';
import { reasonOf } from '../source/system-error.js';
import { type ByteOutput, type OutputOptions, openOutput, UNOPENED } from './byte-output.js';
import type { EventSink } from './event-sink.js';
import { openOutputFile } from './output-file.js';
import { WrittenEnters } from './written-enters.js';

const SLAB_SIZE = 1 << 20;
const STDOUT = 1;

function newSlab(size: number): Slab {
  const bytes = Buffer.allocUnsafeSlow(size);
  return { bytes, view: new DataView(bytes.buffer) };
}

/**
 * Writes a capture: a header, then events. Blocks are collected and written in large pieces of whole blocks, so the file is
 * valid at all times. Before an exit event that lacks its enter event, one is made up for newer libraries, which stop without it
 * (docs/reference/ANNEX.md). Every method throws SyssharkError (IO) once writing has failed; its `cause` is
 * the system's error. Callers await room() between batches while isBehind.
 */
export class CaptureWriter implements EventSink {
  private readonly path: string;
  private readonly name: string;
  private readonly options: OutputOptions;
  private output: ByteOutput = UNOPENED;
  private slab = newSlab(SLAB_SIZE);
  private used = 0;
  /** The bytes of the current batch, and the run of events in it that still has to be copied. */
  private batch: Buffer | null = null;
  private runStart = 0;
  private runEnd = 0;
  private failure: SyssharkError | null = null;
  private isClosed = false;
  private readonly enters = new WrittenEnters();

  /** Bytes of enter events that were made up, uncompressed. */
  madeUpBytes = 0;

  /** A writer to a path, "-" for standard output. Call open() or openAt() first. */
  constructor(path: string, options: OutputOptions) {
    this.path = path;
    this.name = path === '-' ? 'standard output' : path;
    this.options = options;
  }

  async open(ended: AbortSignal): Promise<void> {
    if (this.output !== UNOPENED) return;
    try {
      this.openAt(this.path === '-' ? STDOUT : await openOutputFile(this.path, ended));
    } catch (error) {
      throw this.fail(error);
    }
  }

  /** Writes to an open descriptor, which close() closes. */
  openAt(fd: number): void {
    this.output = openOutput(fd, this.options);
  }

  /** Whether the output cannot follow: await room() before writing more. Always false for plain files. */
  get isBehind(): boolean {
    return this.output.isBehind;
  }

  /** Whether writing has failed: the file may end anywhere. */
  get hasFailed(): boolean {
    return this.failure !== null;
  }

  /** Bytes written so far, after compression. */
  get written(): number {
    return this.output.written;
  }

  /** Starts a section: the state of the machine before the events that follow. */
  writeHeader(header: CaptureHeader): void {
    this.enters.clear();
    this.writeBlocks(headerBlocks(header));
  }

  /** Writes blocks, each in a buffer of its own. */
  // COLD: once per header
  writeBlocks(blocks: Iterable<Buffer>): void {
    for (const block of blocks)
      if (isEvent(block.readUInt32LE())) this.writeBatch(Batch.whole(block));
      else this.copy(block, 0, block.length);
  }

  /** Ends the records of the initial state, so that events are not taken for more of them; time in halves of ns since the epoch. */
  writeStartMark(tsHi: number, tsLo: number): void {
    const mark = encodeStartMark(tsHi, tsLo);
    this.copy(mark, 0, mark.length);
  }

  /** Writes all events of a batch as they are. */
  writeBatch(batch: Batch): void {
    const { bytes, view, start, end } = batch;
    let from = start;
    let at = this.enters.advance(view, start, end);
    while (at < end) {
      this.writeRun(bytes, from, at);
      this.makeUp(view, at);
      from = at;
      at = this.enters.advance(view, at + view.getUint32(at + BLOCK_LENGTH_AT, true), end);
    }
    this.writeRun(bytes, from, end);
  }

  private writeRun(bytes: Buffer, start: number, end: number): void {
    if (!this.output.isImmediate || end - start < SLAB_SIZE / 2) {
      this.copy(bytes, start, end);
      return;
    }
    this.push();
    this.send(bytes.subarray(start, end));
  }

  /** Writes an enter event for the exit event in the block at `at`. */
  private makeUp(view: DataView, at: number): void {
    const enter = madeUpEnterOf(view, at);
    this.copy(enter, 0, enter.length);
    this.madeUpBytes += enter.length;
  }

  /** Starts a batch, whose bytes do not change until endBatch: adjacent events are copied at once. */
  beginBatch(batch: Batch): void {
    this.batch = batch.bytes;
  }

  /** Ends a batch, whose bytes may change from now on. */
  endBatch(): void {
    this.endRun();
    this.batch = null;
  }

  /** Writes the current event; `stateOnly`: as a hidden event, which only keeps state. */
  writeEvent(view: EventView, stateOnly: boolean): void {
    const { bytes, blockStart, blockEnd } = view;
    if (this.enters.note(view.view, blockStart)) this.makeUp(view.view, blockStart);
    if (stateOnly) {
      this.endRun();
      this.reserve(hiddenSize(blockEnd - blockStart));
      this.used = hideEvent(view, this.slab, this.used);
    } else if (bytes !== this.batch) this.copy(bytes, blockStart, blockEnd);
    else this.extendRun(blockStart, blockEnd);
  }

  private extendRun(start: number, end: number): void {
    if (start !== this.runEnd) {
      this.endRun();
      this.runStart = start;
    }
    this.runEnd = end;
  }

  private endRun(): void {
    const { batch, runStart, runEnd } = this;
    this.runStart = 0;
    this.runEnd = 0;
    if (batch !== null && runEnd > runStart) this.copy(batch, runStart, runEnd);
  }

  /** Writes everything collected so far and waits until that is done. */
  async flush(): Promise<void> {
    this.push();
    await this.wait(() => this.output.drain());
  }

  /** Waits until the output is no longer behind. */
  async room(): Promise<void> {
    await this.wait(() => this.output.room());
  }

  private async wait(output: () => Promise<void>): Promise<void> {
    if (this.failure !== null) throw this.failure;
    try {
      await output();
    } catch (error) {
      throw this.fail(error);
    }
  }

  /** Flushes and closes. The file is closed even if flushing fails. An error that was thrown before is not thrown again. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    try {
      if (this.failure === null) await this.flush();
    } finally {
      this.output.close();
    }
  }

  private copy(bytes: Buffer, start: number, end: number): void {
    this.endRun();
    this.reserve(end - start);
    bytes.copy(this.slab.bytes, this.used, start, end);
    this.used += end - start;
  }

  private reserve(size: number): void {
    if (this.failure !== null) throw this.failure;
    if (this.used + size <= this.slab.bytes.length) return;
    this.push();
    if (size > this.slab.bytes.length) this.slab = newSlab(size);
  }

  /** Starts writing everything collected so far. */
  push(): void {
    this.endRun();
    if (this.used === 0) return;
    const { slab, used } = this;
    this.used = 0;
    if (!this.output.isImmediate) this.slab = newSlab(SLAB_SIZE);
    this.send(slab.bytes.subarray(0, used));
  }

  // COLD: once per slab
  private send(bytes: Buffer): void {
    if (this.failure !== null) throw this.failure;
    try {
      this.output.write(bytes);
    } catch (error) {
      throw this.fail(error);
    }
  }

  private fail(error: unknown): SyssharkError {
    const failure = this.failure ?? this.options.failure?.(error) ?? this.ioError(error);
    this.failure = failure;
    return failure;
  }

  private ioError(error: unknown): SyssharkError {
    return new SyssharkError('IO', `cannot write ${this.name}: ${reasonOf(error)}`, { cause: error });
  }
}
