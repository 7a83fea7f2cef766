import { constants } from 'node:fs';
import { FILE_FLAGS } from '../../schema/flags/file.js';

const SCAP = new Map(FILE_FLAGS.entries);
const ACCESS_MODE = 3;
const ACCESS = ['O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_RDONLY'];
/** Kernel values that are missing in Node.js's constants; the same on x86_64 and arm64. */
const O_CLOEXEC = 0o2000000;
const O_TMPFILE_BIT = 0o20000000;

/** Kernel flag (any of its bits) to the name of the flag in a capture. */
const FLAGS: readonly (readonly [kernel: number, name: string])[] = [
  [constants.O_CREAT, 'O_CREAT'],
  [O_TMPFILE_BIT | constants.O_DIRECTORY, 'O_TMPFILE'],
  [constants.O_APPEND, 'O_APPEND'],
  [constants.O_DSYNC, 'O_DSYNC'],
  [constants.O_EXCL, 'O_EXCL'],
  [constants.O_NONBLOCK, 'O_NONBLOCK'],
  [constants.O_SYNC, 'O_SYNC'],
  [constants.O_TRUNC, 'O_TRUNC'],
  [constants.O_DIRECT, 'O_DIRECT'],
  [constants.O_DIRECTORY, 'O_DIRECTORY'],
  [O_CLOEXEC, 'O_CLOEXEC'],
];

/**
 * Open flags of the kernel as captures encode them (PARAMETERS.md#open-flags). As in the reference, any common bit counts,
 * so O_DIRECTORY also sets O_TMPFILE and O_DSYNC also sets O_SYNC; O_LARGEFILE, which is 0 on 64-bit machines, never
 * shows.
 */
export function scapOpenFlags(kernel: number): number {
  let flags = SCAP.get(ACCESS[kernel & ACCESS_MODE] as string) ?? 0;
  for (const [bits, name] of FLAGS) if ((kernel & bits) !== 0) flags |= SCAP.get(name) ?? 0;
  return flags;
}
