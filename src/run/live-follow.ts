import { fromByteString } from '../bytes/text.js';
import type { Filter } from '../filter/filter.js';
import type { LiveSource } from '../source/live.js';
import type { RejectedThreads } from '../state/rejected-threads.js';
import type { SystemState } from '../state/system-state.js';
import type { Thread } from '../state/thread.js';
import type { DropWatch } from './drop-watch.js';
import { isThreadPassed } from './passing-threads.js';
import type { Pipeline } from './pipeline.js';
import type { TracedCommand } from './traced-command.js';

/** Processes with rings that are remembered, and that are named in the end. */
const MAX_RING_PIDS = 1000;
const MAX_NAMES = 5;

/** What a live capture is followed with. */
export interface LiveFollowParts {
  readonly source: LiveSource;
  readonly drops: DropWatch;
  readonly filter: Filter | null;
  /** Takes the threads that the filter rejects; null where it does not judge threads. */
  readonly rejected: RejectedThreads | null;
  /** The command that alone is captured; null for the whole machine. */
  readonly command: TracedCommand | null;
  readonly warn: (line: string) => void;
}

/**
 * What goes on beside the events of a live capture: the probe hears what it need not record, engines are asked about containers, the
 * command begins, and people read what was lost.
 */
export class LiveFollow {
  private readonly parts: LiveFollowParts;
  /** Processes with rings, by pid. */
  private readonly rings = new Map<number, string>();

  constructor(parts: LiveFollowParts) {
    this.parts = parts;
  }

  /** Whether engines have been asked about containers and what they say has not come yet. */
  get isAsking(): boolean {
    return this.parts.source.isAsking;
  }

  /** To be called when the pipeline has taken an item. */
  follow(pipeline: Pipeline): void {
    const { source, drops, command } = this.parts;
    const { state } = pipeline;
    this.passVerdicts(pipeline);
    for (const id of state.unnamedContainers.take()) source.lookUp(id);
    for (const thread of state.ringMakers.splice(0)) if (this.isCaptured(thread, state)) this.noteRing(thread);
    drops.look();
    // the probe can reject nothing that came before: a command that begins now loses no events to that
    if (source.isCaughtUp) command?.beginIn(state, source);
  }

  /** Whether events of a thread are captured, as far as the command and the filter decide that by the thread alone. */
  private isCaptured(thread: Thread, state: SystemState): boolean {
    const { command, filter } = this.parts;
    return (command === null || thread.isOfCommand) && isThreadPassed(state, filter, thread);
  }

  private noteRing({ pid, comm }: Thread): void {
    if (this.rings.size < MAX_RING_PIDS) this.rings.set(pid, `${fromByteString(comm)} (${pid})`);
  }

  private passVerdicts(pipeline: Pipeline): void {
    const { rejected, source } = this.parts;
    if (rejected === null) return;
    const { words, count, isCut } = rejected;
    const isTaken = count === 0 || source.reject(words, count);
    if (!isTaken || isCut) pipeline.forgetVerdicts();
    rejected.clear();
  }

  /** Reports every loss, and whose I/O was not seen; the source must still be open. */
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
