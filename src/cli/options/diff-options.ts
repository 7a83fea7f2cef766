import { existsSync } from 'node:fs';
import { SCALES, type ScaleName } from '../../analysis/diff/frequency.js';
import { PROFILED } from '../../analysis/diff/profile.js';
import { SyssharkError } from '../../errors.js';
import type { SourceKind } from '../../run/sources.js';
import type { RawOptions } from '../command-line/table.js';
import { refuseOtherOutput } from './other-output.js';
import { checkOptions, type RunOptions } from './run-options.js';

/** What diff compares. */
export interface DiffRequest {
  /** The options of a run over each capture. */
  readonly runs: readonly [a: RunOptions, b: RunOptions];
  readonly scale: ScaleName;
}

const FORM = 'diff A B [FILTER]';
/** The two captures, of -r and of leading words that are files, and the other words. */
function splitWords(read: readonly string[], words: readonly string[]): readonly [[string, string], readonly string[]] {
  const isWord = words.findIndex((word) => !existsSync(word));
  const leading = words.slice(0, isWord < 0 ? words.length : isWord);
  const named = leading.slice(0, Math.max(0, 2 - read.length));
  const [a, b, ...more] = [...read, ...named];
  const next = words[named.length];
  if (more.length > 0) throw new SyssharkError('USAGE', `diff compares two captures, not ${more.length + 2}: ${FORM}`);
  if (a !== undefined && b !== undefined) return [[a, b], words.slice(named.length)];
  const missing = next === undefined ? '' : `; there is no file "${next}"`;
  throw new SyssharkError('USAGE', `diff compares two captures: ${FORM}${missing}`);
}

/** Validates the command line of diff. Throws SyssharkError USAGE. */
export function checkDiff(
  raw: RawOptions,
  words: readonly string[],
  command: readonly string[],
  sources: readonly SourceKind[],
): DiffRequest {
  refuseOtherOutput(raw, 'diff prints tables, or with -j rows as JSON', 'textFile');
  if (command.length > 0)
    throw new SyssharkError('USAGE', 'diff compares captures that exist: record them first, with -w FILE -- COMMAND');
  const [[a, b], filter] = splitWords(raw.read ?? [], words);
  if (a === '-' && b === '-') throw new SyssharkError('USAGE', 'standard input cannot be read twice: name a file');
  const optionsOf = (input: string): RunOptions => {
    const options = checkOptions({ ...raw, read: [input] }, filter, [], sources);
    return {
      ...options,
      displayFilters: [...options.displayFilters, PROFILED],
      printing: 'asked',
      showsInternal: true,
    };
  };
  return { runs: [optionsOf(a), optionsOf(b)], scale: SCALES.find((name) => name === raw.scale) ?? SCALES[0] };
}
