import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { formatFields } from '../output/format.js';
import type { RunOptions } from './options.js';
import { contextOf } from './printing.js';
import type { SharedOutput } from './shared-output.js';
import type { Surroundings } from './surroundings.js';
import type { TextOutput } from './text-output.js';

/** Captures below this are printed before a second thread would have begun. */
const MIN_SIZE = 1 << 25;
const GZIP_MAGIC = 0x8b1f;

/** Whether each line depends on its event and the state alone, so that it does not matter who prints the lines before. */
function areLinesIndependent(options: RunOptions): boolean {
  if (options.timeMode === 'D') return false;
  return (
    options.format === null || !formatFields(options.format, contextOf(options)).some(({ use }) => use.def.isStateful)
  );
}

/** Whether all that a run does is to print every event of a capture. */
function isPlainPrinting(options: RunOptions): boolean {
  const { inputs, output, filter, maxEvents, maxTime } = options;
  const isUnlimited = maxEvents === Number.POSITIVE_INFINITY && maxTime === Number.POSITIVE_INFINITY;
  const hasCounts = options.hasSummary || options.hasProgress || options.isVerbose;
  return inputs.length === 1 && output === null && filter.trim() === '' && isUnlimited && !hasCounts;
}

/** Whether a path is a large file that two threads can read at once, each for itself. */
function isLargeFile(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile() || stat.size < MIN_SIZE) return false;
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(2);
    return readSync(fd, head, 0, 2, 0) === 2 && head.readUInt16LE(0) !== GZIP_MAGIC;
  } finally {
    closeSync(fd);
  }
}

/** A second thread for printing where that is of use: every event of a large file is printed and there is a core for it. */
export async function shareOutput(
  output: TextOutput,
  options: RunOptions,
  { isStdoutTerminal, noColor, forceColor }: Surroundings,
): Promise<SharedOutput | null> {
  const [path] = options.inputs;
  if (path === undefined || path === '-' || options.isUnbuffered || !isPlainPrinting(options)) return null;
  if (availableParallelism() < 2 || !isLargeFile(path) || !areLinesIndependent(options)) return null;
  const { SharedOutput } = await import('./shared-output.js');
  return new SharedOutput(output, { options, path, surroundings: { isStdoutTerminal, noColor, forceColor } });
}
