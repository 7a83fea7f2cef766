import { fstatSync, statSync } from 'node:fs';
import { SyssharkError } from '../../errors.js';
import type { RunOptions } from '../options/run-options.js';

const STDIN = 0;
const STDOUT = 1;

/** Identifies a regular file by device and inode ("-": a descriptor); null for other files, or if it is not found: opening it says why. */
function identity(path: string, descriptor: number): string | null {
  try {
    const stat = path === '-' ? fstatSync(descriptor) : statSync(path);
    return stat.isFile() ? `${stat.dev}:${stat.ino}` : null;
  } catch {
    return null;
  }
}

/**
 * Throws SyssharkError USAGE if a run would overwrite a capture that it reads, or would write a capture to the file that text
 * is printed to. `removed` are the files that a series of captures will overwrite or remove; null without a series.
 */
export function refuseSameFile({ inputs, output, printing }: RunOptions, removed: readonly string[] | null): void {
  const read = new Set(inputs.map((input) => identity(input, STDIN)).filter((found) => found !== null));
  const stdout = identity('-', STDOUT);
  if (stdout !== null && read.has(stdout))
    throw new SyssharkError('USAGE', 'standard output is a capture that -r reads: redirect it to another file');
  const outputs = removed ?? (output === null ? [] : [output]);
  for (const path of outputs) {
    const written = identity(path, STDOUT);
    if (written === null) continue;
    if (read.has(written)) throw new SyssharkError('USAGE', `-w ${path} would overwrite a capture that -r reads`);
    if (written === stdout && printing !== 'nothing')
      throw new SyssharkError('USAGE', `-w ${path} is also where text is printed: give another file`);
  }
}
