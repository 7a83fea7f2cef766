import type { ChiselRequest } from '../../analysis/chisel-set.js';
import { STATE_BYTES } from '../../bytes/memory-budget.js';
import { toByteString } from '../../bytes/text.js';
import { SyssharkError } from '../../errors.js';
import { isModuleName } from '../../modules/module-name.js';
import type { EventConsumer } from '../../output/event-consumer.js';
import type { BufferMode, RenderOptions } from '../../render/options.js';
import type { TimeMode } from '../../render/time.js';
import { RING_BYTES, ringSize, SNAPLEN } from '../../run/recording-limits.js';
import { chooseSource, type PluginInput, SOURCES, type SourceKind } from '../../run/sources.js';
import type { RawOptions } from '../command-line/table.js';
import { secondsOf } from './autostop.js';
import type { FollowOptions } from './follow-request.js';
import { type MachineForm, parseMachineForm } from './machine-form.js';
import { parseBytes, parseCount } from './option-values.js';
import { parseInput, parsePlugins, pluginFiles } from './plugin-input.js';
import { parsePrintFormat } from './print-format.js';
import type { RequestsOptions } from './requests-request.js';
import { checkSplit, type SplitOptions } from './split-options.js';
import { parseTextFile } from './text-file.js';

/** What is printed for each event; `chisels`, `follow`, `requests`, `asked`: they print their own output. */
export type Printing = 'lines' | 'json' | 'machine' | 'chisels' | 'follow' | 'requests' | 'asked' | 'nothing';

/** The validated options of a run. */
export interface RunOptions {
  /** The kind of source that events come from, and all kinds of sources: each may bring fields. */
  readonly source: SourceKind;
  readonly sources: readonly SourceKind[];
  /** Captures to read, `-` for standard input; none for a live capture. */
  readonly inputs: readonly string[];
  /** The plugin whose events are read (-I); null for none. */
  readonly plugin: PluginInput | null;
  /** Command and arguments to run and capture; empty to capture the whole machine. */
  readonly command: readonly string[];
  /** Capture to write, `-` for standard output. */
  readonly output: string | null;
  readonly gzip: boolean;
  /** How the output is split into several captures; null for a single one. */
  readonly split: SplitOptions | null;
  /** Stop after this many events that pass the filter; Infinity for no limit. */
  readonly maxEvents: number;
  /** Stop after this much event time, in ns; Infinity for no limit. */
  readonly maxTime: number;
  /** Bytes kept of each I/O buffer by the probe. */
  readonly snaplen: number;
  /** Whether the probe keeps more bytes of some protocols. */
  readonly isSnaplenDynamic: boolean;
  /** Range of ports with up to 16000 bytes kept of each buffer; fullPortMax 0 for none. */
  readonly fullPortMin: number;
  readonly fullPortMax: number;
  /** Bytes of each CPU's ring. */
  readonly ringBytes: number;
  /** Heap bytes for the state: processes, descriptors, users and containers. */
  readonly stateBytes: number;
  /** Whether page faults are recorded. */
  readonly hasPageFaults: boolean;
  /** Whether events of this process are recorded, too. */
  readonly hasSelf: boolean;
  /** Whether whole environments are read, even if they are longer than events can hold. */
  readonly hasLargeEnvironments: boolean;
  /** User to switch to once a live capture has started (-Z); null if not given. */
  readonly user: string | null;
  readonly printing: Printing;
  /** The file to print to instead of standard output; null for standard output. */
  readonly textFile: string | null;
  /** Chisels to run instead of printing events. */
  readonly chisels: readonly ChiselRequest[];
  /** What follow shows; null to run anything else. */
  readonly follow: FollowOptions | null;
  /** Which requests are shown; null to run anything else. */
  readonly requests: RequestsOptions | null;
  /** What takes the events instead of a printer, in order. */
  readonly consumers: readonly EventConsumer[];
  /** Whether -j is given, whatever is printed. */
  readonly isJson: boolean;
  /** The form selected by -T; null without it. */
  readonly machineForm: MachineForm | null;
  /** Format (byte string, escapes such as \n not yet expanded); null for the default format. */
  readonly format: string | null;
  readonly render: RenderOptions;
  readonly timeMode: TimeMode;
  /** Whether captured text is printed unmasked (--raw-bytes). */
  readonly hasRawBytes: boolean;
  readonly isVerbose: boolean;
  /** Whether -q is given. */
  readonly isQuiet: boolean;
  readonly hasSummary: boolean;
  readonly hasProgress: boolean;
  readonly showsInternal: boolean;
  readonly keepsStateEvents: boolean;
  readonly isUnbuffered: boolean;
  /** Filter text as a byte string, '' for none. */
  readonly filter: string;
  /** Filters of -Y, byte strings; events must pass them as well. */
  readonly displayFilters: readonly string[];
  /** Names of commands (byte strings) whose events, and those of their descendants, are ignored. */
  readonly suppressed: readonly string[];
  /** Whether user and group names are read and written. */
  readonly hasAccounts: boolean;
  /** Whether threads that the filter rejects are left out of the written process list. */
  readonly filtersThreads: boolean;
  /** Whether ports are shown by name. */
  readonly namesPorts: boolean;
  /** Whether addresses of the machine are shown by the names of their interfaces. */
  readonly namesInterfaces: boolean;
  readonly color: 'auto' | 'always' | 'never';
}

const MAX_PORT = 65535;
/** Most bytes printed of an argument: 0 for no limit, or the default. */
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

const UNLIMITED = { min: 1, max: Number.POSITIVE_INFINITY } as const;

/** The lower limit of -M and -a. */
function parseDuration({ duration, autostop }: RawOptions): number {
  const seconds = [parseCount(duration, '-M', UNLIMITED), parseCount(secondsOf(autostop), '-a duration:N', UNLIMITED)];
  return Math.min(...seconds.map((one) => one ?? Number.POSITIVE_INFINITY)) * 1e9;
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

/** Limits on the number of events, the time, the data kept of each event, and memory. */
function parseLimits(raw: RawOptions): Limits {
  return {
    maxEvents: parseCount(raw.numEvents, '-n', UNLIMITED) ?? Number.POSITIVE_INFINITY,
    maxTime: parseDuration(raw),
    snaplen: parseCount(raw.snaplen, '-s', { min: 0, max: SNAPLEN.MAX }) ?? SNAPLEN.DEFAULT,
    isSnaplenDynamic: raw.dynamicSnaplen === true || raw.fullPorts !== undefined,
    ...parseFullPorts(raw.fullPorts),
    ringBytes: parseRingBytes(raw.buffer),
    stateBytes: parseStateBytes(raw.stateMemory),
  };
}

type RecordedOption = 'hasPageFaults' | 'hasSelf' | 'hasLargeEnvironments';

/** What is recorded besides the system calls of other processes. */
function recordingOf(raw: RawOptions): Pick<RunOptions, RecordedOption> {
  return {
    hasPageFaults: raw.pageFaults === true,
    hasSelf: raw.debug === true,
    hasLargeEnvironments: raw.largeEnvironment === true,
  };
}

/** Which events pass, and whether rejected threads are written. */
function filteringOf(
  raw: RawOptions,
  words: readonly string[],
): Pick<RunOptions, 'filter' | 'displayFilters' | 'suppressed' | 'filtersThreads'> {
  return {
    filter: toByteString(words.join(' ')),
    displayFilters: (raw.displayFilters ?? []).map(toByteString),
    suppressed: (raw.suppressComm ?? []).map(toByteString),
    filtersThreads: raw.filterProclist === true,
  };
}

/** Throws SyssharkError USAGE if -Z is given where root is not given up: it is live, for the network, and for code of users. */
function refuseUselessUser(raw: RawOptions, source: SourceKind): void {
  const { relinquishPrivileges, chisel, read } = raw;
  const hasModule = chisel?.some(isModuleName) === true || pluginFiles(raw).length > 0;
  if (relinquishPrivileges === undefined || source.usesProbe || source.listens || source.asks || hasModule) return;
  throw new SyssharkError(
    'USAGE',
    `-Z is for live captures only; -${read === undefined ? 'I' : 'r'} does not need root: leave out one of them`,
  );
}

/** Throws SyssharkError USAGE if a command is to be captured, and something else is to be read. */
function refuseTwoSources({ read, input }: RawOptions, command: readonly string[]): void {
  if (command.length === 0) return;
  if (read !== undefined)
    throw new SyssharkError('USAGE', '-r reads a capture and "-- COMMAND" makes one: give only one of them');
  if (input !== undefined)
    throw new SyssharkError('USAGE', '-I reads logs and "-- COMMAND" captures a command: give only one of them');
}

/** Throws SyssharkError USAGE if options contradict each other, or one requires another that is not given. */
function refuseContradictions(raw: RawOptions, command: readonly string[]): void {
  refuseTwoSources(raw, command);
  if (raw.chisel !== undefined && raw.explain)
    throw new SyssharkError('USAGE', '--explain explains only filters: leave out -c (-i NAME describes a chisel)');
  if (raw.chisel !== undefined && raw.write === '-')
    throw new SyssharkError('USAGE', '-w - and -c both write to standard output: give -w a file name');
  if (raw.compress && raw.write === undefined) throw new SyssharkError('USAGE', '-z requires -w FILE');
}

/** Validates the command line of a run that can open `sources`. Throws SyssharkError USAGE. */
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
    plugin: parseInput(raw.input, parsePlugins(raw.plugin ?? [], sources), sources),
    command,
    output: raw.write ?? null,
    gzip: raw.compress === true,
    split: checkSplit(raw),
    ...recordingOf(raw),
    ...filteringOf(raw, words),
    user: raw.relinquishPrivileges ?? null,
    printing: choosePrinting(raw),
    textFile: parseTextFile(raw),
    chisels: [],
    follow: null,
    requests: null,
    consumers: [],
    isJson: raw.json === true,
    machineForm: parseMachineForm(raw),
    format: parsePrintFormat(raw.print),
    render: { maxLength: raw.verbose ? NO_LIMIT : LINE_LIMIT, buffers: parseBuffers(raw) },
    timeMode: raw.time ?? 'h',
    hasRawBytes: raw.rawBytes !== undefined,
    isVerbose: raw.verbose === true,
    isQuiet: raw.quiet === true,
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
  const source = chooseSource(options, sources);
  refuseUselessUser(raw, source);
  return { ...options, sources, source };
}

/** Validates the command line of merge. Throws SyssharkError USAGE. */
export function checkMerge(raw: RawOptions, paths: readonly string[], sources: readonly SourceKind[]): RunOptions {
  const captures = [...(raw.read ?? []), ...paths];
  if (captures.length < 2 || raw.write === undefined)
    throw new SyssharkError('USAGE', 'merge needs at least two captures and an output file: merge A B -w C');
  return checkOptions({ ...raw, read: captures }, [], [], sources);
}
