// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { Batch } from '../bytes/batch.js';
import { TABLE_RECORD } from '../decode/table-record.js';
import type { Filter } from '../filter/filter.js';
import { fieldsOf } from '../filter/part-of.js';
import type { EventConsumer } from '../output/event-consumer.js';
import type { EventSink, SplitSink } from '../output/event-sink.js';
import type { CaptureHeader } from '../scap/header.js';
import { EC, STATE_FLAGS } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import { INITIAL_EVENTS } from '../state/binding.js';
import type { EventColumns } from '../state/event-columns.js';
import type { EventSkipper } from '../state/event-skipper.js';
import { Evt } from '../state/evt.js';
import type { Prefilter } from '../state/prefilter.js';
import { StateUpdater } from '../state/state-updater.js';
import { SystemState } from '../state/system-state.js';
import { TableLearner } from '../state/table-learner.js';
import type { Thread } from '../state/thread.js';
import { BatchCopy } from './batch-copy.js';
import { CallPairs } from './call-pairs.js';
import { withoutAccounts } from './header-filter.js';
import type { Limits } from './limits.js';
import { areUnseen, isJudged, keepsAccepted, makeSkipper } from './make-skipper.js';
import type { Pace } from './pace.js';
import { withPassingThreads } from './passing-threads.js';
import type { PipelineParts } from './pipeline-parts.js';

/** 1 for the types of events about users and groups. */
const ACCOUNT_EVENTS = Uint8Array.from(EVENTS, ({ code }) => (/^(USER|GROUP)_/.test(code) ? 1 : 0));

/** Whether number 1 is given to the first event that is shown; not if what is shown depends on numbers. */
function numbersFromShown({ isLive, filter }: PipelineParts): boolean {
  const checked = filter?.checked ?? null;
  return isLive && (checked === null || fieldsOf(checked).every(({ name }) => name !== 'evt.num'));
}

/** Writes batches undecoded; null if events are delivered, or not written. */
function copyOf(parts: PipelineParts): BatchCopy | null {
  const { filter, writer, split, shadow } = parts;
  if (filter !== null || writer === null || !areUnseen(parts)) return null;
  return new BatchCopy({ writer, split, shadow: shadow?.() ?? null, counts: parts.options.countsCopies === true });
}

/** Takes batches through state and filter to the consumers, and to the capture that is written. */
export class Pipeline {
  /** Events that passed the filter. */
  passed = 0;
  /** Bytes of events that have arrived. */
  bytes = 0;
  /** Whether an event is held, so that the next ones wait for resume(). */
  isHeld = false;
  /** Whether the last take() has stopped before its end, for a SplitSink to advance. */
  isCut = false;
  /** The current batch, and the offset of its next event. */
  private batch: Batch = new Batch(Buffer.alloc(0));
  private at = 0;
  /** Whether an event after the records of the initial state has been written. */
  private isStarted = false;
  private readonly ownState: SystemState;
  private readonly updater: StateUpdater;
  private readonly evt: Evt;
  /** Applies the probe's records about descriptors; null where there are none: in a file they would be unknown events. */
  private readonly tables: TableLearner | null = null;
  private readonly parts: PipelineParts;
  /** Parts that are used once per event. */
  private readonly filter: Filter | null;
  private readonly recorded: Filter | null;
  private readonly consumers: readonly EventConsumer[];
  private readonly writer: EventSink | null;
  private readonly split: SplitSink | null;
  private readonly watch: ((evt: Evt) => boolean) | null;
  private readonly limits: Limits;
  private readonly pace: Pace;
  private readonly hidesAccounts: boolean;
  private readonly showsInternal: boolean;
  /** Skips what the filter certainly rejects; null if every event is decoded. */
  private readonly skipper: EventSkipper | null;
  /** Keeps accepted events that are written undecoded; null if there are none. */
  private readonly keeper: Prefilter | null;
  /** Copies batches undecoded; null if events are decoded. */
  private readonly copy: BatchCopy | null;
  /** Whether the next event that is shown gets the number 1. */
  private restartsNumbers: boolean;
  /** Writes enter events that exits need; null if nothing is filtered, or nothing written. */
  private readonly pairs: CallPairs | null = null;

  constructor(parts: PipelineParts) {
    this.parts = parts;
    this.filter = parts.filter;
    this.recorded = parts.recorded;
    this.consumers = parts.consumers;
    this.writer = parts.writer;
    this.split = parts.split;
    this.watch = parts.watch;
    this.limits = parts.limits;
    this.pace = parts.pace;
    this.hidesAccounts = !parts.options.hasAccounts;
    this.showsInternal = parts.options.showsInternal;
    this.ownState = new SystemState(parts.memory, parts.naming);
    this.updater = new StateUpdater(this.ownState);
    this.evt = new Evt(this.ownState);
    this.copy = copyOf(parts);
    this.restartsNumbers = numbersFromShown(parts);
    if (isJudged(parts)) this.tables = new TableLearner(this.ownState);
    const isFiltered = parts.filter !== null || parts.recorded !== null;
    if (isFiltered && parts.writer !== null) this.pairs = new CallPairs(parts.memory, this.ownState.faults);
    this.skipper = makeSkipper(parts, this.updater, (columns) => this.showRows(columns));
    this.keeper = keepsAccepted(parts) ? (parts.skipContext?.prefilter ?? null) : null;
  }

  /** State as of the last event that was taken; if batches are copied, that of the shadow. */
  get state(): SystemState {
    return this.copy?.shadow?.state ?? this.ownState;
  }

  /** Takes the state of the machine at the beginning of a capture, or of its next section. */
  begin(given: CaptureHeader): void {
    const header = this.shownOf(given);
    this.updater.reset(header);
    this.isStarted = false;
    this.pairs?.clear();
    this.copy?.shadow?.begin(header);
  }

  /** Writes that state; call this after begin(). */
  writeHeader(given: CaptureHeader): void {
    const { options, filter, writer } = this.parts;
    const header = this.shownOf(given);
    writer?.writeHeader(options.filtersThreads ? withPassingThreads(header, this.ownState, filter) : header);
  }

  /** A header without its users and groups if these are not wanted. */
  private shownOf(header: CaptureHeader): CaptureHeader {
    return this.hidesAccounts ? withoutAccounts(header) : header;
  }

  /**
   * Takes events of a batch from an offset on, until the limits, the pace or the split sink stop it. Returns the offset after
   * the last one taken.
   */
  take(batch: Batch, from = batch.start): number {
    const { copy } = this;
    this.isCut = false;
    const at = copy === null ? this.takeEach(batch, from) : this.copyFrom(copy, batch, from);
    this.bytes += at - from;
    return at;
  }

  private copyFrom(copy: BatchCopy, batch: Batch, from: number): number {
    const at = copy.take(batch, from);
    this.isCut = copy.isCut;
    this.passed += copy.taken;
    return at;
  }

  /** Called by a consumer that keeps its event: take() returns, and the next events wait for resume(). */
  hold(): void {
    this.isHeld = true;
  }

  /** Continues after the event that was held, up to the next one that is held or the end of the batch. */
  resume(): void {
    this.isHeld = false;
    this.takeRest();
  }

  /** Makes the filter judge all threads again. */
  forgetVerdicts(): void {
    this.skipper?.verdicts.forget();
  }

  /** Whether the filter rejects all events of a thread. */
  rejectsThread(thread: Thread): boolean {
    return this.skipper?.verdicts.rejectsThread(thread) ?? false;
  }

  /** Whether the filter rejects all threads of a process. */
  rejectsProcess(pid: number): boolean {
    return this.skipper?.verdicts.rejectsProcess(pid) ?? false;
  }

  private takeEach(batch: Batch, from: number): number {
    this.batch = batch;
    this.at = from;
    this.skipper?.begin(batch);
    this.parts.writer?.beginBatch(batch);
    this.takeRest();
    return this.at;
  }

  private takeRest(): void {
    const { batch } = this;
    this.at = this.takeUntilStopped(batch, this.at);
    if (this.isHeld) return;
    this.skipper?.finish(batch);
    this.parts.writer?.endBatch();
  }

  /** Takes events until the end of the batch, a limit or a held event; returns the offset after the last one taken. */
  private takeUntilStopped(batch: Batch, start: number): number {
    const { evt, updater, skipper, split, limits, pace } = this;
    const { end } = batch;
    let at = start;
    // a call for this condition would not be inlined
    while (at < end && !(limits.isReached || pace.isOver || this.isCut || this.isHeld)) {
      if (skipper !== null) at = this.passFrom(skipper, batch, at);
      if (at >= end || (split !== null && this.isCutBefore(split, batch, at))) break;
      at = evt.view.read(batch, at);
      if (updater.begin(evt)) this.event();
      else this.learn();
      pace.note();
    }
    return at;
  }

  private isCutBefore(split: SplitSink, batch: Batch, at: number): boolean {
    this.isCut = split.isCutAt(batch.view, at);
    if (!this.isCut) split.noteTaken(batch.view, at);
    return this.isCut;
  }

  private event(): void {
    const { evt, filter } = this;
    if (this.hidesAccounts && ACCOUNT_EVENTS[evt.view.type] === 1) return;
    this.updater.update(evt);
    if (filter !== null && !filter.test(evt)) this.hide();
    else if (evt.isHidden) this.write(evt.view.stateOnly);
    else this.deliver();
  }

  /** Takes an unknown event. If it is a record of the probe about a descriptor, applies the events that it stands for. */
  // COLD: when a process is no longer rejected
  private learn(): void {
    const { evt, updater, tables } = this;
    if (tables === null || evt.view.type !== TABLE_RECORD) return;
    for (const block of tables.take(evt.view)) {
      evt.view.read(Batch.whole(block), 0);
      if (!updater.begin(evt)) continue;
      updater.update(evt);
      if (this.parts.options.keepsStateEvents) this.write(true);
    }
  }

  /** Writes an event that is rejected, or not recorded, as a hidden one if names of later events depend on it. */
  private hide(): void {
    const { view } = this.evt;
    const keepsState = ((view.def?.flags ?? 0) & STATE_FLAGS) !== 0;
    if (keepsState && this.parts.options.keepsStateEvents) this.write(true);
    else this.pairs?.hold(view);
  }

  /**
   * Offset of the next event to decode. Writes the accepted events that were kept before it, which end the records of the
   * initial state.
   */
  private passFrom(skipper: EventSkipper, batch: Batch, from: number): number {
    const { keeper } = this;
    const at = skipper.advance(batch, from);
    if (keeper === null || keeper.gatherKept() === 0) return at;
    this.isStarted = true;
    this.passed += keeper.kept.count;
    this.parts.writer?.writeBatch(keeper.kept);
    keeper.forgetKept();
    return at;
  }

  private write(stateOnly: boolean): void {
    if (this.writer !== null) this.writeTo(this.writer, stateOnly);
  }

  private writeTo(writer: EventSink, stateOnly: boolean): void {
    const { view } = this.evt;
    if (!this.isStarted && this.ownState.hasStarted) {
      this.isStarted = true;
      if (INITIAL_EVENTS[view.type] === 1) writer.writeStartMark(view.tsHi, view.tsLo);
    }
    this.pairs?.complete(this.evt, writer);
    writer.writeEvent(view, stateOnly);
  }

  private deliver(): void {
    const { evt, limits, recorded, watch } = this;
    const isShown = ((evt.view.def?.category ?? 0) & EC.INTERNAL) === 0 || this.showsInternal;
    if (isShown && !limits.allow(evt.view)) return;
    if (recorded === null || recorded.test(evt)) this.write(false);
    else this.hide();
    if (isShown) this.show();
    if (watch?.(evt) === true) this.isCut = true;
  }

  /** Counts rows that are shown. */
  private showRows(columns: EventColumns): void {
    const { ownState } = this;
    if (this.restartsNumbers && columns.count > 0) {
      this.restartsNumbers = false;
      ownState.countBefore += columns.num(0) - 1;
    }
    this.passed += columns.count;
  }

  private restartNumbers(): void {
    this.restartsNumbers = false;
    this.evt.restartNumbers();
  }

  private show(): void {
    const { consumers, limits } = this;
    if (this.restartsNumbers) this.restartNumbers();
    for (let i = 0; i < consumers.length; i++) if (!(consumers[i] as EventConsumer).event(this.evt)) return;
    this.passed++;
    limits.noteCount(this.passed);
  }
}
