import { lstatSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { SyssharkError } from '../errors.js';
import { reasonOf } from '../source/system-error.js';

/** A file that exists. */
export interface Existing {
  readonly path: string;
  /** Time of its last change in ns. */
  readonly changed: bigint;
}

/** Files in the folder of a path. Throws SyssharkError (IO) if it cannot be read. */
export function siblings(base: string): string[] {
  try {
    return readdirSync(dirname(base));
  } catch (error) {
    throw new SyssharkError('IO', `cannot write ${base}: ${reasonOf(error)}`, { cause: error });
  }
}

/** The file with this path, or a link itself; null if there is none. */
export function find(path: string): Existing | null {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? null : { path, changed: stat.mtimeNs };
}
