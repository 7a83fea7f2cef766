import { existsSync } from 'node:fs';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import { SCOPE } from '../fields/field.js';
import { canRejectThreads, type Filter } from '../filter/filter.js';
import { asksForCommandAlone } from '../filter/of-command.js';
import { EVT } from '../schema/events.js';
import { ContainerLookup } from '../source/containers/container-lookup.js';
import { enginesOf } from '../source/containers/engines.js';
import { WINDOW_SIZE } from '../source/content-memory.js';
import { LiveSource } from '../source/live.js';
import type { ProbeOptions } from '../source/native.js';
import { loadPrefilterModule } from '../source/prefilter-module.js';
import type { WantedFds } from '../source/procfs/descriptors.js';
import { findEnvironment } from '../source/procfs/environment.js';
import { Prefilter } from '../state/prefilter.js';
import type { RejectedThreads } from '../state/rejected-threads.js';
import type { StateOptions } from '../state/system-state.js';
import { DropWatch } from './drop-watch.js';
import { interestOf } from './interest.js';
import { LiveFollow } from './live-follow.js';
import type { ParentProcess } from './parent-process.js';
import type { Pipeline } from './pipeline.js';
import type { PipelineOptions } from './pipeline-options.js';
import { createShadow } from './shadow-pipeline.js';
import type { StateNeeds } from './state-needs.js';
import type { TracedCommand } from './traced-command.js';

/** What the probe records. */
export interface RecordingOptions
  extends Omit<
    ProbeOptions,
    | 'hasSwitches'
    | 'hasSignals'
    | 'hidesParent'
    | 'hidesHelpers'
    | 'interest'
    | 'areVerdictsStaleOnAnyChange'
    | 'learnsTables'
    | 'followed'
  > {}

/** Options of a live capture. */
export interface LiveRunOptions extends RecordingOptions, PipelineOptions {
  /** Capture to write; null for none. */
  readonly output: string | null;
  /** Whether environments that are longer than events hold are read from /proc. */
  readonly hasLargeEnvironments: boolean;
}

/** What a live capture is opened with, besides its options. */
export interface LiveParts {
  readonly filter: Filter | null;
  /** The command to capture, with its descendants; null for the whole machine. */
  readonly command: TracedCommand | null;
  readonly needs: StateNeeds;
  /** Memory for the delivered events; null for memory of the source's own. */
  readonly slab: Buffer | null;
  /** Where the pipeline puts the threads that the filter rejects; null where it does not judge threads. */
  readonly rejected: RejectedThreads | null;
  /** Environment variables: some say where container engines are. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly warn: (line: string) => void;
  /** The budget that the state of the machine takes memory from. */
  readonly memory: MemoryBudget;
  /** Output descriptor: the capture ends when nothing reads from it any more; null for none. */
  readonly readerOf: number | null;
  /** Whether plugins run in processes that this one has started, which are not recorded. */
  readonly hasPlugins?: boolean;
  /** Who started this process to show what it captures, and is not recorded; null for nobody. */
  readonly parent?: ParentProcess | null;
}

/** Options of the probe. */
export function probeOptions(
  options: RecordingOptions,
  {
    filter,
    command,
    needs,
    parent = null,
    hasPlugins = false,
  }: Pick<LiveParts, 'filter' | 'command' | 'needs' | 'parent' | 'hasPlugins'>,
): ProbeOptions {
  const canPass = (type: number): boolean => filter === null || filter.mask[type] === 1;
  return {
    ringBytes: options.ringBytes,
    snaplen: options.snaplen,
    isSnaplenDynamic: options.isSnaplenDynamic,
    fullPortMin: options.fullPortMin,
    fullPortMax: options.fullPortMax,
    hasSwitches: needs.notesUse || canPass(EVT.SCHEDSWITCH_6_E),
    hasSignals: canPass(EVT.SIGNALDELIVER_E),
    hasPageFaults: options.hasPageFaults && canPass(EVT.PAGE_FAULT_E),
    hasSelf: options.hasSelf,
    hidesParent: parent !== null,
    hidesHelpers: hasPlugins,
    interest: filter === null ? null : interestOf(filter, needs),
    areVerdictsStaleOnAnyChange: filter?.threadScope === SCOPE.ALL,
    learnsTables: filter !== null && canRejectThreads(filter) && !needs.listsDescriptors,
    followed: command?.pid ?? 0,
  };
}

/** A live capture that has begun. */
interface LiveRun {
  readonly source: LiveSource;
  readonly live: LiveFollow;
  /** Makes the pipeline that finds containers in batches that are copied undecoded; null if there is no engine to ask. */
  readonly shadow: (() => Pipeline) | null;
  /** Looks up what events lack on this machine. */
  readonly naming: Pick<StateOptions, 'findEnvironment'>;
}

/** Which descriptors of processes that run already are needed. */
const wantedFds = ({ namesDescriptors }: StateNeeds): WantedFds => (namesDescriptors ? 'all' : 'directories');

/** The processes that are not recorded, by pid. */
const hiddenPids = ({ hasSelf }: LiveRunOptions, parent: ParentProcess | null): readonly number[] => [
  ...(hasSelf ? [] : [process.pid]),
  ...(parent === null ? [] : [process.ppid]),
];

/** Starts recording. Throws SyssharkError that names what is missing. */
export function startLive(options: LiveRunOptions, parts: LiveParts): LiveRun {
  const { filter, command, slab, rejected, env, warn, memory, readerOf, parent = null } = parts;
  const engines = enginesOf(env).filter(({ socket }) => existsSync(socket));
  // with a slab, batches are prefiltered anyway
  const mayCopy = filter === null && options.output !== null && slab === null;
  const prefilter = mayCopy && engines.length > 0 ? new Prefilter(loadPrefilterModule(), WINDOW_SIZE) : null;
  const source = new LiveSource({
    ...probeOptions(options, parts),
    slab: slab ?? prefilter?.slab ?? null,
    readerOf,
    memory,
    wantedFds: wantedFds(parts.needs),
    containers: new ContainerLookup(engines, warn),
    warn,
  });
  source.open();
  const drops = new DropWatch(source, { isExact: filter === null || asksForCommandAlone(filter), warn, parent });
  return {
    source,
    live: new LiveFollow({ source, drops, filter, rejected, command, hidden: hiddenPids(options, parent), warn }),
    shadow: prefilter === null ? null : () => createShadow(options, { prefilter, memory, needs: { notesUse: false } }),
    naming: { findEnvironment: options.hasLargeEnvironments ? findEnvironment : null },
  };
}
