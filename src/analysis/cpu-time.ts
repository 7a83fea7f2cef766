// HOT: once per switch of the scheduler. No allocation, bigint, try, spread or iterator here.
import { difference64, WIDE_ZERO } from '../bytes/int64.js';
import type { Observer } from '../filter/observing.js';
import { EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';

const NEXT = 0;
/** The thread of a CPU that has nothing to do. */
const IDLE = 0;

/** The last switch of a CPU. */
interface Switch {
  tsHi: number;
  tsLo: number;
  /** Thread that it gave the CPU to. */
  next: number;
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

  readonly see = ({ view }: Evt): void => {
    const { cpu, tid, tsHi, tsLo } = view;
    let last = this.cpus[cpu];
    if (last === undefined) {
      last = { tsHi: WIDE_ZERO, tsLo: WIDE_ZERO, next: -1 };
      this.cpus[cpu] = last;
    }
    this.slice = tid === IDLE || last.next !== tid ? Number.NaN : difference64(tsHi, tsLo, last.tsHi, last.tsLo);
    last.tsHi = tsHi;
    last.tsLo = tsLo;
    last.next = view.int64(NEXT);
  };
}
