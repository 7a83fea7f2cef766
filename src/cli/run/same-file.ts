import { fstatSync, statSync } from 'node:fs';
import { SyssharkError } from '../../errors.js';
import type { RunOptions } from '../options/run-options.js';

const STDIN = 0;
const STDOUT = 1;

/** What a regular file is by any of its names, "-" for a descriptor; null for what is none, or cannot be found: opening it says why. */
function identity(path: string, descriptor: number): string | null {
  try {
    const stat = path === '-' ? fstatSync(descriptor) : statSync(path);
    return stat.isFile() ? `${stat.dev}:${stat.ino}` : null;
  } catch {
    return null;
  }
}

/**
 * Throws SyssharkError USAGE where a run would write to what it reads, or a capture to where text goes. `removed` are the files that a
 * series will remove; null where there is none.
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
