// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Batch } from '../bytes/batch.js';
import type { ByteText } from '../bytes/byte-text.js';
import { difference64, WIDE_ZERO } from '../bytes/int64.js';
import { ScapError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import type { CaptureWriter } from '../output/capture-writer.js';
import type { Emit } from '../output/line.js';
import type { CallSummary } from '../output/summary.js';
import { checkBatch, eventBlockSize } from '../scap/event-block.js';
import type { CaptureHeader } from '../scap/header.js';
import { EC, EF } from '../schema/event.js';
import type { LossLog } from '../source/loss.js';
import { INITIAL_EVENTS } from '../state/binding.js';
import { Evt } from '../state/evt.js';
import { PassOver, type PassOverAids } from '../state/pass-over.js';
import { SystemState } from '../state/system-state.js';
import type { Thread } from '../state/thread.js';
import type { RunOptions } from './options.js';

const NEW_LINE = 10;

/** Where the events of a run go; null for what was not asked for. */
export interface Sinks {
  readonly filter: Filter | null;
  readonly emit: Emit | null;
  /** Where the lines of `emit` go. */
  readonly text: ByteText;
  readonly writer: CaptureWriter | null;
  readonly summary: CallSummary | null;
  /** Where damaged events are told. */
  readonly losses: LossLog;
}

type LoopOptions = Pick<
  RunOptions,
  'maxEvents' | 'maxTime' | 'showsInternal' | 'filtersLate' | 'keepsStateEvents' | 'isVerbose'
>;

/** Takes batches through state and filter to the outputs. */
export class EventLoop {
  /** Events that passed the filter. */
  passed = 0;
  /** Time of the first event that passed, as halves. */
  private firstTsHi = 0;
  private firstTsLo = WIDE_ZERO;
  /** Bytes of events that came, from captures or the probe. */
  bytes = 0;
  /** Whether a limit (-n, -M) is reached. */
  isDone = false;
  /** Whether the written capture has an event that ends its records of the initial state. */
  private isStarted = false;
  private readonly state = new SystemState();
  private readonly evt = new Evt(this.state);
  private readonly options: LoopOptions;
  private readonly sinks: Sinks;
  /** Goes past what the filter is sure to refuse; null where every event is to be looked at. */
  private readonly passOver: PassOver | null = null;
  /** Whether nobody looks at events: batches are then written as they are. */
  readonly isCopy: boolean;
  /** Goes over the batches of a copy beside this loop; null where nobody asks what is in them. */
  private tracker: EventLoop | null = null;

  /** Without aids every event is looked at. */
  constructor(options: LoopOptions, sinks: Sinks, aids: PassOverAids | null) {
    this.options = options;
    this.sinks = sinks;
    const { filter } = sinks;
    const keepsStateEvents = options.keepsStateEvents && sinks.writer !== null;
    if (filter !== null && aids !== null && !options.filtersLate)
      this.passOver = new PassOver(this.state, { ...filter, keepsStateEvents }, aids);
    const isLimited = Number.isFinite(options.maxEvents) || Number.isFinite(options.maxTime);
    this.isCopy = !isLimited && !options.isVerbose && filter === null && sinks.summary === null;
  }

  /** A capture, or the next section of one, begins. */
  begin(header: CaptureHeader): void {
    this.state.reset(header);
    this.sinks.writer?.writeHeader(header);
    this.isStarted = false;
    this.tracker?.begin(header);
  }

  /**
   * Takes all events of a batch, or as many as the limits let through; a damaged one costs only itself. A batch that was not
   * checked is checked on the way.
   */
  take(batch: Batch): void {
    if (this.isCopy && this.sinks.writer !== null) {
      if (!batch.isChecked) checkBatch(batch);
      this.sinks.writer.writeBatch(batch);
      this.tracker?.take(batch);
    } else this.takeEach(batch);
    this.bytes += batch.end - batch.start;
  }

  /** Takes events that are written whatever the filter says, and shown as it says. */
  takeMarks(batch: Batch): void {
    if (this.sinks.filter === null) this.take(batch);
    else this.sinks.writer?.writeBatch(batch);
  }

  /** Has what a process executes next known as the command to capture (Thread.isOfCommand). */
  followCommand(tid: number): void {
    this.state.commandTid = tid;
  }

  /** The threads of the command that are not known to have ended. */
  get commandThreads(): readonly number[] {
    return [...this.state.threads.values()]
      .filter((thread) => thread.isOfCommand && !thread.isDead)
      .map((thread) => thread.tid);
  }

  /** Has another loop go over the batches of a copy, which knows then what is asked for below. To be called before the first header. */
  track(tracker: EventLoop): void {
    this.tracker = tracker;
  }

  /** Threads, new since the last time, whose I/O goes through a ring and so makes no events; none that the filter refuses. */
  takeRingMakers(): readonly Thread[] {
    if (this.tracker !== null) return this.tracker.takeRingMakers();
    const makers = this.state.ringMakers.splice(0);
    const threadTest = this.sinks.filter?.threadTest ?? null;
    return threadTest === null ? makers : makers.filter((thread) => this.isPassed(thread, threadTest));
  }

  /** Ids of containers, new since the last time. */
  takeContainers(): readonly string[] {
    return (this.tracker ?? this).state.newContainers.splice(0);
  }

  private isPassed(thread: Thread, threadTest: (evt: Evt) => boolean): boolean {
    const evt = new Evt(this.state);
    evt.thread = thread;
    evt.view.tid = thread.tid;
    return threadTest(evt);
  }

  /** Has all threads judged by the filter again. */
  forgetVerdicts(): void {
    this.passOver?.forgetVerdicts();
  }

  private takeEach(batch: Batch): void {
    let at = batch.start;
    batch.count = 0;
    this.passOver?.begin(batch);
    this.sinks.writer?.beginBatch(batch);
    while (at < batch.end && !this.isDone) at = this.takeSound(batch, at);
    this.passOver?.finish(batch);
    this.sinks.writer?.endBatch();
    if (!this.isDone) batch.isChecked = true;
  }

  /** Takes events up to the end of the batch, a limit or a damaged one; returns the offset after the last one taken. */
  private takeSound(batch: Batch, start: number): number {
    const { evt, state, passOver } = this;
    let at = start;
    try {
      while (at < batch.end && !this.isDone) {
        if (passOver !== null) at = passOver.advance(batch, at);
        if (at >= batch.end) break;
        if (!batch.isChecked && eventBlockSize(batch.view, at, batch.end) === 0) {
          batch.end = at;
          break;
        }
        batch.count++;
        at = evt.view.read(batch, at);
        if (state.begin(evt)) this.event();
      }
      return at;
    } catch (error) {
      if (!(error instanceof ScapError)) throw error;
      return this.lose(error, { batch, start, at });
    }
  }

  /** Tells of an event that is damaged; returns the offset behind it. Throws the error where nothing was read since `start`. */
  private lose(error: ScapError, { batch, start, at }: { batch: Batch; start: number; at: number }): number {
    // a view that could not be read stands at `at`; otherwise `at` is behind the event already
    const { blockStart, blockEnd, bytes } = this.evt.view;
    const isUnread = bytes === batch.bytes && blockStart === at;
    // it would be the same again
    if (at === start && !isUnread) throw error;
    const name = batch.nameOf(blockStart);
    this.sinks.losses.addEvent(error, { bytes: blockEnd - blockStart, number: this.evt.num, name });
    return isUnread ? blockEnd : at;
  }

  private event(): void {
    const { evt } = this;
    const keepsState = ((evt.view.def?.flags ?? 0) & EF.MODIFIES_STATE) !== 0;
    if (!this.judge(keepsState || this.options.filtersLate)) this.hide(keepsState);
    else if (evt.isHidden) this.write(evt.view.stateOnly);
    else this.deliver();
  }

  /** An event that nobody is to see stays in the written capture only if what others are called depends on it. */
  private hide(keepsState: boolean): void {
    if (keepsState && this.options.keepsStateEvents) this.write(true);
  }

  private write(stateOnly: boolean): void {
    const { view } = this.evt;
    const { writer } = this.sinks;
    if (writer === null) return;
    if (!this.isStarted && this.state.hasStarted) {
      this.isStarted = true;
      if (INITIAL_EVENTS[view.type] === 1) writer.writeStartMark(view.tsHi, view.tsLo);
    }
    writer.writeEvent(view, stateOnly);
  }

  private deliver(): void {
    const { view } = this.evt;
    const isShown = ((view.def?.category ?? 0) & EC.INTERNAL) === 0 || this.options.showsInternal;
    if (isShown && this.isPastTime()) {
      this.isDone = true;
      return;
    }
    this.write(false);
    if (isShown) this.show();
  }

  /** Whether the filter lets the event pass; the state is brought up to date before or after it looks. */
  private judge(isLate: boolean): boolean {
    const { evt, state } = this;
    const { filter } = this.sinks;
    if (isLate) state.update(evt);
    if (filter !== null && !filter.test(evt)) {
      if (!isLate) state.reject(evt);
      return false;
    }
    if (!isLate) state.update(evt);
    return true;
  }

  private isPastTime(): boolean {
    const { maxTime } = this.options;
    if (maxTime === Number.POSITIVE_INFINITY) return false;
    const { view } = this.evt;
    if (this.firstTsHi === 0) {
      this.firstTsHi = view.tsHi;
      this.firstTsLo = view.tsLo;
    }
    return difference64(view.tsHi, view.tsLo, this.firstTsHi, this.firstTsLo) > maxTime;
  }

  private show(): void {
    const { emit, text, summary } = this.sinks;
    if (emit !== null) {
      // where parameters do not fit, this throws before half a line is written
      this.evt.view.checkParams();
      if (!emit(this.evt, text)) return;
      text.addByte(NEW_LINE);
    }
    summary?.add(this.evt);
    this.passed++;
    if (this.passed >= this.options.maxEvents) this.isDone = true;
  }
}
