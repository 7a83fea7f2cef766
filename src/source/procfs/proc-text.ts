import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';

/** More than any file of /proc/PID that is read here gives in one read. */
const SCRATCH = Buffer.allocUnsafeSlow(64 << 10);

/**
 * The start of a file as a byte string, by a single read: up to `limit` bytes, which is all of a /proc file of one
 * record. Null where it cannot be read: processes end and kernels refuse at any time.
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

/** All lines of a file, as byte strings; none where it cannot be read. */
export function findLines(path: string): string[] {
  try {
    return readFileSync(path, 'latin1').split('\n');
  } catch {
    return [];
  }
}

/** What a link says, as a byte string; null where it cannot be read. */
export function findLink(path: string): string | null {
  try {
    return readlinkSync(path, 'latin1');
  } catch {
    return null;
  }
}

/** Names in a folder that are numbers (processes, threads, descriptors), in no order; none where it cannot be read. */
export function findNumbers(path: string): number[] {
  try {
    const numbers: number[] = [];
    for (const name of readdirSync(path)) if (name >= '0' && name <= '99999999999') numbers.push(Number(name));
    return numbers;
  } catch {
    return [];
  }
}
