// HOT: once per event that passed. No allocation, bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import { difference64, WIDE_ZERO } from '../bytes/int64.js';
import type { Ast } from '../filter/ast.js';
import { allOf, anyOf } from '../filter/compose.js';
import { compileFilter, type Filter } from '../filter/filter.js';
import { observing } from '../filter/observing.js';
import type { Evt } from '../state/evt.js';
import type { SystemState } from '../state/system-state.js';
import type { Chisel, ChiselContext, ChiselRun, CopyRequest, Schedule } from './chisel.js';
import { addLine } from './output-lines.js';

/** A chisel and the words behind its name (byte strings). */
export interface ChiselRequest {
  readonly chisel: Chisel;
  readonly args: readonly string[];
}

type Test = (evt: Evt) => boolean;

const testOf = (filter: Ast | null, { fields }: ChiselContext): Test | null =>
  filter === null ? null : compileFilter(filter, fields).test;

/** The chisels of a run, side by side. */
export class ChiselSet {
  private readonly runs: readonly ChiselRun[];
  private readonly context: ChiselContext;
  private readonly takes: readonly NonNullable<ChiselRun['take']>[];
  /** What each of them asks of its events; null where the filter of the run asks it, or nothing is asked. */
  private tests: readonly (Test | null)[];
  /** Time of the last report, as halves; 0 before the first. */
  private toldTsHi = 0;
  private toldTsLo = WIDE_ZERO;

  /** Bytes of I/O buffers that one of them needs; 0 where none does. */
  readonly snaplen: number;

  /** Starts chisels. Throws SyssharkError USAGE, TextError. */
  constructor(requests: readonly ChiselRequest[], context: ChiselContext) {
    this.context = context;
    this.snaplen = Math.max(...requests.map(({ chisel }) => chisel.snaplen ?? 0));
    this.runs = requests.map(({ chisel, args }) => chisel.start(args, context));
    const takers = this.runs.filter(({ take }) => take !== null);
    this.takes = takers.map(({ take }) => take as NonNullable<ChiselRun['take']>);
    this.tests = takers.map(({ filter }) => testOf(filter, context));
  }

  /**
   * The filter of the run if nothing but the chisels needs events: what both the given filter and one of the chisels
   * accept; null for all. If one reports what exists at the end of a capture, all events are needed.
   */
  // COLD: once per run
  narrow(filter: Ast | null): Ast | null {
    const filters = this.runs.filter(({ take }) => take !== null).map((run) => run.filter);
    if (this.isOfEnd) {
      this.tests = filters.map((one) => testOf(allOf(filter, one), this.context));
      return null;
    }
    if (filters.length === 1) this.tests = [null];
    return allOf(filter, anyOf(...filters));
  }

  /** Whether one of them tells what the machine looks like at the end of a capture. */
  private get isOfEnd(): boolean {
    return !this.context.isLive && this.runs.some(({ report }) => report?.schedule === 'once');
  }

  /** Whether one of them must see more than passes the filters. */
  get isObserving(): boolean {
    return this.runs.some(({ observer }) => (observer ?? null) !== null);
  }

  /** The filter that lets pass what another one does (null: everything), and shows chisels what they must see beside it. */
  observing(filter: Filter | null): Filter | null {
    const observers = this.runs.flatMap(({ observer }) => observer ?? []);
    return observers.reduce<Filter | null>(observing, filter);
  }

  /** Hands an event that has passed to the chisels that ask for it. */
  take(evt: Evt, out: ByteText): void {
    const { takes, tests } = this;
    for (let i = 0; i < takes.length; i++) {
      const test = tests[i] as Test | null;
      if (test === null || test(evt)) (takes[i] as (evt: Evt, out: ByteText) => void)(evt, out);
    }
  }

  /** What is to be copied once all is read. */
  get copies(): readonly CopyRequest[] {
    return this.runs.flatMap(({ copy }) => copy ?? []);
  }

  /** Writes the headings. */
  // COLD: once per run
  begin(out: ByteText): void {
    if (this.context.isJson) return;
    for (const { heading } of this.runs) if (heading !== null) addLine(out, heading);
  }

  /** Whether a report is written every second while it is captured. */
  get hasIntervals(): boolean {
    return this.runs.some(({ report }) => report?.schedule === 'interval');
  }

  /** Whether what the machine looks like in the beginning is told when engines have answered what they were asked of containers. */
  get awaitsEngines(): boolean {
    return this.runs.some(({ report }) => report?.awaitsEngines === true);
  }

  /** Whether all has been told once it was told what the machine looks like in the beginning. */
  get isOfBeginning(): boolean {
    return this.context.isLive && this.runs.every(({ take, report }) => take === null && report?.schedule === 'once');
  }

  /** To be called when what the machine looks like in the beginning is known. */
  reportBeginning(state: SystemState, out: ByteText): void {
    if (this.context.isLive) this.report(['once'], state, out);
  }

  /** To be called every second of a live capture. */
  reportInterval(state: SystemState, out: ByteText): void {
    this.report(['interval'], state, out);
  }

  /** To be called at the end, whatever it came by. */
  reportEnd(state: SystemState, out: ByteText): void {
    this.report(this.context.isLive ? ['interval', 'end'] : ['interval', 'end', 'once'], state, out);
  }

  // COLD: once per report
  private report(schedules: readonly Schedule[], state: SystemState, out: ByteText): void {
    const reports = this.runs.flatMap(({ report }) => report ?? []);
    const due = reports.filter(({ schedule }) => schedules.includes(schedule));
    const moment = { state, elapsed: this.elapsed(state), isLast: schedules.includes('end') };
    for (const [i, report] of due.entries()) {
      if (i > 0 && !this.context.isJson) addLine(out, '');
      report.write(out, moment);
    }
    if (!schedules.includes('interval')) return;
    this.toldTsHi = state.lastTsHi;
    this.toldTsLo = state.lastTsLo;
  }

  private elapsed({ firstTsHi, firstTsLo, lastTsHi, lastTsLo }: SystemState): number {
    if (firstTsHi === 0) return 0;
    const isFirst = this.toldTsHi === 0;
    return difference64(lastTsHi, lastTsLo, isFirst ? firstTsHi : this.toldTsHi, isFirst ? firstTsLo : this.toldTsLo);
  }
}
