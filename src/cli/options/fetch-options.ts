import { SyssharkError } from '../../errors.js';
import { parseTarget, type Target } from '../../fleet/target.js';
import type { FileSpan } from '../../output/capture-series.js';
import type { RawOptions } from '../command-line/table.js';
import { needed, refuseOthers } from './fleet-options.js';
import { checkOptions, type RunOptions } from './run-options.js';
import { parseTime } from './time-option.js';

/** Which period of which host is fetched, and where it goes. */
export interface FetchRequest {
  readonly host: string;
  readonly span: FileSpan;
  readonly target: Target;
  readonly tokenFile: string;
  /** File with certificates to trust; null for those of the system. */
  readonly authority: string | null;
  /** The capture that is written. */
  readonly output: string;
  /** The options of the run that writes it from the segments that were fetched. */
  readonly optionsFor: (paths: readonly string[]) => RunOptions;
}

const OF_FETCH: readonly (keyof RawOptions)[] = [
  ...(['collector', 'tokenFile', 'from', 'to', 'authority', 'insecure', 'write', 'compress'] as const),
  ...(['displayFilters', 'stateMemory'] as const),
];
/** Nanoseconds of a millisecond, as digits. */
const NANOS = '000000';

/** Validates the command line of fetch. Throws SyssharkError USAGE. */
export function checkFetch(raw: RawOptions, words: readonly string[], command: readonly string[]): FetchRequest {
  refuseOthers(raw, 'fetch', OF_FETCH);
  const [host, ...filter] = words;
  if (host === undefined || command.length > 0)
    throw new SyssharkError('USAGE', 'fetch requires the name of a host: sysshark fetch HOST --from TIME --to TIME …');
  const span = {
    fromMs: parseTime(needed(raw, 'from', 'fetch'), '--from'),
    untilMs: parseTime(needed(raw, 'to', 'fetch'), '--to'),
  };
  if (span.fromMs > span.untilMs) throw new SyssharkError('USAGE', '--from is later than --to');
  const within = `evt.rawtime>=${Math.floor(span.fromMs)}${NANOS} and evt.rawtime<=${Math.ceil(span.untilMs)}${NANOS}`;
  const { write, compress, displayFilters = [], stateMemory } = raw;
  const output = needed(raw, 'write', 'fetch');
  const recorded = { write, compress, stateMemory, displayFilters: [...displayFilters, within] };
  const given = Object.fromEntries(Object.entries(recorded).filter(([, value]) => value !== undefined));
  const optionsFor = (read: readonly string[]): RunOptions => checkOptions({ ...given, read }, filter);
  // what is wrong with them is said before anything is fetched
  optionsFor([]);
  return {
    host,
    span,
    target: parseTarget(needed(raw, 'collector', 'fetch'), '--collector', raw.insecure === true),
    tokenFile: needed(raw, 'tokenFile', 'fetch'),
    authority: raw.authority ?? null,
    output,
    optionsFor,
  };
}
