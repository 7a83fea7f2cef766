// HOT: once per switch of the scheduler. No allocation, bigint, try, spread or iterator here.
import { difference64, WIDE_ZERO } from '../bytes/int64.js';
import type { Observer } from '../filter/observing.js';
import { EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import type { Thread } from '../state/thread.js';

const NEXT = 0;
/** The thread of an idle CPU. */
const IDLE = 0;

/** The last switch of a CPU. */
interface Switch {
  tsHi: number;
  tsLo: number;
  /** The thread that got the CPU, and its state at that time. */
  next: number;
  thread: Thread | null;
}

/**
 * How long threads have a CPU: from the switch that gives it to one to the switch that takes it away. So it needs the
 * switches of all threads; a time slice whose start is missing does not count.
 */
export class CpuTime implements Observer {
  readonly types = [EVT.SCHEDSWITCH_1_E, EVT.SCHEDSWITCH_6_E];
  /** How long the thread of the last switch had the CPU, in ns; NaN if that is not known, or for the idle thread. */
  slice = Number.NaN;
  private readonly cpus: Switch[] = [];

  readonly see = (evt: Evt): void => {
    const { cpu, tid, tsHi, tsLo } = evt.view;
    let last = this.cpus[cpu];
    if (last === undefined) {
      last = { tsHi: WIDE_ZERO, tsLo: WIDE_ZERO, next: -1, thread: null };
      this.cpus[cpu] = last;
    }
    const isKnown = last.next === tid && tid !== IDLE;
    this.slice = isKnown ? difference64(tsHi, tsLo, last.tsHi, last.tsLo) : Number.NaN;
    // the last switch from a thread comes after its end, when state has forgotten it
    if (isKnown && (evt.thread === null || evt.thread.isFake)) evt.thread = last.thread ?? evt.thread;
    last.tsHi = tsHi;
    last.tsLo = tsLo;
    last.next = evt.view.int64(NEXT);
    last.thread = evt.state.threads.get(last.next) ?? null;
  };
}
