// HOT: once per event that passed. No allocation, bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';

import { difference64, WIDE_ZERO } from '../bytes/int64.js';
import { ALL_EVENTS } from '../filter/all-events.js';
import type { Ast } from '../filter/ast.js';
import { allOf, anyOf } from '../filter/compose.js';
import { compileFilter, type Filter } from '../filter/filter.js';
import { observing } from '../filter/observing.js';
import type { ColumnConsumer } from '../output/event-consumer.js';
import { addLine } from '../output/rows/add-line.js';
import type { RowContext } from '../output/rows/form.js';
import type { Evt } from '../state/evt.js';
import type { SystemState } from '../state/system-state.js';
import { type Channel, openChannel } from './channel.js';
import type { Chisel, ChiselContext, CopyRequest, Schedule } from './chisel.js';
import { FilteredColumns, sideBySide } from './filtered-columns.js';

const NEEDS_CALLS = 'needs system calls, and all events are of';

/** A chisel and its arguments (byte strings). */
export interface ChiselRequest {
  readonly chisel: Chisel;
  readonly args: readonly string[];
}

type Take = NonNullable<Channel['take']>;

/** What all chisels of a run are started with. */
type SetContext = ChiselContext & RowContext;

const testOf = (filter: Ast | null, { fields }: ChiselContext): Filter | null =>
  filter === null ? null : compileFilter(filter, fields);

/** The chisels of a run, side by side. */
export class ChiselSet {
  private readonly channels: readonly Channel[];
  private readonly chisels: readonly Chisel[];
  private readonly context: SetContext;
  private readonly out: ByteText;
  private readonly filters: readonly (Ast | null)[];
  private readonly takers: readonly Channel[];
  private readonly takes: readonly Take[];
  /** What each of them takes of the events that the filter of the run accepts; null for all. */
  private tests: readonly (Filter | null)[];
  /** Time of the last report, as halves; 0 before the first. */
  private reportTsHi = 0;
  private reportTsLo = WIDE_ZERO;

  /** Bytes of I/O buffers that one of them needs; 0 if none does. */
  readonly snaplen: number;

  /** Starts chisels, which write to `out`. Throws SyssharkError USAGE, TextError. */
  constructor(requests: readonly ChiselRequest[], context: SetContext, out: ByteText) {
    this.context = context;
    this.out = out;
    this.chisels = requests.map(({ chisel }) => chisel);
    this.snaplen = Math.max(...requests.map(({ chisel }) => chisel.snaplen ?? 0));
    this.channels = requests.map(({ chisel, args }) => openChannel(chisel.start(args, context), context, out));
    this.takers = this.channels.filter(({ take }) => take !== null);
    this.takes = this.takers.map(({ take }) => take as Take);
    this.filters = this.takers.map(({ run }) => run.filter);
    this.tests = this.filters.map((filter) => testOf(filter, context));
  }

  /** Whether all of them need system calls. */
  get isOfCalls(): boolean {
    return this.chisels.every((_, i) => this.isOneOfCalls(i));
  }

  /**
   * The filter of the run if nothing but the chisels needs events: what both the given filter and one of the chisels
   * accept; null for all. If one reports what exists at the end of a capture, all events are needed.
   */
  // COLD: once per run
  narrow(filter: Ast | null): Ast | null {
    const { filters } = this;
    if (this.isOfEnd) {
      this.tests = filters.map((one) => testOf(allOf(filter, one), this.context));
      return null;
    }
    if (filters.length === 1) this.tests = [null];
    return allOf(filter, anyOf(...filters));
  }

  /** Whether one of them reports what exists at the end of a capture. */
  private get isOfEnd(): boolean {
    return !this.context.isLive && this.channels.some(({ report }) => report?.schedule === 'once');
  }

  /** A filter (null: everything) that also shows chisels the events that they observe. */
  observing(filter: Filter | null): Filter | null {
    const observers = this.channels.flatMap(({ run }) => run.observer ?? []);
    return observers.reduce<Filter | null>(observing, filter);
  }

  /** Passes an event that the filter accepts to the chisels that take it. */
  take(evt: Evt): void {
    const { takes, tests } = this;
    for (let i = 0; i < takes.length; i++) {
      const filter = tests[i] as Filter | null;
      if (filter === null || filter.test(evt)) (takes[i] as Take)(evt);
    }
  }

  /** What takes the events by columns; null if some chisel cannot. */
  get columns(): ColumnConsumer | null {
    const { takers, tests } = this;
    if (takers.length === 0) return null;
    if (takers.length === 1 && tests[0] === null) return takers[0]?.columns ?? null;
    const all = takers.map(({ columns }, i) => new FilteredColumns(tests[i] ?? ALL_EVENTS, columns));
    return sideBySide(all);
  }

  /**
   * What the capture lacks for each of them whose rows are therefore wrong, one line each. Complete once all has been read.
   * `plugins`: the sources of all events, if none is a system call; null if some may be.
   */
  lacks(plugins: string | null): readonly string[] {
    return this.channels.flatMap(({ run }, i) => {
      const { name } = this.chisels[i] as Chisel;
      const isWrong = plugins !== null && this.isOneOfCalls(i);
      const lack = isWrong ? `${NEEDS_CALLS} ${plugins}; count_by counts them by any field` : (run.lack?.() ?? null);
      return lack === null ? [] : [`${name}: ${lack}`];
    });
  }

  /** The copies to make once all has been read. */
  get copies(): readonly CopyRequest[] {
    return this.channels.flatMap(({ run }) => run.copy ?? []);
  }

  /** Prepares the runs, before the first event and once root is given up. Throws SyssharkError. */
  // COLD: once per run
  async prepare(): Promise<void> {
    for (const { run } of this.channels) await run.prepare?.();
  }

  /** Writes the headings of those that need system calls, or of the others. */
  // COLD: once per run
  begin(areOfCalls: boolean): void {
    for (const [i, { heading }] of this.channels.entries())
      if (heading !== null && this.isOneOfCalls(i) === areOfCalls) addLine(this.out, heading);
  }

  private isOneOfCalls(index: number): boolean {
    return this.chisels[index]?.takesAnyEvent !== true;
  }

  /** Whether a report is due every second of a live capture. */
  get hasIntervals(): boolean {
    return this.channels.some(({ report }) => report?.schedule === 'interval');
  }

  /** Whether the initial report waits for what container engines answer. */
  get awaitsEngines(): boolean {
    return this.channels.some(({ report }) => report?.awaitsEngines === true);
  }

  /** Whether a live run can stop after the initial report. */
  get isOfBeginning(): boolean {
    const isInitial = ({ take, report }: Channel): boolean => take === null && report?.schedule === 'once';
    return this.context.isLive && this.channels.every(isInitial);
  }

  /** Writes the initial report of a live capture, once the initial state is known. */
  reportBeginning(state: SystemState): void {
    if (this.context.isLive) this.report(['once'], state);
  }

  /** Writes the reports that are due every second of a live capture. */
  reportInterval(state: SystemState): void {
    this.report(['interval'], state);
  }

  /** Writes the last reports, whatever ended the run. Those that need system calls have none if there were none. */
  reportEnd(state: SystemState, hasCalls: boolean): void {
    const channels = this.channels.filter((_, i) => hasCalls || !this.isOneOfCalls(i));
    this.report(this.context.isLive ? ['interval', 'end'] : ['interval', 'end', 'once'], state, channels);
  }

  // COLD: once per report
  private report(schedules: readonly Schedule[], state: SystemState, channels = this.channels): void {
    const reports = channels.flatMap(({ report }) => report ?? []);
    const due = reports.filter(({ schedule }) => schedules.includes(schedule));
    const moment = { state, elapsed: this.elapsed(state) };
    for (const [i, report] of due.entries()) {
      if (i > 0 && !this.context.isJson) addLine(this.out, '');
      report.write(moment);
    }
    if (!schedules.includes('interval')) return;
    this.reportTsHi = state.lastTsHi;
    this.reportTsLo = state.lastTsLo;
  }

  private elapsed({ firstTsHi, firstTsLo, lastTsHi, lastTsLo }: SystemState): number {
    if (firstTsHi === 0) return 0;
    const isFirst = this.reportTsHi === 0;
    return difference64(
      lastTsHi,
      lastTsLo,
      isFirst ? firstTsHi : this.reportTsHi,
      isFirst ? firstTsLo : this.reportTsLo,
    );
  }
}
