// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { EventView } from '../decode/event-view.js';
import type { CaptureHeader } from '../scap/header.js';
import { ANNEX_TAG } from '../schema/annex-layout.js';
import { EC, type EventDef, isExitType } from '../schema/event.js';
import { INITIAL_EVENTS, KEPT_ENTERS, looksOnly, THREAD_RULE, THREAD_RULES } from './binding.js';
import { CallBinder } from './call-binder.js';
import type { Evt } from './evt.js';
import { importHeader } from './header-import.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';
import { CHANGES_ANY_FD, CHANGES_ANY_THREAD, CHANGES_THREADS, UPDATES } from './updates/table.js';

/** Whether an enter event was made up for other readers (docs/reference/ANNEX.md). */
const isMadeUp = (view: EventView): boolean => view.stateOnly && view.annexEntry(ANNEX_TAG.MADE_UP) !== null;

/**
 * Applies events to a state. For each event, in this order: `evt.view.read`, `begin`, `update`. What an event ends (a thread, a
 * descriptor) is removed at the `begin` of the next one, so this event still shows it.
 */
export class StateUpdater {
  readonly state: SystemState;
  private readonly calls: CallBinder;

  constructor(state: SystemState) {
    this.state = state;
    this.calls = new CallBinder(state.faults, state.deferred);
  }

  /** Starts over from the header of a capture or section. Event numbers continue. */
  reset(header: CaptureHeader): void {
    const { state } = this;
    state.deferred.clear();
    state.hasStarted = false;
    state.isUntouched = true;
    this.calls.reset();
    importHeader(state, header);
  }

  /**
   * Completes the previous event. Returns false while events may not be skipped: so far there were only records of the initial
   * state, or the generation of the capture is still unknown.
   */
  settle(): boolean {
    const { state } = this;
    state.deferred.apply();
    return state.hasStarted && state.firstTsHi !== 0 && this.calls.isGenerationKnown;
  }

  /**
   * Numbers the event and binds thread, descriptor, latency and enter event to it. Returns false for events that are skipped and not
   * numbered: those of an unknown type, and enter events that were made up for other readers. Afterwards `evt.view` may be on a
   * completed copy of the event.
   */
  begin(evt: Evt): boolean {
    const view = evt.view;
    if (view.def === undefined || isMadeUp(view)) return false;
    this.state.deferred.apply();
    this.calls.modernise(view);
    this.startEvent(evt);
    const rule = THREAD_RULES[view.type] as number;
    const thread = this.bindThread(view.tid, rule);
    evt.thread = thread;
    if (thread === null || looksOnly(rule)) return true;
    if (isExitType(view.type)) this.calls.bindExit(evt, thread);
    else this.calls.bindEnter(evt, thread);
    return true;
  }

  private startEvent(evt: Evt): void {
    const { state } = this;
    const view = evt.view;
    evt.num = ++state.count - state.countBefore;
    state.lastTsHi = view.tsHi;
    state.lastTsLo = view.tsLo;
    if (state.firstTsHi === 0 && ((view.def as EventDef).category & EC.METAEVENT) === 0) {
      state.firstTsHi = view.tsHi;
      state.firstTsLo = view.tsLo;
    }
    if (!state.hasStarted && INITIAL_EVENTS[view.type] === 0) state.hasStarted = true;
    evt.isHidden = view.stateOnly || !state.hasStarted;
    if (!evt.isHidden) state.isUntouched = false;
    evt.fd = null;
    evt.enter = null;
  }

  private bindThread(tid: number, rule: number): Thread | null {
    const { state } = this;
    const thread = state.table.find(tid);
    if (thread !== null) return thread;
    if (rule !== THREAD_RULE.KNOWN_OR_FAKE) return rule === THREAD_RULE.LOOK_BACK ? state.table.findEnded(tid) : null;
    const fake = state.table.addFake(tid);
    if (fake !== null) fake.isOfCommand = state.hasCommandBegun;
    return fake;
  }

  /** Binds an event that was already skipped and numbered to its thread; `evt` has only been read. */
  bindSkipped(evt: Evt, thread: Thread): void {
    evt.thread = thread;
    evt.fd = null;
    evt.enter = null;
    if (isExitType(evt.view.type)) this.calls.bindExit(evt, thread);
    else this.calls.bindEnter(evt, thread);
  }

  /** Applies the changes of the event. */
  update(evt: Evt): void {
    const { state } = this;
    const type = evt.view.type;
    const apply = UPDATES[type];
    if (apply !== undefined) {
      apply(state, evt);
      state.fdChanges++;
      if (CHANGES_ANY_FD[type] === 1) state.wideFdChanges++;
      else state.memory.near.noteFd(evt.fdNum);
    }
    if (CHANGES_THREADS[type] === 1) {
      if (CHANGES_ANY_THREAD[type] === 1) state.table.noteWideChange();
      else state.table.noteChange(evt.view.tid);
      state.memory.settle(evt.thread);
    }
    if (KEPT_ENTERS[type] === 1 && evt.thread !== null) state.memory.keepEnter(evt.thread, evt.view);
  }
}
