import { dirname } from 'node:path';
import { toByteString } from '../../bytes/text.js';
import { SyssharkError } from '../../errors.js';
import type { CaptureNames } from '../../output/capture-names.js';
import type { FileLimits, SeriesWatcher } from '../../output/capture-series.js';
import type { RawOptions } from '../command-line/table.js';
import { insteadOfEvents } from './foreign-events.js';
import { parseBytes, parseCount } from './option-values.js';

/** Where segments go. */
export type Segments = CaptureNames & SeriesWatcher;

/** How the output is split into several captures. */
export type SplitOptions =
  | {
      readonly kind: 'series';
      readonly limits: FileLimits;
      /** Whether the name has conversions of strftime(3). */
      readonly isTimed: boolean;
      /** Number of files to keep; Infinity for all. */
      readonly keep: number;
    }
  | {
      readonly kind: 'recorder';
      /** Bytes of events to keep in memory. */
      readonly ringBytes: number;
      /** Filter whose match triggers a dump (byte string), '' for none. */
      readonly dumpOn: string;
      /** Event time in ns for which a dump continues. */
      readonly after: number;
      readonly keep: number;
    }
  | {
      /** Segments of ship: a file also ends by the clock, when no event does it. */
      readonly kind: 'spool';
      readonly limits: FileLimits;
      readonly segments: Segments;
      /** Which events are in segments: a filter (byte string); null for all. */
      readonly recorded: string | null;
    };

const MEGABYTE = 1e6;
const NANOS = 1e9;
const NO_LIMIT = Number.POSITIVE_INFINITY;
const MAX_KEPT = 100_000;
const MIN_RING = 1 << 20;
const MAX_RING = 1 << 30;
const DEFAULT_AFTER = 1;
/** Conversions of strftime(3), and those that are supported in file names. */
const CONVERSION = /%[-_0]?.?/g;
const KNOWN_CONVERSION = /^%[-_0]?[aAbBCdeFHhIjkLlMmPpRSsTUuWwYyZz%]$/;

type SplitLetters = Pick<RawOptions, 'fileSize' | 'seconds' | 'events' | 'limit'>;
const LETTERS: Readonly<Record<keyof SplitLetters, string>> = {
  fileSize: '-C',
  seconds: '-G',
  events: '-e',
  limit: '-W',
};
const RECORDER_OPTIONS = { ring: '--ring', dumpOn: '--dump-on', after: '--after' } as const;

function given<Name extends keyof RawOptions>(raw: RawOptions, names: Readonly<Record<Name, string>>): string[] {
  return (Object.keys(names) as Name[]).filter((name) => raw[name] !== undefined).map((name) => names[name]);
}

function fail(message: string): never {
  throw new SyssharkError('USAGE', message);
}

function atLeastOne(text: string | undefined, option: string, max = NO_LIMIT): number {
  return parseCount(text, option, { min: 1, max }) ?? NO_LIMIT;
}

/** Whether a path contains conversions. Throws SyssharkError USAGE for unsupported ones and for ones in the name of the folder. */
function checkConversions(path: string): boolean {
  const conversions = path.match(CONVERSION) ?? [];
  const unknown = conversions.find((text) => !KNOWN_CONVERSION.test(text));
  if (unknown !== undefined) fail(`-w ${path}: "${unknown}" is not supported in file names; write %% for %`);
  if (dirname(path).includes('%'))
    fail(`-w ${path}: times are supported in the file name, not in the name of its folder`);
  return conversions.length > 0;
}

function checkSeries(raw: RawOptions, path: string): SplitOptions {
  const limits = {
    bytes: atLeastOne(raw.fileSize, '-C') * MEGABYTE,
    time: atLeastOne(raw.seconds, '-G') * NANOS,
    events: atLeastOne(raw.events, '-e'),
  };
  const isTimed = raw.seconds !== undefined && checkConversions(path);
  return { kind: 'series', limits, isTimed, keep: atLeastOne(raw.limit, '-W', MAX_KEPT) };
}

function checkRecorder(raw: RawOptions): SplitOptions {
  const range = { min: MIN_RING, max: MAX_RING, example: '64M' };
  return {
    kind: 'recorder',
    ringBytes: parseBytes(raw.ring, '--ring', range) ?? fail('--dump-on and --after require --ring SIZE'),
    dumpOn: toByteString(raw.dumpOn ?? ''),
    after: (parseCount(raw.after, '--after', { min: 0, max: NO_LIMIT }) ?? DEFAULT_AFTER) * NANOS,
    keep: atLeastOne(raw.limit, '-W', MAX_KEPT),
  };
}

/** Throws SyssharkError USAGE if -e has a value of strace or tshark. */
function refuseForeign({ events }: RawOptions): void {
  const hint = events === undefined ? null : insteadOfEvents(events);
  if (hint !== null) fail(`-e takes a number of events for each file; ${hint}`);
}

/** Validates the options that split the output; null without any. Throws SyssharkError USAGE. */
export function checkSplit(raw: RawOptions): SplitOptions | null {
  refuseForeign(raw);
  const limits = given(raw, { fileSize: '-C', seconds: '-G', events: '-e' });
  const recorder = given(raw, RECORDER_OPTIONS);
  const [first] = [...limits, ...recorder, ...given(raw, LETTERS)];
  if (first === undefined) return null;
  const path = raw.write ?? fail(`${first} requires -w FILE`);
  if (path === '-') fail(`${first} writes several captures, which standard output cannot hold: give -w a file name`);
  if (limits.length + recorder.length === 0) fail('-W requires -C, -G or -e');
  if (limits.length > 0 && recorder.length > 0)
    fail(`${limits[0]} splits a capture and ${recorder[0]} writes one on demand: give only one of them`);
  return recorder.length > 0 ? checkRecorder(raw) : checkSeries(raw, path);
}
