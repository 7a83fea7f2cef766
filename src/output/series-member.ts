import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { gunzipSync, constants as zlib } from 'node:zlib';
import { SyssharkError } from '../errors.js';
import { startsLikeCapture } from '../scap/capture-start.js';
import { reasonOf } from '../source/system-error.js';
import type { CaptureNames } from './capture-names.js';
import { createFile } from './output-file.js';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
const GZIP_MAGIC = 0x8b1f;
/** Enough for the first two blocks of a capture, compressed or not. */
const START = 4096;
/** Names that somebody else may take just before we do. */
const MAX_TRIES = 1000;

/** A capture of a series that was just created. */
export interface Member {
  readonly path: string;
  readonly fd: number;
}

/**
 * Creates the next capture of a series; it is a new file, whatever was there before. Throws SyssharkError (IO) with the system's error
 * as its cause.
 */
export function createMember(names: CaptureNames, timeMs: number): Member {
  for (let tries = 1; ; tries++) {
    let path = names.base;
    try {
      path = names.next(timeMs);
      return { path, fd: createFile(path) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST' && tries < MAX_TRIES) continue;
      throw new SyssharkError('IO', `cannot write ${path}: ${reasonOf(error)}`, { cause: error });
    }
  }
}

/**
 * Whether a file with a name of the series may be removed for the next one: it is a regular file, no link to one, and a capture by its
 * first bytes, or empty, as one is that was ended before it began.
 */
export function isMember(path: string): boolean {
  try {
    const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      return fstatSync(fd).isFile() && isCaptureStart(startOf(fd));
    } finally {
      closeSync(fd);
    }
  } catch {
    // What cannot be looked at is not removed.
    return false;
  }
}

function startOf(fd: number): Buffer {
  const bytes = Buffer.alloc(START);
  return bytes.subarray(0, readSync(fd, bytes, 0, START, 0));
}

function isCaptureStart(bytes: Buffer): boolean {
  if (bytes.length === 0) return true;
  const isGzip = bytes.length >= 2 && bytes.readUInt16LE(0) === GZIP_MAGIC;
  return startsLikeCapture(isGzip ? gunzipSync(bytes, { finishFlush: zlib.Z_SYNC_FLUSH }) : bytes);
}
