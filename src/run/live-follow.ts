import { fromByteString } from '../bytes/text.js';
import type { Filter } from '../filter/filter.js';
import type { LiveSource } from '../source/live.js';
import type { RejectedThreads } from '../state/rejected-threads.js';
import type { SystemState } from '../state/system-state.js';
import type { Thread } from '../state/thread.js';
import type { DropWatch } from './drop-watch.js';
import { isThreadPassed } from './passing-threads.js';
import type { Pipeline } from './pipeline.js';
import { RejectedProcesses } from './rejected-processes.js';
import type { TracedCommand } from './traced-command.js';

/** Most processes with io_uring rings that are remembered, and that are named at the end. */
const MAX_RING_PIDS = 1000;
const MAX_NAMES = 5;

/** The parts of LiveFollow. */
export interface LiveFollowParts {
  readonly source: LiveSource;
  readonly drops: DropWatch;
  readonly filter: Filter | null;
  /** The threads that the filter rejects; null if it does not judge threads. */
  readonly rejected: RejectedThreads | null;
  /** The command to capture, with its descendants; null for the whole machine. */
  readonly command: TracedCommand | null;
  /** Processes that are not recorded, by pid: this one, and one that shows what it captures. */
  readonly hidden: readonly number[];
  readonly warn: (line: string) => void;
}

/**
 * What accompanies a live capture: the probe gets the threads that it need not record, engines are asked about containers,
 * the command is started, and losses are reported.
 */
export class LiveFollow {
  private readonly parts: LiveFollowParts;
  private readonly processes = new RejectedProcesses();
  /** Processes with rings, by pid. */
  private readonly rings = new Map<number, string>();

  constructor(parts: LiveFollowParts) {
    this.parts = parts;
  }

  /** Whether engines have yet to answer about containers. */
  get isAsking(): boolean {
    return this.parts.source.isAsking;
  }

  /** Whether so many events wait in memory that some may be dropped soon. */
  get isPressed(): boolean {
    return this.parts.source.isPressed;
  }

  /** Events that were lost; complete after conclude(). */
  get losses(): DropWatch['losses'] {
    return this.parts.drops.losses;
  }

  /** Begins to record. Call this when the pipeline has the state of the machine, and before anyone is told that it records. */
  begin(pipeline: Pipeline): void {
    const { rejected, source } = this.parts;
    if (rejected !== null) this.processes.judgeAll(rejected, pipeline, () => this.send(pipeline, rejected));
    source.begin();
  }

  /** Call this when the pipeline has taken an item. */
  follow(pipeline: Pipeline): void {
    const { source, drops } = this.parts;
    const { state } = pipeline;
    this.sendVerdicts(pipeline);
    for (const id of state.unnamedContainers.take()) source.lookUp(id);
    for (const thread of state.ringMakers.splice(0)) if (this.isCaptured(thread, state)) this.noteRing(thread);
    drops.look();
    // earlier events are never rejected in the kernel, so starting the command late loses none of them
    if (source.isCaughtUp) this.startCommand(pipeline);
  }

  /** Starts the command, if there is one and it has not started. */
  startCommand({ state }: Pipeline): void {
    const { command, source } = this.parts;
    command?.beginIn(state, source);
  }

  /** Whether events of a thread may be captured, as far as that depends on the thread alone. */
  private isCaptured(thread: Thread, state: SystemState): boolean {
    const { command, filter, hidden } = this.parts;
    if (hidden.includes(thread.pid)) return false;
    return (command === null || thread.isOfCommand) && isThreadPassed(state, filter, thread);
  }

  private noteRing({ pid, comm }: Thread): void {
    if (this.rings.size < MAX_RING_PIDS) this.rings.set(pid, `${fromByteString(comm)} (${pid})`);
  }

  private sendVerdicts(pipeline: Pipeline): void {
    const { rejected } = this.parts;
    if (rejected === null) return;
    this.processes.judge(rejected, pipeline);
    this.send(pipeline, rejected);
  }

  private send(pipeline: Pipeline, rejected: RejectedThreads): void {
    const { words, count, isCut } = rejected;
    const isTaken = count === 0 || this.parts.source.reject(words, count);
    if (!isTaken || isCut) {
      pipeline.forgetVerdicts();
      this.processes.clear();
    }
    rejected.clear();
  }

  /** Reports all losses, and processes whose I/O was not seen. The source must still be open. */
  conclude(): void {
    this.parts.drops.conclude();
    const names = [...this.rings.values()];
    if (names.length === 0) return;
    const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
    this.parts.warn(
      `sysshark: I/O through io_uring makes no system calls and is not shown: ${names.slice(0, MAX_NAMES).join(', ')}${more}`,
    );
  }
}
