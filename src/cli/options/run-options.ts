import type { ChiselRequest } from '../../analysis/chisel-set.js';
import { STATE_BYTES } from '../../bytes/memory-budget.js';
import { toByteString } from '../../bytes/text.js';
import { SyssharkError } from '../../errors.js';
import type { BufferMode, RenderOptions } from '../../render/options.js';
import type { TimeMode } from '../../render/time.js';
import { RING_BYTES, ringSize, SNAPLEN } from '../../run/recording-limits.js';
import { chooseSource, SOURCES, type SourceKind } from '../../run/sources.js';
import type { RawOptions } from '../command-line/table.js';
import { type MachineForm, parseMachineForm } from './machine-form.js';
import { parseBytes, parseCount } from './option-values.js';
import { checkSplit, type SplitOptions } from './split-options.js';

/** What is printed of each event; what chisels print is theirs. */
export type Printing = 'lines' | 'json' | 'machine' | 'chisels' | 'nothing';

/** A run that was checked: everything that a session needs to know. */
export interface RunOptions {
  /** The kind of source that events come from, and all that there are: each may bring fields. */
  readonly source: SourceKind;
  readonly sources: readonly SourceKind[];
  /** Captures to read, `-` for standard input; none for a live capture. */
  readonly inputs: readonly string[];
  /** Command and arguments to run and to capture; none where the whole machine is. */
  readonly command: readonly string[];
  /** Capture to write, `-` for standard output. */
  readonly output: string | null;
  readonly gzip: boolean;
  /** How what is written is split into several captures; null for one. */
  readonly split: SplitOptions | null;
  /** Events to let through; Infinity for all. */
  readonly maxEvents: number;
  /** Event time to let pass in ns; Infinity for all. */
  readonly maxTime: number;
  /** Bytes kept of each I/O buffer by the probe. */
  readonly snaplen: number;
  /** Whether it keeps more of some protocols. */
  readonly isSnaplenDynamic: boolean;
  /** Ports of which it keeps much, whatever goes over them; to 0 for none. */
  readonly fullPortMin: number;
  readonly fullPortMax: number;
  /** Bytes of each CPU's ring. */
  readonly ringBytes: number;
  /** Heap bytes for what is known of processes, descriptors, users and containers. */
  readonly stateBytes: number;
  /** Whether page faults are recorded. */
  readonly hasPageFaults: boolean;
  /** Whether this program is recorded as any other. */
  readonly hasSelf: boolean;
  /** Whether its switches are, in any case. */
  readonly hasOwnSwitches: boolean;
  /** Whether environments are read whole, also those that are longer than events hold. */
  readonly hasLargeEnvironments: boolean;
  /** User to go on as once a live capture has begun; null where the command line names none. */
  readonly user: string | null;
  readonly printing: Printing;
  /** What is run on the events instead of printing them. */
  readonly chisels: readonly ChiselRequest[];
  /** -j, whatever is printed. */
  readonly isJson: boolean;
  /** What -T asks for; null without it. */
  readonly machineForm: MachineForm | null;
  /** Format text, a byte string with \n and the like still in it; null for the default line. */
  readonly format: string | null;
  readonly render: RenderOptions;
  readonly timeMode: TimeMode;
  /** Whether what is printed of events is so byte for byte, whatever it does to lines and terminals. */
  readonly hasRawBytes: boolean;
  readonly isVerbose: boolean;
  readonly hasSummary: boolean;
  readonly hasProgress: boolean;
  readonly showsInternal: boolean;
  readonly keepsStateEvents: boolean;
  readonly isUnbuffered: boolean;
  /** Filter text as a byte string, '' for none. */
  readonly filter: string;
  /** Names of commands (byte strings) of which, and of whose descendants, there are to be no events. */
  readonly suppressed: readonly string[];
  /** Whether users and groups are known, and written. */
  readonly hasAccounts: boolean;
  /** Whether threads that the filter rejects are left out of the process list that is written. */
  readonly filtersThreads: boolean;
  /** Whether ports are shown by name. */
  readonly namesPorts: boolean;
  /** Whether addresses of the machine are shown by the names of their interfaces. */
  readonly namesInterfaces: boolean;
  readonly color: 'auto' | 'always' | 'never';
}

const MAX_PORT = 65535;
/** Bytes as shown where a whole value is wanted. */
const NO_LIMIT = 0;
const LINE_LIMIT = 80;

function parseRingBytes(text: string | undefined): number {
  const bytes = parseBytes(text, '--buffer', { min: RING_BYTES.MIN, max: RING_BYTES.MAX, example: '8M' });
  return bytes === undefined ? RING_BYTES.DEFAULT : ringSize(bytes);
}

function parseStateBytes(text: string | undefined): number {
  const { MIN: min, MAX: max, DEFAULT } = STATE_BYTES;
  return parseBytes(text, '--state-memory', { min, max, example: '2g' }) ?? DEFAULT;
}

function parseBuffers(raw: RawOptions): BufferMode {
  const chosen: BufferMode[] = [];
  if (raw.printAscii) chosen.push('eols');
  if (raw.printHex) chosen.push('hex');
  if (raw.printHexAscii) chosen.push('hexascii');
  if (raw.printBase64) chosen.push('base64');
  if (chosen.length > 1)
    throw new SyssharkError('USAGE', '-A, -x, -X and -b cannot be combined: give only one of them');
  return chosen[0] ?? (raw.json ? 'json' : 'normal');
}

function choosePrinting(raw: RawOptions): Printing {
  if (raw.chisel !== undefined) return 'chisels';
  if (raw.quiet || raw.write !== undefined) return 'nothing';
  if (raw.form !== undefined) return 'machine';
  return raw.json ? 'json' : 'lines';
}

function parseDuration(text: string | undefined): number {
  return (parseCount(text, '-M', { min: 1, max: Number.POSITIVE_INFINITY }) ?? Number.POSITIVE_INFINITY) * 1e9;
}

function parseInputs(paths: readonly string[]): readonly string[] {
  if (paths.filter((path) => path === '-').length > 1)
    throw new SyssharkError('USAGE', '-r - can be given only once: standard input is one capture');
  return paths;
}

type FullPorts = Pick<RunOptions, 'fullPortMin' | 'fullPortMax'>;

function parseFullPorts(text: string | undefined): FullPorts {
  if (text === undefined) return { fullPortMin: 0, fullPortMax: 0 };
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  const min = Number(match?.[1]);
  const max = Number(match?.[2] ?? min);
  if (min >= 1 && min <= max && max <= MAX_PORT) return { fullPortMin: min, fullPortMax: max };
  throw new SyssharkError('USAGE', `--full-ports takes a port or a range of ports, such as 8000-8099, not "${text}"`);
}

type Limits = Pick<RunOptions, 'maxEvents' | 'maxTime' | 'snaplen' | 'isSnaplenDynamic' | 'ringBytes' | 'stateBytes'> &
  FullPorts;

/** What to keep of the events, and for how long. */
function parseLimits(raw: RawOptions): Limits {
  return {
    maxEvents: parseCount(raw.numEvents, '-n', { min: 1, max: Number.POSITIVE_INFINITY }) ?? Number.POSITIVE_INFINITY,
    maxTime: parseDuration(raw.duration),
    snaplen: parseCount(raw.snaplen, '-s', { min: 0, max: SNAPLEN.MAX }) ?? SNAPLEN.DEFAULT,
    isSnaplenDynamic: raw.dynamicSnaplen === true || raw.fullPorts !== undefined,
    ...parseFullPorts(raw.fullPorts),
    ringBytes: parseRingBytes(raw.buffer),
    stateBytes: parseStateBytes(raw.stateMemory),
  };
}

type RecordedOption = 'hasPageFaults' | 'hasSelf' | 'hasOwnSwitches' | 'hasLargeEnvironments';

/** What is recorded of the machine beside system calls. */
function recordingOf(raw: RawOptions): Pick<RunOptions, RecordedOption> {
  return {
    hasPageFaults: raw.pageFaults === true,
    hasSelf: raw.debug === true,
    hasOwnSwitches: false,
    hasLargeEnvironments: raw.largeEnvironment === true,
  };
}

/** Which events are let through, and when that is decided. */
function filteringOf(
  raw: RawOptions,
  words: readonly string[],
): Pick<RunOptions, 'filter' | 'suppressed' | 'filtersThreads'> {
  return {
    filter: toByteString(words.join(' ')),
    suppressed: (raw.suppressComm ?? []).map(toByteString),
    filtersThreads: raw.filterProclist === true,
  };
}

/** Throws SyssharkError USAGE where options exclude or want for each other. */
function refuseContradictions(raw: RawOptions, command: readonly string[]): void {
  if (command.length > 0 && raw.read !== undefined)
    throw new SyssharkError('USAGE', '-r reads a capture and "-- COMMAND" makes one: give only one of them');
  if (raw.relinquishPrivileges !== undefined && raw.read !== undefined)
    throw new SyssharkError('USAGE', '-Z is for live captures only; -r does not need root: leave out one of them');
  if (raw.chisel !== undefined && raw.explain)
    throw new SyssharkError('USAGE', '--explain explains only filters: leave out -c (-i NAME describes a chisel)');
  if (raw.chisel !== undefined && raw.write === '-')
    throw new SyssharkError('USAGE', '-w - and -c both write to standard output: give -w a file name');
  if (raw.compress && raw.write === undefined) throw new SyssharkError('USAGE', '-z requires -w FILE');
}

/** Checks what the command line says, for a run that can open `sources`. Throws SyssharkError USAGE. */
export function checkOptions(
  raw: RawOptions,
  words: readonly string[],
  command: readonly string[] = [],
  sources: readonly SourceKind[] = SOURCES,
): RunOptions {
  refuseContradictions(raw, command);
  const options = {
    ...parseLimits(raw),
    inputs: parseInputs(raw.read ?? []),
    command,
    output: raw.write ?? null,
    gzip: raw.compress === true,
    split: checkSplit(raw),
    ...recordingOf(raw),
    ...filteringOf(raw, words),
    user: raw.relinquishPrivileges ?? null,
    printing: choosePrinting(raw),
    chisels: [],
    isJson: raw.json === true,
    machineForm: parseMachineForm(raw),
    format: raw.print === undefined ? null : toByteString(raw.print),
    render: { maxLength: raw.verbose ? NO_LIMIT : LINE_LIMIT, buffers: parseBuffers(raw) },
    timeMode: raw.time ?? 'h',
    hasRawBytes: raw.rawBytes !== undefined,
    isVerbose: raw.verbose === true,
    hasSummary: raw.summary === true,
    hasProgress: raw.progress === true,
    showsInternal: raw.debug === true,
    keepsStateEvents: raw.noFat !== true,
    isUnbuffered: raw.unbuffered === true,
    hasAccounts: raw.excludeUsers !== true,
    namesPorts: raw.resolvePorts === true,
    namesInterfaces: raw.ifaceNames === true,
    color: raw.color ?? 'auto',
  } as const;
  return { ...options, sources, source: chooseSource(options, sources) };
}

/** Checks what the command line says of captures to merge. Throws SyssharkError USAGE. */
export function checkMerge(raw: RawOptions, paths: readonly string[]): RunOptions {
  const captures = [...(raw.read ?? []), ...paths];
  if (captures.length < 2 || raw.write === undefined)
    throw new SyssharkError('USAGE', 'merge needs at least two captures and an output file: merge A B -w C');
  return checkOptions({ ...raw, read: captures }, []);
}
