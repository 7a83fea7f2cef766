import { difference64 } from '../bytes/int64.js';
import type { RejectedThreads } from '../state/rejected-threads.js';
import type { SystemState } from '../state/system-state.js';
import type { Pipeline } from './pipeline.js';

/** How long the event of a change may come after the change, in ns: events are held back half as long (HOLD_BACK_NS in native/reading.c). */
const SETTLED_NS = 2_000_000;

interface Time {
  readonly tsHi: number;
  readonly tsLo: number;
}

/**
 * Finds processes all of whose threads are rejected: of them, not even calls that change descriptors are recorded. A process is
 * judged some time after the event of the thread that was rejected, because until then another thread may have changed, or have
 * been created, without its event having arrived.
 */
export class RejectedProcesses {
  /** Processes to judge, with the time of the event of a rejected thread. */
  private readonly pending = new Map<number, Time>();

  /** Notes the processes of threads that were rejected, then adds the verdicts on those that are due. */
  judge(rejected: RejectedThreads, pipeline: Pipeline): void {
    const { state } = pipeline;
    rejected.forEachThread((tid, tsHi, tsLo) => {
      const pid = state.table.find(tid)?.pid ?? -1;
      if (pid >= 0 && !this.pending.has(pid)) this.pending.set(pid, { tsHi, tsLo });
    });
    for (const [pid, { tsHi, tsLo }] of this.pending) {
      if (!isSettled(state, tsHi, tsLo)) continue;
      this.pending.delete(pid);
      if (pipeline.rejectsProcess(pid)) rejected.addProcess(pid, tsHi, tsLo);
    }
  }

  /** Adds the verdicts on all threads and processes that were there when the capture began, and sends them. */
  judgeAll(rejected: RejectedThreads, pipeline: Pipeline, send: () => void): void {
    const { threads } = pipeline.state;
    const add = (id: number, isProcess: boolean): void => {
      if (rejected.isFull) send();
      // a time of 0 is that of attaching: /proc was read after it (native/probe.h)
      if (isProcess) rejected.addProcess(id, 0, 0);
      else rejected.add(id, 0, 0);
    };
    for (const thread of threads.values()) {
      if (pipeline.rejectsThread(thread)) add(thread.tid, false);
      if (thread.isMain && pipeline.rejectsProcess(thread.pid)) add(thread.pid, true);
    }
    send();
  }

  /** Forgets all processes: their threads are judged again. */
  clear(): void {
    this.pending.clear();
  }
}

const isSettled = ({ lastTsHi, lastTsLo }: SystemState, tsHi: number, tsLo: number): boolean =>
  difference64(lastTsHi, lastTsLo, tsHi, tsLo) > SETTLED_NS;
