import { existsSync } from 'node:fs';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import { fromByteString } from '../bytes/text.js';
import { SCOPE } from '../fields/field.js';
import type { Filter } from '../filter/filter.js';
import { asksForCommandAlone } from '../filter/of-command.js';
import { EVT } from '../schema/events.js';
import { WINDOW_SIZE } from '../source/capture-file.js';
import { ContainerLookup } from '../source/containers/container-lookup.js';
import { enginesOf } from '../source/containers/engines.js';
import { LiveSource } from '../source/live.js';
import type { ProbeOptions } from '../source/native.js';
import { findEnvironment } from '../source/procfs/environment.js';
import { loadSkimModule } from '../source/skim-module.js';
import type { RefusedThreads } from '../state/refused-threads.js';
import { Skimmer } from '../state/skimmer.js';
import type { Thread } from '../state/thread.js';
import { DropWatch } from './drop-watch.js';
import type { EventLoop } from './event-loop.js';
import { interestOf } from './interest.js';
import type { LoopOptions } from './loop-options.js';
import type { TracedCommand } from './traced-command.js';
import { createTracker } from './tracker.js';

/** Processes with rings that are remembered, and that are named in the end. */
const MAX_RING_PIDS = 1000;
const MAX_NAMES = 5;

/** What the probe records. */
export interface RecordingOptions
  extends Omit<ProbeOptions, 'hasSwitches' | 'hasSignals' | 'interest' | 'areRefusalsWide' | 'followed'> {}

/** What a live capture is asked for. */
export interface LiveRunOptions extends RecordingOptions, LoopOptions {
  /** Capture that is written; null for none. */
  readonly output: string | null;
  /** Whether environments that events hold only in part are looked up. */
  readonly hasLargeEnvironments: boolean;
}

/** What a live capture is made with. */
interface LiveParts {
  readonly filter: Filter | null;
  /** The command that alone is captured, with all that descends from it; null for the whole machine. */
  readonly command: TracedCommand | null;
  /** Whether somebody may ask for the names of descriptors that no event opens (passesOnlyOpenings). */
  readonly namesDescriptors: boolean;
  /** Where events are given out; null for memory of the source's own. */
  readonly slab: Buffer | null;
  /** Where the loop puts the threads that the filter refuses; null where it does not judge threads. */
  readonly refused: RefusedThreads | null;
  /** The environment, which says where container engines are. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly warn: (line: string) => void;
  /** What the state of the machine takes room of. */
  readonly memory: MemoryBudget;
  /** Descriptor that the capture ends with when nobody reads from it any more; null for none. */
  readonly readerOf: number | null;
}

/** What the probe is opened with. */
export function probeOptions(
  options: RecordingOptions,
  { filter, command, namesDescriptors }: Pick<LiveParts, 'filter' | 'command' | 'namesDescriptors'>,
): ProbeOptions {
  const canPass = (type: number): boolean => filter === null || filter.mask[type] === 1;
  return {
    ringBytes: options.ringBytes,
    snaplen: options.snaplen,
    isSnaplenDynamic: options.isSnaplenDynamic,
    fullPortMin: options.fullPortMin,
    fullPortMax: options.fullPortMax,
    hasSwitches: canPass(EVT.SCHEDSWITCH_6_E),
    hasSignals: canPass(EVT.SIGNALDELIVER_E),
    hasPageFaults: options.hasPageFaults && canPass(EVT.PAGE_FAULT_E),
    hasSelf: options.hasSelf,
    hasOwnSwitches: options.hasOwnSwitches,
    interest: filter === null ? null : interestOf(filter, { namesDescriptors }),
    areRefusalsWide: filter?.threadScope === SCOPE.ALL,
    followed: command?.pid ?? 0,
  };
}

/** A live source and what goes on beside its events: the probe is told what it need not record, and people what was lost. */
export class LiveRun {
  readonly source: LiveSource;
  private readonly refused: RefusedThreads | null;
  private readonly drops: DropWatch;
  private readonly warn: (line: string) => void;
  /** Whether the whole machine is captured, not a command. */
  private readonly ofMachine: boolean;
  private readonly memory: MemoryBudget;
  /** Processes with rings, by pid. */
  private readonly rings = new Map<number, string>();
  private readonly options: LiveRunOptions;
  /** Goes past events of a copy that tell of no container; null where no engine could be asked about one. */
  private readonly skimmer: Skimmer | null;

  /** Starts recording. Throws SyssharkError that names what is missing. */
  constructor(options: LiveRunOptions, parts: LiveParts) {
    const { filter, slab, refused, env, warn, memory, readerOf } = parts;
    this.options = options;
    this.refused = refused;
    this.warn = warn;
    this.memory = memory;
    this.ofMachine = parts.command === null;
    const engines = enginesOf(env).filter(({ socket }) => existsSync(socket));
    // where batches are given out in a slab, they are gone over already
    const mayCopy = filter === null && options.output !== null && slab === null;
    this.skimmer = mayCopy && engines.length > 0 ? new Skimmer(loadSkimModule(), WINDOW_SIZE) : null;
    this.source = new LiveSource({
      ...probeOptions(options, parts),
      slab: slab ?? this.skimmer?.slab ?? null,
      readerOf,
      memory,
      containers: new ContainerLookup(engines, warn),
      warn,
    });
    this.source.open();
    this.drops = new DropWatch(this.source, { isExact: filter === null || asksForCommandAlone(filter), warn });
  }

  /** Has the loop know what it can of this machine; where batches are copied unseen, has them gone over for containers. To be called before the first header. */
  attach(loop: EventLoop): void {
    if (this.options.hasLargeEnvironments) loop.lookUpEnvironments(findEnvironment);
    if (!loop.isCopy || this.skimmer === null) return;
    loop.track(createTracker(this.options, { skimmer: this.skimmer, memory: this.memory }));
  }

  /** Whether the loop is done with what came before it could refuse anything: what begins now loses no events to that. */
  get isAbreast(): boolean {
    return this.source.isAbreast;
  }

  /** Whether engines have been asked about containers and what they say has not come yet. */
  get isAsking(): boolean {
    return this.source.isAsking;
  }

  /** To be called when the loop has taken a batch. */
  follow(loop: EventLoop): void {
    if (this.refused !== null) this.passOn(this.refused, loop);
    for (const id of loop.takeContainers()) this.source.lookUp(id);
    for (const thread of loop.takeRingMakers()) if (this.isCaptured(thread)) this.noteRing(thread);
    this.drops.look();
  }

  /** Whether a thread is captured as far as the command decides, before the filter is asked. */
  private isCaptured({ isOfCommand }: Thread): boolean {
    return this.ofMachine || isOfCommand;
  }

  private noteRing({ pid, comm }: Thread): void {
    if (this.rings.size < MAX_RING_PIDS) this.rings.set(pid, `${fromByteString(comm)} (${pid})`);
  }

  private passOn(refused: RefusedThreads, loop: EventLoop): void {
    const { words, count, isCut } = refused;
    const isTaken = count === 0 || this.source.refuse(words, count);
    if (!isTaken || isCut) loop.forgetVerdicts();
    refused.clear();
  }

  /** Reports every loss, and whose I/O was not seen; the source must still be open. */
  conclude(): void {
    this.drops.conclude();
    const names = [...this.rings.values()];
    if (names.length === 0) return;
    const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
    this.warn(
      `sysshark: I/O through io_uring makes no system calls and is not shown: ${names.slice(0, MAX_NAMES).join(', ')}${more}`,
    );
  }
}
