// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { Batch } from '../bytes/batch.js';
import { difference64, WIDE_ZERO } from '../bytes/int64.js';
import type { PortText } from '../decode/end-text.js';
import type { EventConsumer } from '../output/event-consumer.js';
import type { EventSink } from '../output/event-sink.js';
import type { CaptureHeader } from '../scap/header.js';
import { EC, STATE_FLAGS } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import { INITIAL_EVENTS } from '../state/binding.js';
import { Evt } from '../state/evt.js';
import { PassOver, type PassOverAids } from '../state/pass-over.js';
import type { Skimmer } from '../state/skimmer.js';
import { SystemState } from '../state/system-state.js';
import type { Thread } from '../state/thread.js';
import { withoutAccounts, withThreads } from './header-parts.js';
import type { LoopOptions } from './loop-options.js';
import type { Sinks } from './sinks.js';

/** Events that are looked at between two looks at the clock at most, and what asking about them may cost (Filter.cost). */
const LOOK_EVENTS = 32;
const LOOK_COST = 4000;
/** 1 for the events that tell of a user or group. */
const ACCOUNT_EVENTS = Uint8Array.from(EVENTS, ({ code }) => (/^(USER|GROUP)_/.test(code) ? 1 : 0));

/** Whether nobody looks at the events that pass, not even to count them: they are written at most. */
function areUnseen({ maxEvents, maxTime, isVerbose, hasAccounts }: LoopOptions, { consumers }: Sinks): boolean {
  const isLimited = Math.min(maxEvents, maxTime) < Number.POSITIVE_INFINITY;
  return !isLimited && !isVerbose && hasAccounts && consumers.length === 0;
}

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
  /** Whether events wait for resume(), because somebody looks at one (hold). */
  isHeld = false;
  /** The batch at hand, and the offset of what comes next in it. */
  private batch: Batch = new Batch(Buffer.alloc(0));
  private at = 0;
  /** Whether the last take() has stopped before its end, for a SplitSink to advance. */
  isCut = false;
  /** Whether the last take() has stopped before its end because its time was over. */
  isPaused = false;
  /** When that is, and how many events were looked at since the clock was. */
  private pauseAt = WIDE_ZERO;
  private looked = 0;
  private readonly lookEvents: number;
  /** Whether the written capture has an event that ends its records of the initial state. */
  private isStarted = false;
  private readonly state: SystemState;
  private readonly evt: Evt;
  private readonly options: LoopOptions;
  private readonly sinks: Sinks;
  /** Goes past what the filter is sure to refuse; null where every event is to be looked at. */
  private readonly passOver: PassOver | null = null;
  /** Keeps events that are written without a look; null where none are. */
  private readonly keeper: Skimmer | null = null;
  /** Whether nobody looks at events: batches are then written as they are. */
  readonly isCopy: boolean;
  /** Goes over the batches of a copy beside this loop; null where nobody asks what is in them. */
  private tracker: EventLoop | null = null;

  /** Without aids every event is looked at. */
  constructor(options: LoopOptions, sinks: Sinks, aids: PassOverAids | null) {
    this.options = options;
    this.sinks = sinks;
    this.state = new SystemState(sinks.memory);
    this.evt = new Evt(this.state);
    const { filter, writer } = sinks;
    this.lookEvents = Math.min(LOOK_EVENTS, LOOK_COST / Math.max(1, filter?.cost ?? 0));
    const isUnseen = areUnseen(options, sinks);
    this.isCopy = isUnseen && filter === null;
    if (filter === null || aids === null || options.filtersLate) return;
    const keepsStateEvents = options.keepsStateEvents && writer !== null;
    // those of a live capture are written as they came
    const keepsAccepted = isUnseen && sinks.split === null && aids.refused !== null && filter.isOfThreads;
    this.passOver = new PassOver(this.state, { ...filter, keepsStateEvents, keepsAccepted }, aids);
    this.keeper = keepsAccepted ? aids.skimmer : null;
  }

  /** A capture, or the next section of one, begins. */
  begin(given: CaptureHeader): void {
    const header = this.options.hasAccounts ? given : withoutAccounts(given);
    this.state.reset(header);
    this.sinks.writer?.writeHeader(this.options.filtersThreads ? this.withPassing(header) : header);
    this.isStarted = false;
    this.tracker?.begin(header);
  }

  /**
   * Takes the events of a batch from an offset on, as many as the limits and the split of what is written let through. Where looking at
   * events takes beyond a moment (in ms of performance.now()) it pauses. Returns the offset behind the last one taken.
   */
  take(batch: Batch, from = batch.start, pauseAt = Number.POSITIVE_INFINITY): number {
    const { writer } = this.sinks;
    this.isCut = false;
    this.isPaused = false;
    this.pauseAt = pauseAt;
    const at = this.isCopy && writer !== null ? this.copy(batch, from, writer) : this.takeEach(batch, from);
    this.bytes += at - from;
    return at;
  }

  private copy(batch: Batch, from: number, writer: EventSink): number {
    const { split } = this.sinks;
    const { start, end } = batch;
    batch.start = from;
    if (split !== null) batch.end = split.noteRun(batch, from);
    this.isCut = batch.end < end;
    if (this.tracker !== null) {
      const at = this.tracker.take(batch);
      if (this.tracker.isCut) batch.end = at;
      this.isCut ||= this.tracker.isCut;
    }
    writer.writeBatch(batch);
    const at = batch.end;
    batch.start = start;
    batch.end = end;
    return at;
  }

  /** Whether the filter takes so long that what has come may keep it busy for minutes. */
  get isSlow(): boolean {
    return this.lookEvents < 1;
  }

  /** State as of the last event that was taken; of a copy only a tracker knows it. */
  get currentState(): SystemState {
    return (this.tracker ?? this).state;
  }

  /** Whether some events are refused. */
  get isFiltered(): boolean {
    return this.sinks.filter !== null;
  }

  /** Writes a batch whatever the filter says. */
  writeUnfiltered(batch: Batch): void {
    this.sinks.writer?.writeBatch(batch);
  }

  /** Has ports of sockets written so, and the machine's own addresses by the names of their interfaces. To be called before the first header. */
  nameEnds(ports: PortText | null, hasInterfaces: boolean): void {
    const { state } = this;
    if (ports !== null) state.endText = { ...state.endText, port: ports };
    state.namesInterfaces = hasInterfaces;
  }

  /** Has environments that events hold only in part looked up. To be called before the first header. */
  lookUpEnvironments(find: (pid: number) => string | null): void {
    this.state.findEnvironment = find;
  }

  /** To be called by who is given an event (Sinks.emit) and keeps it: take() returns then, and no event is looked at until resume(). */
  hold(): void {
    this.isHeld = true;
  }

  /** Goes on behind the event that was held, to the next one that is or to the end of the batch. */
  resume(): void {
    this.isHeld = false;
    this.takeRest();
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
    return this.currentState.newContainers.splice(0);
  }

  private withPassing(header: CaptureHeader): CaptureHeader {
    const threadTest = this.sinks.filter?.threadTest ?? null;
    if (threadTest === null) return header;
    const { threads } = this.state;
    return withThreads(header, (tid) => {
      const thread = threads.get(tid);
      return thread !== undefined && this.isPassed(thread, threadTest);
    });
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

  private takeEach(batch: Batch, from: number): number {
    this.batch = batch;
    this.at = from;
    this.passOver?.begin(batch);
    this.sinks.writer?.beginBatch(batch);
    this.takeRest();
    return this.at;
  }

  private takeRest(): void {
    const { batch } = this;
    this.at = this.takeUntilStopped(batch, this.at);
    if (this.isHeld) return;
    this.passOver?.finish(batch);
    this.sinks.writer?.endBatch();
  }

  private get isStopped(): boolean {
    return this.isDone || this.isCut || this.isHeld || this.isPaused;
  }

  /** Takes events up to the end of the batch, a limit or one that is held; returns the offset after the last one taken. */
  private takeUntilStopped(batch: Batch, start: number): number {
    const { evt, state } = this;
    const { split } = this.sinks;
    let at = start;
    while (at < batch.end && !this.isStopped) {
      at = this.passFrom(batch, at);
      if (at >= batch.end) break;
      if (split?.isCutAt(batch.view, at)) {
        this.isCut = true;
        break;
      }
      split?.noteTaken(batch.view, at);
      at = evt.view.read(batch, at);
      if (state.begin(evt)) this.event();
      if (++this.looked >= this.lookEvents) this.lookAtClock();
    }
    return at;
  }

  private lookAtClock(): void {
    this.looked = 0;
    if (performance.now() > this.pauseAt) this.isPaused = true;
  }

  private event(): void {
    const { evt } = this;
    if (!this.options.hasAccounts && ACCOUNT_EVENTS[evt.view.type] === 1) return;
    const keepsState = ((evt.view.def?.flags ?? 0) & STATE_FLAGS) !== 0;
    if (!this.judge(keepsState || this.options.filtersLate)) this.hide(keepsState);
    else if (evt.isHidden) this.write(evt.view.stateOnly);
    else this.deliver();
  }

  /** An event that nobody is to see stays in the written capture only if what others are called depends on it. */
  private hide(keepsState: boolean): void {
    if (keepsState && this.options.keepsStateEvents) this.write(true);
  }

  /**
   * Offset of the next event that somebody is to look at. What was kept of accepted threads before it is written: events that end the
   * records of the initial state.
   */
  private passFrom(batch: Batch, from: number): number {
    const { passOver, keeper } = this;
    if (passOver === null) return from;
    const at = passOver.advance(batch, from);
    if (keeper === null || keeper.gatherKept() === 0) return at;
    this.isStarted = true;
    this.passed += keeper.kept.count;
    this.sinks.writer?.writeBatch(keeper.kept);
    keeper.forgetKept();
    return at;
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
    if (this.sinks.watch?.(this.evt)) this.isCut = true;
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
    const { consumers } = this.sinks;
    for (let i = 0; i < consumers.length; i++) if (!(consumers[i] as EventConsumer).event(this.evt)) return;
    this.passed++;
    if (this.passed >= this.options.maxEvents) this.isDone = true;
  }
}
