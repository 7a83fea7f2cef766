import { stdin } from 'node:process';
import type { Readable } from 'node:stream';
import { Batch } from '../bytes/batch.js';
import { Cursor } from '../bytes/cursor.js';
import { ScapError, SyssharkError } from '../errors.js';
import { BLOCK, BLOCK_HEADER_SIZE, BLOCK_TRAILER_SIZE, blockType, MIN_BLOCK_SIZE } from '../scap/block.js';
import { isEvent, MAX_LARGE_BLOCK, MAX_SMALL_BLOCK, MIN_EVENT_BLOCK, skipEvents } from '../scap/event-block.js';
import { type CaptureHeader, emptyHeader } from '../scap/header.js';
import { readMetadata } from '../scap/metadata.js';
import { isOldEvent, MIN_OLD_EVENT_BLOCK, UPGRADE, upgradedSize, upgradeEvent } from '../scap/old-event.js';
import { checkSection } from '../scap/section.js';
import { CutInputError } from './byte-input.js';
import { decompressed, openInput } from './file-input.js';
import type { EventSource, SourceItem } from './source.js';
import { reasonOf } from './system-error.js';
import { Window } from './window.js';

/** Bytes of a section header that every one has; options may follow. */
const SECTION_PAYLOAD_END = 24;
/** Size of the batches of upgraded events. */
const UPGRADE_SIZE = 1 << 20;

/** How to open a capture. */
export interface CaptureFileOptions {
  /** What "-" stands for; standard input where it is not given. */
  readonly input?: Readable;
}

/** Reads a capture: sections one after the other, each a header and events. */
class CaptureFile implements EventSource {
  private readonly name: string;
  private readonly window: Window;
  private upgraded: Batch | null = null;
  private isStopped = false;

  constructor(name: string, window: Window) {
    this.name = name;
    this.window = window;
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    try {
      await this.checkStart();
      while (!this.isStopped && (await this.window.need(1))) {
        yield { kind: 'header', header: await this.readHeader() };
        yield* this.events();
      }
    } catch (error) {
      // who stops the source does not want to hear that the rest is missing
      if (!this.isStopped) throw this.explain(error);
    } finally {
      this.close();
    }
  }

  stop(): void {
    this.isStopped = true;
    this.window.stop();
  }

  close(): void {
    this.stop();
    this.window.close();
  }

  private explain(error: unknown): unknown {
    const { offset } = this.window;
    if (error instanceof ScapError)
      return new ScapError(error.code as 'DAMAGED', `${this.name}: ${error.message}`, error.offset);
    if (error instanceof CutInputError) {
      const text = `${this.name}: compressed content is cut or damaged after byte ${this.window.contentEnd} (${error.message})`;
      return new ScapError('DAMAGED', text, offset);
    }
    if (error instanceof SyssharkError) return error;
    return new SyssharkError('IO', `cannot read ${this.name}: ${reasonOf(error)}`, { cause: error });
  }

  private notACapture(why: string): ScapError {
    return new ScapError('NOT_A_CAPTURE', `not a capture (.scap, raw or gzip): ${why}`, this.window.offset);
  }

  /** The first block must be a section header, or this is some other file. */
  private async checkStart(): Promise<void> {
    const { window } = this;
    try {
      if (!(await window.need(1)) && !this.isStopped) throw this.notACapture('it is empty');
      await window.need(BLOCK_HEADER_SIZE);
    } catch (error) {
      if (error instanceof CutInputError) throw this.notACapture(`it cannot be decompressed (${error.message})`);
      throw error;
    }
    if (this.isStopped) return;
    const head = window.bytes.subarray(window.start, window.start + 4);
    if (head.length < 4 || window.type() !== BLOCK.SECTION) {
      throw this.notACapture(`it starts with ${head.toString('hex')}, not with 0a0d0d0a`);
    }
  }

  /** Reads the section header and all blocks up to the first event, the next section or the end. */
  private async readHeader(): Promise<CaptureHeader> {
    const { window } = this;
    const header = emptyHeader();
    await this.readSection();
    let isForeign = false;
    while (!this.isStopped && (await window.need(1))) {
      await this.needFrame();
      const type = blockType(window.type());
      if (isEvent(type) || isOldEvent(type) || type === BLOCK.SECTION) return header;
      const size = await this.needBlock();
      this.checkTrailer(size);
      isForeign = !readMetadata(header, type, this.payload(size));
      window.start += size;
    }
    // pcapng files begin like captures
    if (isForeign) throw this.notACapture('it holds no system calls');
    return header;
  }

  private async readSection(): Promise<void> {
    const { window } = this;
    if (await window.need(SECTION_PAYLOAD_END)) {
      const { bytes, start, origin } = window;
      const range = { start: start + BLOCK_HEADER_SIZE, end: start + SECTION_PAYLOAD_END, origin };
      const why = checkSection(new Cursor(bytes, range));
      if (why !== null) throw window.offset === 0 ? this.notACapture(why) : this.damaged(why);
    }
    const size = await this.needBlock();
    this.checkTrailer(size);
    window.start += size;
  }

  private payload(size: number): Cursor {
    const { bytes, start, origin } = this.window;
    return new Cursor(bytes, { start: start + BLOCK_HEADER_SIZE, end: start + size - BLOCK_TRAILER_SIZE, origin });
  }

  private async *events(): AsyncGenerator<SourceItem, void, void> {
    const { window } = this;
    while (!this.isStopped && (await window.need(1))) {
      const end = skipEvents(window.batch.view, window.start, window.end);
      if (end > window.start) {
        yield { kind: 'events', batch: window.take(end) };
        continue;
      }
      await this.needFrame();
      const type = blockType(window.type());
      if (type === BLOCK.SECTION) return;
      const size = await this.needBlock();
      if (isOldEvent(type)) yield { kind: 'events', batch: this.upgrade() };
      else if (!isEvent(type)) this.skip(size);
    }
  }

  /** Steps over a block that has no place after the first event. */
  private skip(size: number): void {
    this.checkTrailer(size);
    this.window.start += size;
  }

  /** Upgrades the old events from here on, as many as are here whole and fit into one batch. */
  private upgrade(): Batch {
    const { window } = this;
    this.upgraded ??= new Batch(Buffer.allocUnsafeSlow(UPGRADE_SIZE));
    const { upgraded } = this;
    upgraded.start = 0;
    upgraded.end = 0;
    upgraded.origin = window.offset;
    const old = { bytes: window.bytes, view: window.batch.view, blockStart: 0, blockEnd: 0 };
    while (window.end - window.start >= MIN_BLOCK_SIZE && isOldEvent(blockType(window.type()))) {
      const size = this.frameSize();
      if (size > window.end - window.start || upgraded.end + upgradedSize(size) > UPGRADE_SIZE) break;
      old.blockStart = window.start;
      old.blockEnd = window.start + size;
      const end = upgradeEvent(old, upgraded, upgraded.end);
      if (end === UPGRADE.DAMAGED) {
        if (upgraded.end > 0) break;
        throw this.damaged('the lengths of its event do not add up');
      }
      if (end !== UPGRADE.UNKNOWN_TYPE) upgraded.end = end;
      window.start += size;
    }
    return upgraded;
  }

  private damaged(what: string): ScapError {
    const { offset } = this.window;
    return new ScapError('DAMAGED', `damaged at byte ${offset}: ${what}`, offset);
  }

  /** Total length of the block at hand, checked against what its type allows. */
  private frameSize(): number {
    const raw = this.window.type();
    const type = blockType(raw);
    const size = this.window.batch.view.getUint32(this.window.start + 4, true);
    const isSmall = isOldEvent(type) || type === BLOCK.EVENT_V2 || type === BLOCK.EVENT_FLAGS_V2;
    const max = isSmall ? MAX_SMALL_BLOCK : MAX_LARGE_BLOCK;
    const min = isEvent(type) ? MIN_EVENT_BLOCK : isOldEvent(type) ? MIN_OLD_EVENT_BLOCK : MIN_BLOCK_SIZE;
    if (size < min || size > max || (size & 3) !== 0) {
      throw this.damaged(`a block of type 0x${raw.toString(16)} cannot have ${size} bytes`);
    }
    return size;
  }

  private async needFrame(): Promise<void> {
    if (await this.window.need(BLOCK_HEADER_SIZE)) return;
    const left = this.window.end - this.window.start;
    throw this.damaged(`cut: ${left} bytes left, not even the header of a block`);
  }

  /** Has the whole block at hand read; returns its total length. */
  private async needBlock(): Promise<number> {
    await this.needFrame();
    const size = this.frameSize();
    if (await this.window.need(size)) return size;
    const left = this.window.end - this.window.start;
    throw this.damaged(`cut: a block of ${size} bytes was expected, ${left} are left`);
  }

  private checkTrailer(size: number): void {
    const trailer = this.window.batch.view.getUint32(this.window.start + size - BLOCK_TRAILER_SIZE, true);
    if (trailer !== size) throw this.damaged(`the block begins with length ${size} and ends with ${trailer}`);
  }
}

/**
 * Opens a capture file, raw or gzip; "-" is standard input. Throws SyssharkError (IO) where it cannot be opened; items()
 * throws ScapError NOT_A_CAPTURE or, after every whole event before it, DAMAGED with the byte offset in the content.
 */
export function openCaptureFile(path: string, options: CaptureFileOptions = {}): EventSource {
  const name = path === '-' ? 'standard input' : path;
  try {
    const input = openInput(path, path === '-' ? (options.input ?? stdin) : null);
    return new CaptureFile(name, new Window(input, decompressed));
  } catch (error) {
    throw new SyssharkError('IO', `cannot open ${name}: ${reasonOf(error)}`, { cause: error });
  }
}
