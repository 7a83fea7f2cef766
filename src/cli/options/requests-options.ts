import { SyssharkError } from '../../errors.js';
import type { SourceKind } from '../../run/sources.js';
import type { RawOptions } from '../command-line/table.js';
import { optionName } from '../command-line/table.js';
import { parseCount } from './option-values.js';
import type { RequestsOptions } from './requests-request.js';
import { checkOptions, type RunOptions } from './run-options.js';

/** Options that print something else. */
const OTHERS: ReadonlySet<string> = new Set([
  'print',
  'form',
  'printAscii',
  'printHex',
  'printHexAscii',
  'printBase64',
  'quiet',
  'summary',
]);
/** Bytes of each call that a live capture keeps: heads of requests and answers, and most chunks. */
const KEPT = '16000';
const LIMITS = { min: 1, max: Number.MAX_SAFE_INTEGER } as const;

/** Validates the command line of requests. Throws SyssharkError USAGE. */
export function checkRequests(
  raw: RawOptions,
  words: readonly string[],
  command: readonly string[],
  sources: readonly SourceKind[],
): RunOptions {
  const other = Object.keys(raw).find((key) => OTHERS.has(key));
  if (other !== undefined)
    throw new SyssharkError('USAGE', `requests prints requests, not events: leave out ${optionName(other)}`);
  const { numEvents, request, timeline, ...rest } = raw;
  const requests: RequestsOptions = {
    isJson: raw.json === true,
    most: parseCount(numEvents, '-n', LIMITS) ?? null,
    hasTimeline: timeline === true || request !== undefined,
    numbers:
      request === undefined ? null : new Set(request.map((one) => parseCount(one, '--request', LIMITS) as number)),
  };
  const options = checkOptions({ ...rest, snaplen: raw.snaplen ?? KEPT }, words, command, sources);
  // lost events are internal ones
  return { ...options, requests, printing: 'requests', showsInternal: true };
}
