import { SyssharkError } from '../../errors.js';
import type { SourceKind } from '../../run/sources.js';
import type { RawOptions } from '../command-line/table.js';
import { parseCount } from './option-values.js';
import { checkOptions, type RunOptions } from './run-options.js';

/** What explain reads, and what it explains. */
export interface ExplainRequest {
  readonly options: RunOptions;
  /** The number of an event; null for the failure that most likely ended a program. */
  readonly num: number | null;
}

const NUMBER = { min: 1, max: Number.MAX_SAFE_INTEGER } as const;

/** Validates the command line of explain. Throws SyssharkError USAGE. */
export function checkExplain(
  raw: RawOptions,
  words: readonly string[],
  sources: readonly SourceKind[],
): ExplainRequest {
  if (raw.read === undefined)
    throw new SyssharkError(
      'USAGE',
      'explain reads a capture: explain -r FILE EVT# (for the split of a filter: --explain)',
    );
  if (raw.write !== undefined) throw new SyssharkError('USAGE', 'explain writes no capture: leave out -w');
  if (raw.lastError && raw.read.includes('-'))
    throw new SyssharkError('USAGE', 'standard input cannot be read twice, but --last-error requires it: use -r FILE');
  const filter = raw.lastError ? words : [];
  const options = { ...checkOptions(raw, filter, [], sources), printing: 'asked' } as const;
  if (raw.lastError) return { options, num: null };
  const [word = '', ...others] = words;
  const num = others.length > 0 ? undefined : parseCount(word || undefined, 'explain', NUMBER);
  if (num === undefined)
    throw new SyssharkError(
      'USAGE',
      `explain takes the number of one event, not "${words.join(' ')}": explain -r FILE EVT#`,
    );
  return { options, num };
}
