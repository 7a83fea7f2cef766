import process, { emitWarning, env } from 'node:process';
import { SyssharkError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import { ofCommand } from '../filter/of-command.js';
import type { LiveRunOptions } from '../run/live-run.js';
import { DEFAULT_OPTIONS } from '../run/pipeline-options.js';
import { RING_BYTES, ringSize, SNAPLEN } from '../run/recording-limits.js';
import { makeSkipContext } from '../run/skip-context.js';
import { MACHINE } from '../run/sources.js';
import { ALL_NEEDS, type StateNeeds } from '../run/state-needs.js';
import type { TracedCommand } from '../run/traced-command.js';
import type { LiveCapture, StartOptions } from './capture.js';
import type { CaptureParts } from './capture-run.js';
import { EventCapture } from './event-capture.js';
import { chooseFilter } from './filter-of-text.js';
import { budgetOf } from './state-memory.js';
import { checkRange } from './whole-number.js';

/** Prefix of warnings on the command line; warnings of a process have a name instead. */
const PREFIX = /^sysshark: /;
const warnProcess = (message: string): void => emitWarning(message, 'SyssharkWarning');

const ignore = (): void => undefined;

/** From the first live capture on: Node.js would open its debugger, through which any local user could run code as root. */
function ignoreDebugSignal(): void {
  if (!process.listeners('SIGUSR1').includes(ignore)) process.on('SIGUSR1', ignore);
}

function recordingOptions(options: StartOptions): LiveRunOptions {
  const { snaplen = SNAPLEN.DEFAULT, bufferBytes = RING_BYTES.DEFAULT, pageFaults = false } = options;
  return {
    ...DEFAULT_OPTIONS,
    snaplen: checkRange(snaplen, 'snaplen', { min: 0, max: SNAPLEN.MAX }),
    ringBytes: ringSize(checkRange(bufferBytes, 'bufferBytes', { min: RING_BYTES.MIN, max: RING_BYTES.MAX })),
    isSnaplenDynamic: false,
    fullPortMin: 0,
    fullPortMax: 0,
    hasPageFaults: pageFaults,
    hasSelf: false,
    hasLargeEnvironments: false,
    output: null,
  };
}

async function makeCommand(command: readonly string[] | undefined): Promise<TracedCommand | null> {
  if (command === undefined) return null;
  if (command.length === 0) throw new SyssharkError('USAGE', 'command names no program to run');
  const { TracedCommand } = await import('../run/traced-command.js');
  return new TracedCommand(command, null);
}

/** What a capture needs beside its options. */
export interface RecordingDemand {
  /** The state that may be asked for; `filter`: the one that was given. */
  readonly needsOf: (filter: Filter | null) => StateNeeds;
  /** Whether events are skipped, or taken by columns, even if there is no filter. */
  readonly alwaysSkips: boolean;
}

/** Starts the probe; `filter` also leaves out what the command does not do. */
async function attach(
  options: StartOptions,
  {
    command,
    filter,
    needs,
    skips,
  }: { command: TracedCommand | null; filter: Filter | null; needs: StateNeeds; skips: boolean },
): Promise<Omit<CaptureParts, 'signal'>> {
  const { onWarning = warnProcess } = options;
  const memory = budgetOf(options.stateBytes);
  const skipContext = skips ? makeSkipContext(filter, MACHINE.usesProbe) : null;
  const opened = await MACHINE.open(recordingOptions(options), {
    ...{ filter, skipContext, command, needs, env, readerOf: null, memory },
    warn: (line) => onWarning(line.replace(PREFIX, '')),
  });
  return { opened, filter, skipContext, memory, needs, command };
}

/** Captures this machine, or a command, for what `begin` makes of it. Throws the errors of startCapture of index.ts. */
export async function record<Result>(
  options: StartOptions,
  { needsOf, alwaysSkips }: RecordingDemand,
  begin: (parts: CaptureParts) => Promise<Result>,
): Promise<Result> {
  const { signal = null } = options;
  signal?.throwIfAborted();
  ignoreDebugSignal();
  const given = chooseFilter(options.filter);
  const command = await makeCommand(options.command);
  const filter = command === null ? given : ofCommand(given);
  try {
    const skips = alwaysSkips || filter !== null;
    const parts = await attach(options, { command, filter, needs: needsOf(given), skips });
    return await begin({ ...parts, signal });
  } catch (error) {
    command?.stop();
    throw error;
  }
}

/** Programs can read any field of an event. */
const EVENTS_DEMAND: RecordingDemand = {
  needsOf: () => ({ ...ALL_NEEDS, listsDescriptors: false }),
  alwaysSkips: false,
};

/** startCapture of index.ts. */
export const startRecording = (options: StartOptions): Promise<LiveCapture> =>
  record(options, EVENTS_DEMAND, (parts) => EventCapture.begin(parts));
