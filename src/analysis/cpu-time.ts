// HOT: once per switch of the scheduler. No allocation, bigint, try, spread or iterator here.
import { difference64, WIDE_ZERO } from '../bytes/int64.js';
import type { Observer } from '../filter/observing.js';
import { EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import type { Thread } from '../state/thread.js';

const NEXT = 0;
/** The thread of a CPU that has nothing to do. */
const IDLE = 0;

/** The last switch of a CPU. */
interface Switch {
  tsHi: number;
  tsLo: number;
  /** Thread that it gave the CPU to, and what was known of it then. */
  next: number;
  thread: Thread | null;
}

/**
 * How long threads have a CPU: from the switch that gives it to one to the switch that takes it away. So it must see the switches of all
 * threads; where one is missing, what was not seen to begin does not count.
 */
export class CpuTime implements Observer {
  readonly types = [EVT.SCHEDSWITCH_1_E, EVT.SCHEDSWITCH_6_E];
  /** For how many ns the thread of the last switch that was seen had the CPU; NaN where that is not known, or for no thread at all. */
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
    // of a thread that has ended nothing is known any more when it is switched from for the last time
    if (isKnown && (evt.thread === null || evt.thread.isFake)) evt.thread = last.thread ?? evt.thread;
    last.tsHi = tsHi;
    last.tsLo = tsLo;
    last.next = evt.view.int64(NEXT);
    last.thread = evt.state.threads.get(last.next) ?? null;
  };
}
