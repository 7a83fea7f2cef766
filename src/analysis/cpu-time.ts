// HOT: once per switch of the scheduler. No allocation, bigint, try, spread or iterator here.
import { difference64, WIDE_ZERO } from '../bytes/int64.js';
import type { Observer } from '../filter/observing.js';
import { ANNEX_TAG } from '../schema/annex-layout.js';
import { EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import type { Thread } from '../state/thread.js';

const NEXT = 0;
/** The thread of an idle CPU. */
const IDLE = 0;

/** The last switch of a CPU, and the thread that got the CPU. */
interface Switch {
  tsHi: number;
  tsLo: number;
  next: number;
}

/** CPU time in ns that a thread had used by its last switch. */
interface Total {
  used: number;
}

/** Index in the annex of a switch: CPU time since the thread got the CPU, and since its start. */
const SLICE = 0;
const TOTAL = 1;

/** What a switch of the scheduler says of how long its thread had the CPU, in ns; NaN if nothing, or for the idle thread. */
export function recordedSlice({ view }: Evt): number {
  const slice = view.tid === IDLE ? Number.NaN : view.annexUint64(ANNEX_TAG.CPU_TIME, SLICE);
  return slice > 0 ? slice : Number.NaN;
}

/**
 * CPU time of the threads of a capture. Switches that sysshark recorded contain it, and with the thread's total also the time of lost
 * switches. In other captures it is the time from the switch to a thread to the switch from it, so there all switches are needed.
 */
export class CpuTime implements Observer {
  readonly types = [EVT.SCHEDSWITCH_1_E, EVT.SCHEDSWITCH_6_E];
  private hasSwitches = false;
  private counted = 0;
  /** Slices that do not count, because the capture lacks the switch at their start. */
  private cut = 0;
  private readonly cpus: Switch[] = [];
  private readonly totals = new WeakMap<Thread, Total>();
  /** How long the event's thread had the CPU, in ns; NaN if that is not known. */
  private slice = Number.NaN;
  /** Whether that is because the capture lacks the switch that gave it the CPU. */
  private isCut = false;

  readonly see = (evt: Evt): void => {
    this.hasSwitches = true;
    const between = this.sinceLastSwitch(evt);
    const total = evt.view.annexUint64(ANNEX_TAG.CPU_TIME, TOTAL);
    if (Number.isNaN(total)) {
      this.slice = between;
      return;
    }
    this.isCut = false;
    this.slice = this.sinceLastTotal(evt, total);
    if (Number.isNaN(this.slice)) this.slice = between;
  };

  /** How long the event's thread had the CPU in ns, by the switches of the CPU; sets `isCut`. */
  private sinceLastSwitch({ view }: Evt): number {
    const { cpu, tid, tsHi, tsLo } = view;
    const last = this.cpus[cpu] ?? this.addCpu(cpu);
    const isKnown = last.next === tid && tid !== IDLE;
    this.isCut = !isKnown && tid !== IDLE && last.next >= 0;
    const slice = isKnown ? difference64(tsHi, tsLo, last.tsHi, last.tsLo) : Number.NaN;
    last.tsHi = tsHi;
    last.tsLo = tsLo;
    last.next = view.int64(NEXT);
    return slice;
  }

  private addCpu(cpu: number): Switch {
    const none = { tsHi: WIDE_ZERO, tsLo: WIDE_ZERO, next: -1 };
    this.cpus[cpu] = none;
    return none;
  }

  /** CPU time of the event's thread since its last switch in the capture, in ns; before that one only since it got the CPU. */
  private sinceLastTotal(evt: Evt, total: number): number {
    const slice = recordedSlice(evt);
    const { thread } = evt;
    if (thread === null || evt.view.tid === IDLE) return slice;
    const last = this.totals.get(thread);
    if (last === undefined) {
      this.totals.set(thread, { used: total });
      return slice;
    }
    const used = total - last.used;
    last.used = total;
    // an exec can give the number of a thread to another thread of its process
    return used >= 0 ? used : slice;
  }

  /** Counts the switch that was last seen; returns how long its thread had the CPU, in ns, NaN if that is not known. */
  readonly countSlice = (): number => {
    if (this.isCut) this.cut++;
    else if (this.slice > 0) this.counted++;
    return this.slice;
  };

  /** What the capture lacks, so that the sums are too low; null for nothing. */
  readonly lack = (): string | null => {
    if (!this.hasSwitches)
      return 'the capture has no scheduler switches, so there is no CPU time: record without a filter, or with one that evt.type=switch passes';
    if (this.cut === 0) return null;
    return `CPU time is too low: the capture lacks the start of ${this.cut} of ${this.cut + this.counted} time slices`;
  };
}
