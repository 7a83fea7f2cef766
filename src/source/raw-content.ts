import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { SyssharkError } from '../errors.js';
import { BLOCK } from '../schema/block.js';
import { type CaptureFileOptions, openCaptureFile } from './capture-file.js';
import { ContentRoom } from './content-room.js';
import { Growth } from './growth.js';
import type { EventSource } from './source.js';
import type { Spool } from './spooled-input.js';
import { reasonOf } from './system-error.js';
import { openUnnamedFile, unkept } from './unnamed-file.js';

/** What a recorder says beside its capture. */
export interface RecorderReport {
  /** The filter of the capture (a byte string); empty for none. */
  readonly filter: string;
  /** Events lost so far. `isExact`: none of them would have been rejected by the filter. */
  readonly lost: number;
  readonly isExact: boolean;
  /** Why it has ended; null for nothing. */
  readonly problem: string | null;
}

/** Content of a capture that can be read again anywhere: a file that is not compressed. */
export interface RawContent {
  /** The capture, as it is named. */
  readonly name: string;
  /** Opens the content; the file itself, or one that has no name. */
  readonly path: string;
  /** The open copy; null if the file itself is read. Programs that are started get it as a descriptor, for they cannot open `path`. */
  readonly fd: number | null;
  /** Bytes of content; null if that is not known before all is read. */
  readonly size: number | null;
  /** Says when there is more of it; null if it is whole. */
  readonly growth: Growth | null;
  /** The room that it takes, if its oldest part is dropped when there is too much of it; null if all stays. */
  readonly room: ContentRoom | null;
  /** Whether it comes as things happen, or at the pace of who writes it. */
  readonly isLive: boolean;
  /** Null if it is not being recorded. */
  readonly recorder: RecorderReport | null;
  /** Reads it for the first time, which may write the content. Throws SyssharkError IO. */
  read(options: CaptureFileOptions): EventSource;
  /** Frees what it holds, and ends its growth. Idempotent. */
  close(): void;
}

const TYPE_SIZE = 4;
const STDIN = 0;

/** Whether a file is a capture that is not compressed, and its size. */
function rawSize(path: string): number | null {
  if (path === '-') return null;
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(fd);
    const type = Buffer.alloc(TYPE_SIZE);
    if (!stat.isFile() || readSync(fd, type, 0, TYPE_SIZE, 0) < TYPE_SIZE) return null;
    return type.readUint32LE() === BLOCK.SECTION ? stat.size : null;
  } finally {
    closeSync(fd);
  }
}

/** A new file for the copy of a capture. Throws SyssharkError IO. */
function openCopy(uncopied: (error: unknown) => SyssharkError): number {
  try {
    return openUnnamedFile();
  } catch (error) {
    throw uncopied(error);
  }
}

function copied(name: string, limit: number): RawContent {
  const uncopied = (error: unknown): SyssharkError =>
    unkept(`copy ${name === '-' ? 'standard input' : name} to a file in`, error);
  const fd = openCopy(uncopied);
  const growth = new Growth();
  let size = 0;
  let isClosed = false;
  const isLive = name === '-' && !fstatSync(STDIN).isFile();
  const room = new ContentRoom(fd, limit, () => size);
  let failure: SyssharkError | null = null;
  const spool: Spool = (bytes, start, end) => {
    if (failure !== null) throw failure;
    if (room.used + end - start > limit) throw new SyssharkError('IO', `the capture is larger than ${limit} bytes`);
    let at = start;
    try {
      while (at < end) at += writeSync(fd, bytes, at, end - at);
    } catch (error) {
      failure = uncopied(error);
    }
    size += at - start;
    growth.notify();
    // what there was room for is looked at before
    if (failure !== null && at === start) throw failure;
    return at - start;
  };
  return {
    name,
    path: `/proc/self/fd/${fd}`,
    fd,
    size: null,
    growth,
    room: isLive ? room : null,
    isLive,
    recorder: null,
    read: (options) => openCaptureFile(name, { ...options, spool }),
    close: () => {
      growth.end();
      if (!isClosed) closeSync(fd);
      isClosed = true;
    },
  };
}

/**
 * The content of a capture file (`-`: standard input), to be read more than once. If it is compressed or comes only once, at most `limit`
 * bytes are copied to a file in /var/tmp that has no name. Throws SyssharkError IO.
 */
export function openRawContent(path: string, limit: number): RawContent {
  try {
    const size = rawSize(path);
    if (size === null) return copied(path, limit);
    const read = (options: CaptureFileOptions): EventSource => openCaptureFile(path, options);
    return {
      name: path,
      path,
      fd: null,
      size,
      growth: null,
      room: null,
      isLive: false,
      recorder: null,
      read,
      close: () => undefined,
    };
  } catch (error) {
    if (error instanceof SyssharkError) throw error;
    throw new SyssharkError('IO', `cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}
