import { closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync, type PathLike, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { geteuid } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { toByteString } from '../bytes/text.js';
import { SyssharkError } from '../errors.js';
import { readTrustedLink } from './trusted-link.js';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;
const OWNER_ONLY = 0o600;
const OTHERS = 0o077;
/** As many as the kernel follows (path_resolution(7)). */
const MAX_LINKS = 40;
/** How often a FIFO is checked for a reader, in ms. */
const READER_MS = 20;
const OF_ANOTHER = 'it belongs to another user, who could read the capture: remove it, or write elsewhere';

const bytesOf = (path: string): Buffer => Buffer.from(path, 'latin1');
const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Creates a file that its owner alone can read. Throws the system's error: EEXIST if the name exists, even as a link. */
export function createFile(path: PathLike): number {
  return openSync(path, O_WRONLY | O_CREAT | O_EXCL, OWNER_ONLY);
}

/**
 * Opens an empty file for a capture, and creates it if needed. Every capture with a name given by the user is opened here,
 * because only its owner should read it, and root may write to another user's folder.
 *
 * - A regular file can be read by its owner alone from its first byte on. One of another user is an error.
 * - A symbolic link as the last component is followed here, one at a time, if it belongs to root or to the writer
 *   (readTrustedLink); any other is an error.
 * - Devices, FIFOs and open descriptors (/dev/stdout, /proc/self/fd/N) are used as they are. For a FIFO, this waits until
 *   it has a reader or `ended` is aborted.
 *
 * Rejects with SyssharkError (IO) for these errors and those of the system.
 */
export async function openOutputFile(path: string, ended: AbortSignal): Promise<number> {
  let place = toByteString(path);
  for (let links = 0; links <= MAX_LINKS; links++) {
    const fd = createNew(place) ?? (await openPresent(place, ended));
    if (fd !== null) return fd;
    const text = await readTrustedLink(place);
    if (text === null) return openDescriptor(place, ended);
    place = text.startsWith('/') ? text : `${dirname(place)}/${text}`;
  }
  throw new SyssharkError('IO', 'too many levels of symbolic links');
}

/** Null if the name exists. */
function createNew(place: string): number | null {
  try {
    return createFile(bytesOf(place));
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null;
    throw error;
  }
}

/** Opens an existing file; null for a symbolic link. O_CREAT makes the kernel apply fs.protected_regular and fs.protected_fifos. */
async function openPresent(place: string, ended: AbortSignal): Promise<number | null> {
  try {
    const fd = await openWhenRead(place, O_CREAT | O_NOFOLLOW, ended);
    return claimed(fd);
  } catch (error) {
    if (codeOf(error) === 'ELOOP') return null;
    throw error;
  }
}

/** A descriptor that this process inherited is protected by whoever opened it. */
async function openDescriptor(place: string, ended: AbortSignal): Promise<number> {
  const fd = await openWhenRead(place, 0, ended);
  if (fstatSync(fd).isFile()) ftruncateSync(fd);
  return fd;
}

/** Opens without blocking in the kernel, where signals would not be handled: a FIFO without a reader is tried again. */
async function openWhenRead(place: string, flags: number, ended: AbortSignal): Promise<number> {
  while (!ended.aborted) {
    try {
      return openSync(bytesOf(place), O_WRONLY | O_NONBLOCK | flags, OWNER_ONLY);
    } catch (error) {
      if (codeOf(error) !== 'ENXIO' || !statSync(bytesOf(place)).isFIFO()) throw error;
    }
    await sleep(READER_MS);
  }
  throw new SyssharkError('IO', 'it has no reader');
}

/** Makes a regular file private and truncates it. Closes the file on an error. */
function claimed(fd: number): number {
  const stat = fstatSync(fd);
  if (!stat.isFile()) return fd;
  try {
    if (stat.uid !== geteuid?.()) throw new SyssharkError('IO', OF_ANOTHER);
    if ((stat.mode & OTHERS) !== 0) fchmodSync(fd, OWNER_ONLY);
    ftruncateSync(fd);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}
