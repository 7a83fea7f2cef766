import { stdin } from 'node:process';
import type { Readable } from 'node:stream';
import type { Batch } from '../bytes/batch.js';
import { Cursor } from '../bytes/cursor.js';
import { MemoryBudget } from '../bytes/memory-budget.js';
import { ScapError, SyssharkError } from '../errors.js';
import { blockType } from '../scap/block.js';
import { eventBlockSize, isEvent } from '../scap/event-block.js';
import { eventFault } from '../scap/event-check.js';
import { type CaptureHeader, emptyHeader } from '../scap/header.js';
import { HeaderRoom } from '../scap/header-room.js';
import { addThreads, type HeaderDraft, isMetadata, processListVersion, readMetadata } from '../scap/metadata.js';
import { isOldEvent } from '../scap/old-event.js';
import { checkSection } from '../scap/section.js';
import { blockTime, holdsEvent } from '../scap/sound-block.js';
import { BLOCK, BLOCK_HEADER_SIZE, BLOCK_TRAILER_SIZE } from '../schema/block.js';
import { checkTrailer, damagedAt, isFollowedByBlock, needBlock, needFrame, payload } from './block-frames.js';
import { type ByteInput, CutInputError, RewoundInput } from './byte-input.js';
import { type ContentMemory, plainMemory, WINDOW_SIZE } from './content-memory.js';
import { type GrowingFile, openFrom, openInput } from './file-input.js';
import { isLongList, readLongProcessList } from './long-process-list.js';
import { type Loss, LossLog } from './loss.js';
import { findBoundary } from './resync.js';
import type { EventSource, SourceItem } from './source.js';
import { contentFor, type Spool } from './spooled-input.js';
import { reasonOf } from './system-error.js';
import { Upgrader } from './upgrader.js';
import { Window } from './window.js';

/** Bytes of a block's type. */
const TYPE_SIZE = 4;
/** Where the fixed part of a section header ends; options may follow. */
const SECTION_PAYLOAD_END = 24;
/** How to open a capture. */
export interface CaptureFileOptions extends GrowingFile {
  /** What "-" stands for; standard input by default. */
  readonly input?: Readable;
  /** Where content is held; WINDOW_SIZE bytes of its own by default. */
  readonly memory?: ContentMemory | null;
  /** The budget that headers take memory from; one of the default size by default. */
  readonly budget?: MemoryBudget;
  /** Gets all content, decompressed, as it is read. */
  readonly spool?: Spool;
}

/** Where reading a capture continues. */
export interface ResumePoint {
  /** The blocks that bring the state to that point (checkpointBlocks). */
  readonly blocks: Buffer;
  /** Byte offset in the file of the next event. */
  readonly offset: number;
}

/** The name of a capture in messages. */
function nameOf(path: string): string {
  return path === '-' ? 'standard input' : path;
}

/**
 * Reads a capture: one section after the other, each a header and events. After damage, reading continues at the next
 * certain block boundary; what is lost is reported when everything has been delivered.
 */
class CaptureFile implements EventSource {
  readonly name: string;
  private readonly window: Window;
  private readonly memory: ContentMemory;
  private readonly budget: MemoryBudget;
  private readonly losses = new LossLog();
  private upgrader: Upgrader | null = null;
  private isStopped = false;
  /** Whether there is damage after which nothing can be read. */
  private isOver = false;
  /** Events so far, and the time of the last one in ns. */
  private count = 0;
  private lastTime = Number.NaN;

  /** `origin`: offset in the file of the first byte of the input. */
  constructor(path: string, input: ByteInput, options: CaptureFileOptions, origin = 0) {
    const { memory, budget = new MemoryBudget() } = options;
    this.name = nameOf(path);
    this.budget = budget;
    this.memory = memory ?? plainMemory(WINDOW_SIZE);
    this.window = new Window({ path, input }, contentFor(options.spool), this.memory.slab);
    this.window.origin = origin;
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    try {
      await this.checkStart();
      while (await this.hasMore()) {
        yield* this.header();
        yield* this.events();
      }
      const { damage } = this;
      if (!this.isStopped && damage !== null) throw damage;
    } catch (error) {
      // if the source is stopped, what is missing is no error
      if (!this.isStopped) throw this.explain(error);
    } finally {
      this.close();
    }
  }

  get damage(): ScapError | null {
    return this.losses.isEmpty ? null : this.losses.error(this.name);
  }

  private async *header(): AsyncGenerator<SourceItem, void, void> {
    const room = new HeaderRoom(this.budget);
    try {
      const header = await this.readHeader(room);
      room.open();
      yield { kind: 'header', header, room };
    } finally {
      room.release();
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
    if (error instanceof ScapError && error.code === 'NOT_A_CAPTURE')
      return new ScapError('NOT_A_CAPTURE', `${this.name}: ${error.message}`, error.offset);
    if (error instanceof SyssharkError) return error;
    return new SyssharkError('IO', `cannot read ${this.name}: ${reasonOf(error)}`, { cause: error });
  }

  private notACapture(why: string): ScapError {
    return new ScapError('NOT_A_CAPTURE', `not a capture (.scap, raw or gzip): ${why}`, this.window.offset);
  }

  /** Throws ScapError NOT_A_CAPTURE if the first block is no section header. */
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
    const head = window.bytes.subarray(window.start, Math.min(window.start + TYPE_SIZE, window.end));
    if (head.length < TYPE_SIZE || window.type() !== BLOCK.SECTION) {
      throw this.notACapture(`it starts with ${head.toString('hex')}, not with 0a0d0d0a`);
    }
  }

  /** Whether there is another byte to read, also after damage. */
  private async hasMore(): Promise<boolean> {
    if (this.isStopped || this.isOver) return false;
    try {
      return await this.window.need(1);
    } catch (error) {
      await this.salvage(error);
      return !this.isOver;
    }
  }

  /** Skips damage up to the next certain block boundary. Throws errors that are no damage. */
  private async salvage(error: unknown): Promise<void> {
    const { window, lastTime } = this;
    const isCut = error instanceof CutInputError;
    if (this.isStopped || !(isCut || (error instanceof ScapError && error.code === 'DAMAGED'))) throw error;
    const { offset } = window;
    const end = window.contentEnd;
    // the current block is damaged, whatever it looks like
    if (window.start < window.end) window.start++;
    let isFound = await findBoundary(window, lastTime);
    while (!isFound && (await window.resume())) isFound = await findBoundary(window, lastTime);
    this.isOver = !isFound;
    this.losses.add({
      offset,
      bytes: window.offset - offset,
      reason: isCut ? `compressed content is cut or damaged after byte ${end} (${error.message})` : error.message,
      eventsBefore: this.count,
      timeBefore: lastTime,
      timeAfter: isFound ? blockTime(window.batch.view, window.start) : Number.NaN,
    });
  }

  /** Reads the section header and all blocks up to the first event, the next section or the end. */
  private async readHeader(room: HeaderRoom): Promise<CaptureHeader> {
    const { window } = this;
    const header = emptyHeader();
    let isForeign = false;
    try {
      await this.readSection();
    } catch (error) {
      await this.salvage(error);
    }
    while (await this.hasMore()) {
      try {
        await needFrame(window);
        const type = blockType(window.type());
        if (isEvent(type) || isOldEvent(type) || type === BLOCK.SECTION) return header;
        isForeign = !isMetadata(type);
        await this.readMetadata({ header, room }, type);
      } catch (error) {
        await this.salvage(error);
      }
    }
    // pcapng files begin with the same block
    if (isForeign && this.losses.isEmpty) throw this.notACapture('it holds no system calls');
    return header;
  }

  private async readSection(): Promise<void> {
    const { window } = this;
    if (await window.need(SECTION_PAYLOAD_END)) {
      const { bytes, start, origin } = window;
      const range = { start: start + BLOCK_HEADER_SIZE, end: start + SECTION_PAYLOAD_END, origin };
      const why = checkSection(new Cursor(bytes, range));
      if (why !== null) throw window.offset === 0 ? this.notACapture(why) : damagedAt(window, why);
    }
    const size = await needBlock(window);
    checkTrailer(window, size);
    window.start += size;
  }

  /** Reads a block of the header. If its frame is sound, damage inside costs only this block. */
  private async readMetadata(draft: HeaderDraft, type: number): Promise<void> {
    const { window } = this;
    const version = processListVersion(type);
    if (version !== null && (await isLongList(window))) {
      addThreads(draft.header, await readLongProcessList(window, version, draft.room.hasThread));
      return;
    }
    const size = await needBlock(window);
    this.checkForeign(size);
    try {
      readMetadata(draft, type, payload(window, size));
    } catch (error) {
      if (!(error instanceof ScapError)) throw error;
      this.losses.add(this.lossHere(size, error.message));
    }
    window.start += size;
  }

  /** The loss of `bytes` from the window's start on. */
  private lossHere(bytes: number, reason: string): Loss {
    const { count, lastTime } = this;
    return {
      offset: this.window.offset,
      bytes,
      reason,
      eventsBefore: count,
      timeBefore: lastTime,
      timeAfter: Number.NaN,
    };
  }

  /** Throws ScapError if the frame of a block that is no event is wrong, or if it is an event whose type is damaged. */
  private checkForeign(size: number): void {
    const { window } = this;
    checkTrailer(window, size);
    if (holdsEvent(window.batch.view, window.start, size))
      throw damagedAt(window, `an event in a block of type 0x${window.type().toString(16)}`);
  }

  private async *events(): AsyncGenerator<SourceItem, void, void> {
    const { window } = this;
    while (await this.hasMore()) {
      const sound = this.soundEvents();
      if (sound.count > 0) {
        yield { kind: 'events', batch: sound };
        this.pass(sound);
        continue;
      }
      let batch: Batch | null = null;
      try {
        await needFrame(window);
        if (window.type() === BLOCK.SECTION) return;
        batch = await this.takeOther();
      } catch (error) {
        await this.salvage(error);
      }
      if (batch !== null) yield { kind: 'events', batch };
    }
  }

  /** The events in memory, up to the first block that is no sound event. */
  private soundEvents(): Batch {
    const { window } = this;
    const batch = window.batchTo(window.end);
    this.memory.check(batch);
    return batch;
  }

  /** Moves the window behind a batch that was delivered. */
  private pass({ view, end, count, last }: Batch): void {
    this.window.start = end;
    this.count += count;
    this.lastTime = blockTime(view, last);
  }

  /**
   * Reads a block that is no sound event of version 2, or was not whole in memory; returns a batch of upgraded events, if
   * there are any. A damaged event in a sound frame costs only itself.
   */
  private async takeOther(): Promise<Batch | null> {
    const { window } = this;
    const size = await needBlock(window);
    const type = blockType(window.type());
    if (isOldEvent(type)) return this.upgrade();
    if (!isEvent(type)) this.checkForeign(size);
    else if (eventBlockSize(window.batch.view, window.start, window.end) === 0) return this.mendFrame(size);
    else {
      const fault = eventFault(window.batch.view, window.start, size);
      if (fault === null) return null;
      this.losses.addEvent(this.lossHere(size, `damaged event at byte ${window.offset}: ${fault}`));
    }
    window.start += size;
    return null;
  }

  /**
   * Other readers ignore the second length of an event. If more blocks follow an event with a wrong one, the length is
   * corrected and the event counts.
   */
  private async mendFrame(size: number): Promise<null> {
    const { window } = this;
    if (!(await isFollowedByBlock(window, size))) checkTrailer(window, size);
    window.batch.view.setUint32(window.start + size - BLOCK_TRAILER_SIZE, size, true);
    return null;
  }

  private upgrade(): Batch {
    this.upgrader ??= new Upgrader();
    const batch = this.upgrader.take(this.window);
    this.count += batch.count;
    if (batch.count > 0) this.lastTime = blockTime(batch.view, batch.last);
    return batch;
  }
}

/** What `open` returns. Throws SyssharkError IO if it throws. */
function opened(path: string, open: () => EventSource): EventSource {
  try {
    return open();
  } catch (error) {
    throw new SyssharkError('IO', `cannot open ${nameOf(path)}: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Opens a capture file, raw or gzip; "-" is standard input. Throws SyssharkError IO if it cannot be opened. items() throws
 * ScapError: NOT_A_CAPTURE or, after everything that could be read, DAMAGED with the offset of the first damaged byte.
 */
export function openCaptureFile(path: string, options: CaptureFileOptions = {}): EventSource {
  const stream = path === '-' ? (options.input ?? stdin) : null;
  return opened(path, () => new CaptureFile(path, openInput(path, stream, options), options));
}

/** Opens a capture file that is not compressed in its middle. Throws as openCaptureFile does. */
export function resumeCaptureFile(path: string, point: ResumePoint, options: CaptureFileOptions = {}): EventSource {
  const { blocks, offset } = point;
  return opened(path, () => {
    const input = new RewoundInput(blocks, openFrom(path, offset, options));
    return new CaptureFile(path, input, options, offset - blocks.length);
  });
}
