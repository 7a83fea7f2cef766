import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { SyssharkError } from '../errors.js';
import { reasonOf } from './system-error.js';

const OTHERS = 0o077;
/** Bytes of a file with secrets. */
const MAX_BYTES = 1 << 20;

/** Text of a small file with secrets. Throws SyssharkError IO if it cannot be read, USAGE if others can read it. */
export function readPrivateFile(path: string): string {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    throw new SyssharkError('IO', `cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
  try {
    const { mode, size } = fstatSync(fd);
    if ((mode & OTHERS) !== 0)
      throw new SyssharkError('USAGE', `${path} has secrets, and others can read it: chmod 600 ${path}`);
    if (size > MAX_BYTES) throw new SyssharkError('USAGE', `${path} is longer than 1 MiB, and no file of tokens`);
    return readFileSync(fd, 'utf8');
  } catch (error) {
    if (error instanceof SyssharkError) throw error;
    throw new SyssharkError('IO', `cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  } finally {
    closeSync(fd);
  }
}
