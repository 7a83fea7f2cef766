// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { difference64 } from '../bytes/int64.js';
import { EventView } from '../decode/event-view.js';
import { orElse } from '../decode/param-index.js';
import type { SizeFaults } from '../decode/size-faults.js';
import { EF, type EventDef } from '../schema/event.js';
import { EVT } from '../schema/events.js';
import { APPENDED_EXIT_FD, ENTER_FD, ENTER_WITHIN, EXIT_FD, EXIT_FD_ALWAYS, EXIT_USES_FD } from './binding.js';
import { Converter, EnterWords, keepWords } from './converter.js';
import type { DeferredChanges } from './deferred-changes.js';
import type { Evt } from './evt.js';
import { bindFd } from './fd-changes.js';
import type { Thread } from './thread.js';

/**
 * Binds enter and exit events to each other and to their descriptor, and completes those of old recorders. Detects which generation
 * of recorders wrote the capture.
 */
export class CallBinder {
  /** Whether an exit event has shown which generation of recorders wrote the capture. */
  isGenerationKnown = false;
  /** EXIT_FD, or APPENDED_EXIT_FD once an exit event with appended parameters was seen: exit events then repeat their enter events. */
  private exitFd = EXIT_FD;
  private readonly enterWithin: EventView;
  private readonly converter = new Converter();
  private readonly deferred: DeferredChanges;

  constructor(faults: SizeFaults, deferred: DeferredChanges) {
    this.enterWithin = new EventView(faults);
    this.deferred = deferred;
  }

  /** Starts over for another capture. */
  reset(): void {
    this.isGenerationKnown = false;
    this.exitFd = EXIT_FD;
  }

  /** Converts an event of an obsolete type to its successor. */
  modernise(view: EventView): void {
    if (view.type === EVT.ACCEPT_X) this.converter.complete(view, null);
  }

  bindEnter(evt: Evt, thread: Thread): void {
    const view = evt.view;
    const type = view.type;
    thread.lastFd = -1;
    thread.lastType = type;
    thread.isInCall = true;
    const fdParam = ENTER_FD[type] as number;
    if (fdParam >= 0) bindFd(evt, thread, orElse(view.int64(fdParam), -1));
    thread.latency = 0;
    thread.enterTsHi = view.tsHi;
    thread.enterTsLo = view.tsLo;
    const flags = (view.def as EventDef).flags;
    if ((flags & EF.TMP_CONVERTER_MANAGED) === 0) return;
    if (thread.enterWords === null) thread.enterWords = new EnterWords();
    keepWords(thread.enterWords, view);
  }

  bindExit(evt: Evt, thread: Thread): void {
    const view = evt.view;
    const def = view.def as EventDef;
    const flags = def.flags;
    this.noteGeneration(view, def);
    if ((flags & EF.TMP_CONVERTER_MANAGED) !== 0) this.converter.complete(view, thread.enterWords);
    const type = view.type;
    const isOwn = thread.lastType === type - 1 || isExecOfExecveat(type, thread.lastType);
    if (isOwn && thread.isInCall) this.bindExitToEnter(evt, thread);
    else bindExitAlone(thread);
    thread.isInCall = false;
    if (evt.enter === null && this.exitFd !== EXIT_FD) evt.enter = this.findEnterWithin(view);
    if (EXIT_USES_FD[type] === 1) this.bindUsedFd(evt, thread);
  }

  private bindUsedFd(evt: Evt, thread: Thread): void {
    const { view } = evt;
    const type = view.type;
    let fd = thread.lastFd;
    const always = EXIT_FD_ALWAYS[type] as number;
    const fallback = this.exitFd[type] as number;
    if (always >= 0) fd = orElse(view.int64(always), fd);
    else if (fd === -1 && fallback >= 0) fd = orElse(view.int64(fallback), fd);
    bindFd(evt, thread, fd);
  }

  private noteGeneration(view: EventView, def: EventDef): void {
    if (view.paramCount > def.params.length) this.exitFd = APPENDED_EXIT_FD;
    if (!this.isGenerationKnown) this.isGenerationKnown = def.appended.length > 0;
  }

  private bindExitToEnter(evt: Evt, thread: Thread): void {
    const { view } = evt;
    thread.latency = difference64(view.tsHi, view.tsLo, thread.enterTsHi, thread.enterTsLo);
    evt.enter = this.takeEnter(thread, view.type);
  }

  private findEnterWithin(exit: EventView): EventView | null {
    const first = ENTER_WITHIN[exit.type] as number;
    if (first < 0 || first >= exit.paramCount) return null;
    this.enterWithin.readWithin(exit, first, exit.type - 1);
    return this.enterWithin;
  }

  private takeEnter(thread: Thread, exitType: number): EventView | null {
    const enter = thread.enter;
    if (enter === null || !enter.isFilled) return null;
    this.deferred.releaseEnter(thread);
    const type = enter.view.type;
    return type === exitType - 1 || isExecOfExecveat(exitType, type) ? enter.view : null;
  }
}

/** Binds an exit event whose enter event was lost, or never recorded: descriptor and latency are unknown. */
function bindExitAlone(thread: Thread): void {
  thread.lastFd = -1;
  thread.latency = 0;
}

/** A successful execveat ends in the exit event of execve (STATE.md#enter-and-exit). */
function isExecOfExecveat(exitType: number, enterType: number): boolean {
  return enterType === EVT.EXECVEAT_E && (exitType === EVT.EXECVE_19_X || exitType === EVT.EXECVE_18_X);
}
