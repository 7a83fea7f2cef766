import { SyssharkError } from '../errors.js';
import type { BufferMode, RenderOptions } from '../render/options.js';
import type { TimeMode } from '../render/time.js';
import type { RawOptions } from './program.js';

/** What is printed of each event. */
export type Printing = 'lines' | 'json' | 'nothing';

/** A run that was checked: everything that the loop over the events needs to know. */
export interface RunOptions {
  /** Captures to read, `-` for standard input; none for a live capture. */
  readonly inputs: readonly string[];
  /** Command and arguments to run and to capture; none where the whole machine is. */
  readonly command: readonly string[];
  /** Capture to write, `-` for standard output. */
  readonly output: string | null;
  readonly gzip: boolean;
  /** Events to let through; Infinity for all. */
  readonly maxEvents: number;
  /** Event time to let pass in ns; Infinity for all. */
  readonly maxTime: number;
  /** Bytes kept of each I/O buffer by the probe. */
  readonly snaplen: number;
  /** Bytes of each CPU's ring. */
  readonly ringBytes: number;
  /** Whether page faults are recorded. */
  readonly hasPageFaults: boolean;
  /** User to go on as once a live capture has begun; null where the command line names none. */
  readonly user: string | null;
  readonly printing: Printing;
  /** Format text, a byte string with \n and the like still in it; null for the default line. */
  readonly format: string | null;
  readonly render: RenderOptions;
  readonly timeMode: TimeMode;
  readonly isVerbose: boolean;
  readonly hasSummary: boolean;
  readonly hasProgress: boolean;
  readonly showsInternal: boolean;
  /** -d: state first, filter after, for every event. */
  readonly filtersLate: boolean;
  readonly keepsStateEvents: boolean;
  readonly isUnbuffered: boolean;
  /** Filter text as a byte string, '' for none. */
  readonly filter: string;
  readonly color: 'auto' | 'always' | 'never';
}

/** Ring size that survives a stall of some 50 ms at a million events a second. */
const DEFAULT_RING_BYTES = 8 << 20;
const MIN_RING_BYTES = 1 << 17;
const MAX_RING_BYTES = 1 << 30;
const DEFAULT_SNAPLEN = 80;
const MAX_SNAPLEN = 65000;
const TIME_MODES: readonly TimeMode[] = ['h', 'a', 'r', 'd', 'D'];
const COLOR_MODES = ['auto', 'always', 'never'] as const;
const SIZE_UNITS: Readonly<Record<string, number>> = { '': 1, k: 1 << 10, m: 1 << 20, g: 1 << 30 };
/** Bytes as shown where a whole value is wanted. */
const NO_LIMIT = 0;
const LINE_LIMIT = 80;

/** UTF-8 text of the command line as the byte string that is compared with what events hold. */
function byteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function parseCount(text: string | undefined, option: string, range: { min: number; max: number }): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.min && value <= range.max) return value;
  const most = Number.isFinite(range.max) ? ` to ${range.max}` : ' on';
  throw new SyssharkError('USAGE', `${option} takes a number from ${range.min}${most}, not "${text}"`);
}

function parseRingBytes(text: string | undefined): number {
  if (text === undefined) return DEFAULT_RING_BYTES;
  const match = /^(\d+)([kmg]?)$/i.exec(text);
  const bytes = match === null ? 0 : Number(match[1]) * (SIZE_UNITS[(match[2] ?? '').toLowerCase()] ?? 0);
  if (bytes < MIN_RING_BYTES || bytes > MAX_RING_BYTES)
    throw new SyssharkError('USAGE', `--buffer takes a size from 128k to 1g, as 8M, not "${text}"`);
  return 2 ** Math.ceil(Math.log2(bytes));
}

function parseOneOf<T extends string>(text: string | undefined, option: string, values: readonly T[]): T | undefined {
  if (text === undefined) return undefined;
  const value = values.find((known) => known === text);
  if (value === undefined)
    throw new SyssharkError('USAGE', `${option} takes one of ${values.join(' ')}, not "${text}"`);
  return value;
}

function parseBuffers(raw: RawOptions): BufferMode {
  const chosen: BufferMode[] = [];
  if (raw.ascii) chosen.push('eols');
  if (raw.hex) chosen.push('hex');
  if (raw.hexAscii) chosen.push('hexascii');
  if (raw.base64) chosen.push('base64');
  if (chosen.length > 1) throw new SyssharkError('USAGE', '-A, -x, -X and -b exclude each other: give one of them');
  return chosen[0] ?? (raw.json ? 'json' : 'normal');
}

function choosePrinting(raw: RawOptions): Printing {
  if (raw.quiet || raw.write !== undefined) return 'nothing';
  return raw.json ? 'json' : 'lines';
}

function parseDuration(text: string | undefined): number {
  return (parseCount(text, '-M', { min: 1, max: Number.POSITIVE_INFINITY }) ?? Number.POSITIVE_INFINITY) * 1e9;
}

function parseInputs(paths: readonly string[]): readonly string[] {
  if (paths.filter((path) => path === '-').length > 1)
    throw new SyssharkError('USAGE', '-r - can be given once: standard input is one capture');
  return paths;
}

/** What to keep of the events, and for how long. */
function parseLimits(raw: RawOptions): Pick<RunOptions, 'maxEvents' | 'maxTime' | 'snaplen' | 'ringBytes'> {
  return {
    maxEvents: parseCount(raw.count, '-n', { min: 1, max: Number.POSITIVE_INFINITY }) ?? Number.POSITIVE_INFINITY,
    maxTime: parseDuration(raw.duration),
    snaplen: parseCount(raw.snaplen, '-s', { min: 0, max: MAX_SNAPLEN }) ?? DEFAULT_SNAPLEN,
    ringBytes: parseRingBytes(raw.buffer),
  };
}

/** Throws SyssharkError USAGE where options exclude or want for each other. */
function refuseContradictions(raw: RawOptions, command: readonly string[]): void {
  if (command.length > 0 && raw.read !== undefined)
    throw new SyssharkError('USAGE', '-r reads a capture, and "-- COMMAND" makes one: give one of them');
  if (raw.relinquishPrivileges !== undefined && raw.read !== undefined)
    throw new SyssharkError(
      'USAGE',
      '-Z gives up what live capture needs root for, and -r needs none: leave out one of them',
    );
  if (raw.gzip && raw.write === undefined)
    throw new SyssharkError('USAGE', '-z compresses what -w writes: give -w too');
}

/** Checks what the command line says. Throws SyssharkError USAGE. */
export function checkOptions(raw: RawOptions, words: readonly string[], command: readonly string[] = []): RunOptions {
  refuseContradictions(raw, command);
  return {
    ...parseLimits(raw),
    inputs: parseInputs(raw.read ?? []),
    command,
    output: raw.write ?? null,
    gzip: raw.gzip === true,
    hasPageFaults: raw.pageFaults === true,
    user: raw.relinquishPrivileges ?? null,
    printing: choosePrinting(raw),
    format: raw.format === undefined ? null : byteString(raw.format),
    render: { maxLength: raw.verbose ? NO_LIMIT : LINE_LIMIT, buffers: parseBuffers(raw) },
    timeMode: parseOneOf(raw.time, '-t', TIME_MODES) ?? 'h',
    isVerbose: raw.verbose === true,
    hasSummary: raw.summary === true,
    hasProgress: raw.progress === true,
    showsInternal: raw.internal === true,
    filtersLate: raw.displayFilter === true,
    keepsStateEvents: raw.fat,
    isUnbuffered: raw.unbuffered === true,
    filter: byteString(words.join(' ')),
    color: parseOneOf(raw.color, '--color', COLOR_MODES) ?? 'auto',
  };
}
