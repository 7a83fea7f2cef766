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
/** How often it is looked whether a FIFO has a reader. */
const READER_MS = 20;
const OF_ANOTHER = 'it belongs to another user, who could read the capture: remove it, or write elsewhere';

const bytesOf = (path: string): Buffer => Buffer.from(path, 'latin1');
const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Creates a file that its owner alone can read. Throws what the system says: EEXIST where anything has that name, also a link. */
export function createFile(path: PathLike): number {
  return openSync(path, O_WRONLY | O_CREAT | O_EXCL, OWNER_ONLY);
}

/**
 * Opens a file to write a capture to, empty, and creates it where it is not there. Every capture that gets a name of the user's own is
 * opened here: it holds what only its owner should read, and root may write to a folder of somebody else.
 *
 * - A regular file can be read by its owner alone from its first byte on. One that belongs to another user is refused.
 * - A symbolic link in last place is followed by hand, one at a time, where it belongs to root or to the writer (readTrustedLink);
 *   others are refused.
 * - Devices, FIFOs and open descriptors (/dev/stdout, /proc/self/fd/N) are taken as they are. A FIFO is waited for until it has a
 *   reader or `ended` is aborted.
 *
 * Rejects with SyssharkError (IO) for what is refused, and with what the system says.
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
  throw new SyssharkError('IO', 'too many symbolic links follow one another');
}

/** Null where something of that name is there. */
function createNew(place: string): number | null {
  try {
    return createFile(bytesOf(place));
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null;
    throw error;
  }
}

/** Opens what is there; null for a symbolic link. Only with O_CREAT the kernel looks at fs.protected_regular and fs.protected_fifos. */
async function openPresent(place: string, ended: AbortSignal): Promise<number | null> {
  try {
    const fd = await openWhenRead(place, O_CREAT | O_NOFOLLOW, ended);
    return claimed(fd);
  } catch (error) {
    if (codeOf(error) === 'ELOOP') return null;
    throw error;
  }
}

/** A descriptor that this process was given is its opener's to protect. */
async function openDescriptor(place: string, ended: AbortSignal): Promise<number> {
  const fd = await openWhenRead(place, 0, ended);
  if (fstatSync(fd).isFile()) ftruncateSync(fd);
  return fd;
}

/** Opens without waiting in the kernel, where no signal would be heard: a FIFO that nobody reads is tried again. */
async function openWhenRead(place: string, flags: number, ended: AbortSignal): Promise<number> {
  while (!ended.aborted) {
    try {
      return openSync(bytesOf(place), O_WRONLY | O_NONBLOCK | flags, OWNER_ONLY);
    } catch (error) {
      if (codeOf(error) !== 'ENXIO' || !statSync(bytesOf(place)).isFIFO()) throw error;
    }
    await sleep(READER_MS);
  }
  throw new SyssharkError('IO', 'nobody has read from it');
}

/** Has nobody else read what a regular file will hold, and empties it. Closes one that it refuses. */
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
