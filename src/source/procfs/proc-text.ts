import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';

/** Larger than one read of any /proc/PID file that is used here. */
const SCRATCH = Buffer.allocUnsafeSlow(64 << 10);

/**
 * The start of a file as a byte string, from a single read: up to `limit` bytes, which is all of a /proc file with one
 * record. Null if it cannot be read: the process may have ended, or the kernel denies access.
 */
export function findText(path: string, limit: number = SCRATCH.length): string | null {
  try {
    const fd = openSync(path, 'r');
    try {
      return SCRATCH.toString('latin1', 0, readSync(fd, SCRATCH, 0, limit, null));
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}

/** All lines of a file, as byte strings; none if it cannot be read. */
export function findLines(path: string): string[] {
  try {
    return readFileSync(path, 'latin1').split('\n');
  } catch {
    return [];
  }
}

/** Target of a symbolic link, as a byte string; null if it cannot be read. */
export function findLink(path: string): string | null {
  try {
    return readlinkSync(path, 'latin1');
  } catch {
    return null;
  }
}

/** Numeric names in a folder (processes, threads, descriptors), in no particular order; none if it cannot be read. */
export function findNumbers(path: string): number[] {
  try {
    const numbers: number[] = [];
    for (const name of readdirSync(path)) if (name >= '0' && name <= '99999999999') numbers.push(Number(name));
    return numbers;
  } catch {
    return [];
  }
}
