// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { difference64 } from '../bytes/int64.js';
import { EventView } from '../decode/event-view.js';
import { orElse } from '../decode/param-index.js';
import type { SizeFaults } from '../decode/size-faults.js';
import { EF, type EventDef } from '../schema/event.js';
import { EVT } from '../schema/events.js';
import { ENTER_FD, ENTER_WITHIN, EXIT_FD, EXIT_FD_ALWAYS, LATER_EXIT_FD } from './binding.js';
import { Converter, EnterWords, keepWords } from './converter.js';
import type { Evt } from './evt.js';
import type { Thread } from './thread.js';

/** Makes `fd` the descriptor of the event. */
export function bindFd(evt: Evt, thread: Thread, fd: number): void {
  thread.lastFd = fd;
  evt.fd = thread.findFd(fd);
}

/**
 * Binds enter and exit events of calls to each other and to the descriptor that they use, and completes those of old
 * recorders. Knows which generation of recorders a capture is of.
 */
export class CallBinder {
  /** Whether exit events were seen that show which generation of recorders the capture is of. */
  isGenerationKnown = false;
  /** EXIT_FD, or LATER_EXIT_FD once an exit event has had later parameters: exit events then say what enter events did. */
  private exitFd = EXIT_FD;
  private readonly enterWithin: EventView;
  private readonly converter = new Converter();
  /** The thread whose kept enter event serves the exit event at hand. */
  private spentBy: Thread | null = null;

  constructor(faults: SizeFaults) {
    this.enterWithin = new EventView(faults);
  }

  /** Starts over with another capture. */
  reset(): void {
    this.isGenerationKnown = false;
    this.exitFd = EXIT_FD;
    this.spentBy = null;
  }

  /** Moves a view from an event of a type that is gone to one of its successor. */
  modernise(view: EventView): void {
    if (view.type === EVT.ACCEPT_X) this.converter.complete(view, null);
  }

  bindEnter(evt: Evt, thread: Thread): void {
    const view = evt.view;
    const type = view.type;
    thread.lastFd = -1;
    thread.lastType = type;
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
    if (thread.enterTsHi !== 0) thread.latency = difference64(view.tsHi, view.tsLo, thread.enterTsHi, thread.enterTsLo);
    const def = view.def as EventDef;
    const flags = def.flags;
    this.noteGeneration(view, def);
    if ((flags & EF.TMP_CONVERTER_MANAGED) !== 0) this.converter.complete(view, thread.enterWords);
    const type = view.type;
    if (thread.lastType === type - 1 || isExecOfExecveat(type, thread.lastType))
      evt.enter = this.takeEnter(thread, type);
    else this.bindExitAlone(thread);
    if (evt.enter === null && this.exitFd !== EXIT_FD) evt.enter = this.findEnterWithin(view);
    if ((flags & EF.USES_FD) === 0) return;
    let fd = thread.lastFd;
    const always = EXIT_FD_ALWAYS[type] as number;
    const fallback = this.exitFd[type] as number;
    if (always >= 0) fd = orElse(view.int64(always), fd);
    else if (fd === -1 && fallback >= 0) fd = orElse(view.int64(fallback), fd);
    bindFd(evt, thread, fd);
  }

  private noteGeneration(view: EventView, def: EventDef): void {
    if (view.paramCount > def.params.length) this.exitFd = LATER_EXIT_FD;
    if (!this.isGenerationKnown) this.isGenerationKnown = def.later.length > 0;
  }

  /** An exit event without its enter event. Of later recorders that is usual, and nothing tells when the call began. */
  private bindExitAlone(thread: Thread): void {
    thread.lastFd = -1;
    if (this.exitFd !== EXIT_FD) thread.latency = 0;
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
    this.spentBy = thread;
    const type = enter.view.type;
    return type === exitType - 1 || isExecOfExecveat(exitType, type) ? enter.view : null;
  }

  /** Who had a kept enter event that has served its exit event, and serves no other. */
  takeSpent(): Thread | null {
    const thread = this.spentBy;
    this.spentBy = null;
    return thread;
  }
}

/** A successful execveat ends in the exit event of execve (STATE.md#enter-and-exit). */
function isExecOfExecveat(exitType: number, enterType: number): boolean {
  return enterType === EVT.EXECVEAT_E && (exitType === EVT.EXECVE_19_X || exitType === EVT.EXECVE_18_X);
}
