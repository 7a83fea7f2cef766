import { constants, mkdtempSync, openSync, rmdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SyssharkError } from '../errors.js';
import { reasonOf } from './system-error.js';

/** Where such files are, which may be large: it is no memory on usual systems. */
const FOLDER = '/var/tmp';

/** Opens a new file without a name, which only this user can read; it goes away with its last descriptor. Throws the error of the system. */
export function openUnnamedFile(): number {
  const folder = mkdtempSync(join(FOLDER, 'sysshark-'));
  const path = join(folder, 'content');
  const { O_RDWR, O_CREAT, O_EXCL } = constants;
  const fd = openSync(path, O_RDWR | O_CREAT | O_EXCL, 0o600);
  unlinkSync(path);
  rmdirSync(folder);
  return fd;
}

/** System errors for which more room is the remedy. */
const NO_ROOM: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

/**
 * The error for content that such a file could not take: `what` could not be done there, like "copy x to"; `remedy`: what helps as well as
 * room, if that is what lacks.
 */
export function unkept(what: string, error: unknown, remedy = ''): SyssharkError {
  const isFull = NO_ROOM.includes((error as NodeJS.ErrnoException).code);
  const advice = isFull ? `: make room there${remedy}` : '';
  return new SyssharkError('IO', `cannot ${what} ${FOLDER}: ${reasonOf(error)}${advice}`, { cause: error });
}

/** The error for what could not be recorded to such a file. */
export const unrecorded = (error: unknown): SyssharkError =>
  unkept('record to a file in', error, ', or give a smaller --limit');
