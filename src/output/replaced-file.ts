import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, lstatSync, renameSync, unlinkSync } from 'node:fs';
import { SyssharkError } from '../errors.js';
import { reasonOf } from '../source/system-error.js';
import { writeAll } from '../source/write-all.js';
import { createFile, openOutputFile } from './output-file.js';

const SUFFIX_SIZE = 6;

/** A file that appears under its name when it is whole. */
export interface ReplacedFile {
  /** Throws SyssharkError IO. */
  write(bytes: Uint8Array): void;
  /** Gives it its name. Throws SyssharkError IO. */
  finish(): void;
  /** Leaves nothing, unless it is finished. Idempotent. */
  discard(): void;
}

/** Whether nothing is at a path, or a regular file, which another one can replace. */
function isReplaceable(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
}

/**
 * Opens a file for a result that is of use only as a whole: it is written beside `path`, and takes its place at the end. Its owner alone
 * can read it. Links, devices and FIFOs are written to directly (openOutputFile). Throws SyssharkError IO.
 */
export async function openReplacedFile(path: string, ended: AbortSignal): Promise<ReplacedFile> {
  const failed = (error: unknown): SyssharkError =>
    new SyssharkError('IO', `cannot write ${path}: ${reasonOf(error)}`, { cause: error });
  const attempt = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      throw failed(error);
    }
  };
  if (!isReplaceable(path)) {
    const fd = await openOutputFile(path, ended).catch((error: unknown) => {
      throw failed(error);
    });
    let isOpen = true;
    const close = (): void => {
      if (isOpen) closeSync(fd);
      isOpen = false;
    };
    return { write: (bytes) => attempt(() => writeAll(fd, bytes)), finish: close, discard: close };
  }
  const place = `${path}.${randomBytes(SUFFIX_SIZE).toString('hex')}.part`;
  const fd = attempt(() => createFile(place));
  let isThere = true;
  return {
    write: (bytes) => attempt(() => writeAll(fd, bytes)),
    finish: () =>
      attempt(() => {
        fsyncSync(fd);
        renameSync(place, path);
        closeSync(fd);
        isThere = false;
      }),
    discard: () => {
      if (!isThere) return;
      isThere = false;
      closeSync(fd);
      unlinkSync(place);
    },
  };
}
