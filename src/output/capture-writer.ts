// HOT: once per event. No allocation, bigint, try, spread or iterator here but where a slab is full.
import type { Batch } from '../bytes/batch.js';
import type { EventView } from '../decode/event-view.js';
import { SyssharkError } from '../errors.js';
import { hiddenSize, hideEvent, type Slab } from '../scap/event-block.js';
import type { CaptureHeader } from '../scap/header.js';
import { headerBlocks } from '../scap/metadata.js';
import { encodeStartMark } from '../scap/start-mark.js';
import { reasonOf } from '../source/system-error.js';
import { type ByteOutput, openOutput, UNOPENED } from './byte-output.js';
import type { EventSink } from './event-sink.js';
import { openOutputFile } from './output-file.js';

const SLAB_SIZE = 1 << 20;
const STDOUT = 1;

function newSlab(size: number): Slab {
  const bytes = Buffer.allocUnsafeSlow(size);
  return { bytes, view: new DataView(bytes.buffer) };
}

/**
 * Writes a capture: a header, then events. What it is given is collected and written in large pieces of whole blocks, so
 * a file is valid at every moment. Every method throws SyssharkError (IO) once writing has failed; its `cause` is what
 * the system said. Callers await drain() between batches while isBehind.
 */
export class CaptureWriter implements EventSink {
  private readonly path: string;
  private readonly name: string;
  private readonly isGzip: boolean;
  private output: ByteOutput = UNOPENED;
  private slab = newSlab(SLAB_SIZE);
  private used = 0;
  /** The bytes of the batch at hand, and where in it events stand in a row that are still to be copied. */
  private batch: Buffer | null = null;
  private runStart = 0;
  private runEnd = 0;
  private failure: SyssharkError | null = null;
  private isClosed = false;

  /** A writer to a path, "-" for standard output; open() or openAt() comes before anything else. */
  constructor(path: string, options: { readonly gzip: boolean }) {
    this.path = path;
    this.name = path === '-' ? 'standard output' : path;
    this.isGzip = options.gzip;
  }

  async open(ended: AbortSignal): Promise<void> {
    if (this.output !== UNOPENED) return;
    try {
      this.openAt(this.path === '-' ? STDOUT : await openOutputFile(this.path, ended));
    } catch (error) {
      throw this.fail(error);
    }
  }

  /** Writes to an open descriptor, and closes it in the end. */
  openAt(fd: number): void {
    this.output = openOutput(fd, this.isGzip);
  }

  /** Whether the output cannot follow: await drain() before writing more. Always false for plain files. */
  get isBehind(): boolean {
    return this.output.isBehind;
  }

  /** Bytes that were written so far, compressed where they are to be. */
  get written(): number {
    return this.output.written;
  }

  /** Begins a section: what the machine looked like before the events that follow. */
  writeHeader(header: CaptureHeader): void {
    this.writeBlocks(headerBlocks(header));
  }

  /** Writes blocks, each in a buffer of its own. */
  // COLD: once per header
  writeBlocks(blocks: Iterable<Buffer>): void {
    for (const block of blocks) this.copy(block, 0, block.length);
  }

  /** Ends the records of the initial state, for what looks like more of them; time in halves of ns since the epoch. */
  writeStartMark(tsHi: number, tsLo: number): void {
    const mark = encodeStartMark(tsHi, tsLo);
    this.copy(mark, 0, mark.length);
  }

  /** Writes all events of a batch as they are. */
  writeBatch(batch: Batch): void {
    const { bytes, start, end } = batch;
    if (!this.output.isImmediate || end - start < SLAB_SIZE / 2) {
      this.copy(bytes, start, end);
      return;
    }
    this.push();
    this.send(bytes.subarray(start, end));
  }

  /** Events of a batch come, whose bytes stay as they are until endBatch: those that follow one another are copied in one go. */
  beginBatch(batch: Batch): void {
    this.batch = batch.bytes;
  }

  /** The bytes of the batch go. */
  endBatch(): void {
    this.endRun();
    this.batch = null;
  }

  /** Writes the event at hand; `stateOnly`: as one that keeps state and is hidden from who reads the capture. */
  writeEvent(view: EventView, stateOnly: boolean): void {
    const { bytes, blockStart, blockEnd } = view;
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

  /** Hands everything collected so far to the system and waits until it has taken it. */
  async flush(): Promise<void> {
    this.push();
    await this.drain();
  }

  /** Waits until the output has caught up. */
  async drain(): Promise<void> {
    if (this.failure !== null) throw this.failure;
    try {
      await this.output.drain();
    } catch (error) {
      throw this.fail(error);
    }
  }

  /** Flushes and closes. The file is closed even where that fails; a failure told before is not told again. */
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

  /** Hands everything collected so far to the system. */
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
    this.failure ??= this.ioError(error);
    return this.failure;
  }

  private ioError(error: unknown): SyssharkError {
    return new SyssharkError('IO', `cannot write ${this.name}: ${reasonOf(error)}`, { cause: error });
  }
}
