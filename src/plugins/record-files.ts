import { gunzipSync } from 'node:zlib';
import { isGzip } from '../bytes/gzip-size.js';
import { type ScapError, SyssharkError } from '../errors.js';
import { emptyHeader } from '../scap/header.js';
import { type ByteInput, CutInputError } from '../source/byte-input.js';
import { decompressed } from '../source/file-input.js';
import { CutInput, MemoryInput } from '../source/memory-input.js';
import type { EventSource, SourceItem } from '../source/source.js';
import { reasonOf } from '../source/system-error.js';
import type { Fault, LogFile, LogFiles } from './log-files.js';
import type { RecordFinder } from './record-finder.js';
import { RecordTaker, type RecordTakerOptions } from './record-taker.js';

const PIECE = 512 << 10;
/** Largest content that is decompressed at once. */
const MAX_SMALL_CONTENT = 16 << 20;
const MAX_CHUNK = 4 << 20;
const SIZE_FIELD = 4;

/** The content of a file, if it is small; null if it is damaged, or large. */
function smallContent(bytes: Buffer): Buffer | null {
  if (bytes.length < SIZE_FIELD || !isGzip(bytes)) return bytes;
  const size = bytes.readUInt32LE(bytes.length - SIZE_FIELD);
  const chunkSize = Math.min(Math.max(size + 1, PIECE >> 4), MAX_CHUNK);
  try {
    return gunzipSync(bytes, { chunkSize, maxOutputLength: MAX_SMALL_CONTENT });
  } catch {
    return null;
  }
}

/** Records in log files, one after the other: each is a plugin event. */
export class RecordFiles implements EventSource {
  readonly name: string;
  private readonly taker: RecordTaker;
  private readonly scanner: RecordFinder;
  private readonly files: LogFiles;
  private input: ByteInput | null = null;
  private isStopped = false;
  /** What ends it before the last file. */
  private failure: SyssharkError | null = null;
  /** Files that hold no object. */
  private withoutObject = 0;

  /** `open` finds the files; what it cannot read it tells `fault`, then or later. Throws what `open` does. */
  constructor(name: string, open: (fault: Fault) => LogFiles, options: RecordTakerOptions) {
    const taker = new RecordTaker(name, options);
    this.name = name;
    this.files = open((of, reason) => taker.addFault(`${of}: ${reason}`, Number.NaN));
    this.taker = taker;
    this.scanner = options.scanner;
  }

  get damage(): ScapError | null {
    return this.taker.damage;
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    try {
      yield { kind: 'header', header: emptyHeader() };
      for (let file = await this.next(); file !== null && !this.isStopped; file = await this.next()) {
        yield* this.file(file);
        if (this.files.waits) yield* this.taker.blocks();
      }
      yield* this.taker.blocks();
      if (this.isStopped && !this.files.waits) return;
      this.taker.sayLeftOut(this.filesLeftOut());
      if (this.failure !== null) throw this.failure;
      const { damage } = this;
      if (damage !== null) throw damage;
    } finally {
      this.close();
    }
  }

  stop(): void {
    this.isStopped = true;
    this.files.stop();
    this.input?.stop();
  }

  close(): void {
    this.stop();
    this.input?.close();
    this.input = null;
  }

  private filesLeftOut(): readonly string[] {
    const { withoutObject, files } = this;
    const { noun } = files;
    return withoutObject === 0
      ? []
      : [`${withoutObject} ${noun}${withoutObject === 1 ? '' : 's'} without JSON objects`];
  }

  /** The next file; null at the end, and if there is no going on. */
  private async next(): Promise<LogFile | null> {
    try {
      return this.failure === null ? await this.files.next() : null;
    } catch (error) {
      this.fail(error, this.name);
      return null;
    }
  }

  /** Notes that something could not be read, or that nothing more can be; what was stopped is neither. */
  private fail(error: unknown, name: string): void {
    if (this.isStopped) return;
    if (error instanceof SyssharkError) this.failure = error;
    else this.taker.addFault(`${name}: ${reasonOf(error)}`, this.scanner.size);
  }

  private async *file(file: LogFile): AsyncGenerator<SourceItem, void, void> {
    const { scanner } = this;
    scanner.begin();
    const faultsBefore = this.taker.faults;
    try {
      const bytes = await file.whole();
      const content = bytes === null || file.cut !== null ? null : smallContent(bytes);
      if (content === null) yield* this.streamed(file, bytes);
      else yield* this.content(content, file.name);
    } catch (error) {
      this.fail(error, file.name);
    }
    if (!scanner.hasObject && scanner.size > 0 && this.taker.faults === faultsBefore) this.withoutObject++;
  }

  private async *content(content: Buffer, path: string): AsyncGenerator<SourceItem, void, void> {
    const { scanner } = this;
    for (let at = 0; at < content.length && !this.isStopped; ) {
      const count = content.copy(scanner.bytes, scanner.textEnd, at, at + scanner.textLimit - scanner.textEnd);
      scanner.textEnd += count;
      at += count;
      yield* this.taker.scanned(path, at === content.length);
    }
  }

  private async *streamed(file: LogFile, bytes: Buffer | null): AsyncGenerator<SourceItem, void, void> {
    const { scanner } = this;
    const path = file.name;
    yield* this.taker.blocks();
    const input = await decompressed(bytes === null ? file.open() : new MemoryInput(bytes), PIECE);
    this.input = file.cut === null ? input : new CutInput(input, file.cut);
    for (let isLast = false; !isLast && !this.isStopped; ) {
      yield* this.taker.blocks();
      let cut: CutInputError | null = null;
      try {
        const room = scanner.textLimit - scanner.textEnd;
        const count = await this.input.read(scanner.bytes, scanner.textEnd, room);
        scanner.textEnd += count;
        isLast = count === 0;
      } catch (error) {
        if (!(error instanceof CutInputError)) throw error;
        cut = error;
      }
      if (cut === null) yield* this.taker.scanned(path, isLast);
      else isLast = !(yield* this.passDamage(file, cut));
    }
    this.input.close();
    this.input = null;
  }

  /** Takes what was before damage, and goes on behind it; returns whether there is anything. */
  private async *passDamage(
    { name, cut }: LogFile,
    { message }: CutInputError,
  ): AsyncGenerator<SourceItem, boolean, void> {
    const { scanner } = this;
    const where = `record ${scanner.record + 1} at byte ${scanner.size}`;
    const what = cut === null ? 'compressed content' : 'content';
    this.taker.addFault(`${name}: ${what} is cut or damaged in or after ${where}: ${message}`, scanner.size);
    yield* this.taker.scanned(name, true, true);
    const isResumed = (await this.input?.resume?.()) ?? false;
    if (isResumed) scanner.resume();
    return isResumed;
  }
}
