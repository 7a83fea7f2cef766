import { SCOPE } from '../fields/facts.js';
import type { Filter } from '../filter/filter.js';
import { EVT } from '../schema/events.js';
import { LiveSource } from '../source/live.js';
import type { ProbeOptions } from '../source/native.js';
import type { RefusedThreads } from '../state/refused-threads.js';
import { DropWatch } from './drop-watch.js';
import type { EventLoop } from './event-loop.js';
import { syscallConditions, syscallInterest } from './interest.js';
import type { RunOptions } from './options.js';

/** Processes that are told of because of their rings. */
const MAX_RING_PIDS = 100;

/** What a live capture is made with. */
interface LiveParts {
  readonly filter: Filter | null;
  /** Where events are given out; null for memory of the source's own. */
  readonly slab: Buffer | null;
  /** Where the loop puts the threads that the filter refuses; null where it does not judge threads. */
  readonly refused: RefusedThreads | null;
  readonly warn: (line: string) => void;
}

/** What the probe is opened with for a filter; null for none. */
export function probeOptions({ ringBytes, snaplen, hasPageFaults }: RunOptions, filter: Filter | null): ProbeOptions {
  const canPass = (type: number): boolean => filter === null || filter.mask[type] === 1;
  return {
    ringBytes,
    snaplen,
    hasSwitches: canPass(EVT.SCHEDSWITCH_6_E),
    hasSignals: canPass(EVT.SIGNALDELIVER_E),
    hasPageFaults: hasPageFaults && canPass(EVT.PAGE_FAULT_E),
  };
}

/** A live source and what goes on beside its events: the probe is told what it need not record, and people what was lost. */
export class LiveRun {
  readonly source: LiveSource;
  private readonly refused: RefusedThreads | null;
  private readonly drops: DropWatch;
  private readonly warn: (line: string) => void;
  private readonly ringPids = new Set<number>();

  /** Starts recording. Throws SyssharkError that names what is missing. */
  constructor(options: RunOptions, { filter, slab, refused, warn }: LiveParts) {
    this.refused = refused;
    this.warn = warn;
    this.source = new LiveSource({
      ...probeOptions(options, filter),
      interest: filter === null ? null : { calls: syscallInterest(filter), ...syscallConditions(filter) },
      areRefusalsWide: filter?.threadScope === SCOPE.ALL,
      slab,
      warn,
    });
    this.source.open();
    this.drops = new DropWatch(this.source, warn);
  }

  /** To be called when the loop has taken a batch. */
  follow(loop: EventLoop): void {
    if (this.refused !== null) this.passOn(this.refused, loop);
    for (const { pid, comm } of loop.takeRingMakers()) this.tellRing(pid, comm);
    this.drops.look();
  }

  /** Says once of a process that not all of its I/O is seen. */
  private tellRing(pid: number, comm: string): void {
    if (this.ringPids.has(pid) || this.ringPids.size === MAX_RING_PIDS) return;
    this.ringPids.add(pid);
    this.warn(`sysshark: ${comm} (${pid}) does I/O through io_uring, which makes no system calls that could be shown`);
  }

  private passOn(refused: RefusedThreads, loop: EventLoop): void {
    const { words, count, isCut } = refused;
    const isTaken = count === 0 || this.source.refuse(words, count);
    if (!isTaken || isCut) loop.forgetVerdicts();
    refused.clear();
  }

  /** Reports every loss; the source must still be open. */
  conclude(): void {
    this.drops.conclude();
  }
}
