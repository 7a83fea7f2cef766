import {
  closeSync,
  constants,
  fstatSync,
  mkdtempSync,
  openSync,
  readSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { SyssharkError } from '../errors.js';
import { BLOCK } from '../schema/block.js';
import type { Spool } from './spooled-input.js';
import { reasonOf } from './system-error.js';

/** Content of a capture that can be read again anywhere: a file that is not compressed. */
export interface RawContent {
  /** Opens the content; the file itself, or a copy that has no name. */
  readonly path: string;
  /** The open copy; null if the file itself is read. Programs that are started get it as a descriptor, for they cannot open `path`. */
  readonly fd: number | null;
  /** Gets the content of the capture as it is read for the first time; null if the file itself can be read again. */
  readonly spool: Spool | null;
  /** Bytes of content; null if that is not known before all is read. */
  readonly size: number | null;
  /** Frees what it holds. */
  close(): void;
}

/** Where copies are, which may be large: it is no memory on usual systems. */
const FOLDER = '/var/tmp';
const TYPE_SIZE = 4;

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

/** Makes a file without a name, which only this user can read. */
function unnamedFile(): number {
  const folder = mkdtempSync(join(FOLDER, 'sysshark-'));
  const path = join(folder, 'content');
  const { O_RDWR, O_CREAT, O_EXCL } = constants;
  const fd = openSync(path, O_RDWR | O_CREAT | O_EXCL, 0o600);
  unlinkSync(path);
  rmdirSync(folder);
  return fd;
}

function copied(limit: number): RawContent {
  const fd = unnamedFile();
  let size = 0;
  const spool: Spool = (bytes, start, end) => {
    size += end - start;
    if (size > limit) throw new SyssharkError('IO', `the capture is larger than ${limit} bytes`);
    for (let at = start; at < end; ) at += writeSync(fd, bytes, at, end - at);
  };
  return { path: `/proc/self/fd/${fd}`, fd, spool, size: null, close: () => closeSync(fd) };
}

/**
 * The content of a capture file (`-`: standard input), to be read more than once. If it is compressed or comes only once, at most `limit`
 * bytes are copied to a file in /var/tmp that has no name. Throws SyssharkError IO.
 */
export function openRawContent(path: string, limit: number): RawContent {
  try {
    const size = rawSize(path);
    return size === null ? copied(limit) : { path, fd: null, spool: null, size, close: () => undefined };
  } catch (error) {
    throw new SyssharkError('IO', `cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}
