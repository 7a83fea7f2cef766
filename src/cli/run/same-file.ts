import { fstatSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
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

/** Where a run prints text: its name in messages, and its identity (null if it is no regular file). */
interface Printed {
  readonly name: string;
  readonly id: string | null;
}

function printedBy({ textFile }: RunOptions): Printed {
  return textFile === null
    ? { name: 'standard output', id: identity('-', STDOUT) }
    : { name: `-o ${textFile}`, id: identity(textFile, STDOUT) ?? resolve(textFile) };
}

/**
 * Throws SyssharkError USAGE if a run would overwrite a capture that it reads, or would write a capture to the file that text
 * is printed to. `removed` are the files that a series of captures will overwrite or remove; null without a series.
 */
export function refuseSameFile(options: RunOptions, removed: readonly string[] | null): void {
  const { inputs, output, printing, textFile } = options;
  const read = new Set(inputs.map((input) => identity(input, STDIN)).filter((found) => found !== null));
  const printed = printedBy(options);
  if (printed.id !== null && read.has(printed.id))
    throw new SyssharkError('USAGE', `${printed.name} is a capture that -r reads: give another file`);
  for (const path of removed ?? (output === null ? [] : [output])) {
    const written = identity(path, STDOUT) ?? resolve(path);
    if (read.has(written)) throw new SyssharkError('USAGE', `-w ${path} would overwrite a capture that -r reads`);
    if (written === printed.id && (printing !== 'nothing' || textFile !== null))
      throw new SyssharkError('USAGE', `-w ${path} is also where text is printed: give another file`);
  }
}
