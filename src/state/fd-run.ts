// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { EF } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import { ENTER_FD } from './binding.js';
import { OWN_EXIT_FD, PASS, PASS_RULES, RUN } from './pass-rules.js';
import { PLAIN_FD, plainFd, plainType } from './plain-event.js';
import type { Refusals } from './refusals.js';
import { Thread } from './thread.js';

/** Descriptors that have a bit in a word. */
const FEW = 32;

/** 1 for events of old recorders that are completed with what their enter event said. */
export const IS_COMPLETED: Uint8Array = Uint8Array.from(EVENTS, ({ flags }) =>
  (flags & EF.TMP_CONVERTER_MANAGED) === 0 ? 0 : 1,
);

/** Descriptor that an enter event uses, or PLAIN_FD. */
export function enterFd(view: DataView, at: number): number {
  return plainFd(view, at, ENTER_FD[plainType(view, at)] as number);
}

/**
 * Descriptor, or PLAIN_FD, that an exit event uses whose enter event was refused and has used `entered`: it has only the one that it
 * names itself, or is completed with.
 */
export function exitFd(view: DataView, at: number, entered: number): number {
  const type = plainType(view, at);
  if (PASS_RULES[type] !== PASS.MARKS) return entered;
  const own = plainFd(view, at, OWN_EXIT_FD[type] as number);
  return own === PLAIN_FD.NOT_TOLD && IS_COMPLETED[type] === 1 ? entered : own;
}

/**
 * What is known of descriptors while nothing comes but events of one thread that are passed over. Nothing changes in
 * between, so it holds for all of them.
 */
export class FdRun {
  private readonly refusals: Refusals;
  private thread = new Thread(-1);
  /** What the last enter event used, or PLAIN_FD. */
  private entered: number = PLAIN_FD.NOT_TOLD;
  /** Low descriptors of which nothing passes, a bit each. */
  private refused = 0;

  constructor(refusals: Refusals) {
    this.refusals = refusals;
  }

  begin(thread: Thread): void {
    this.thread = thread;
    this.entered = PLAIN_FD.NOT_TOLD;
    this.refused = 0;
  }

  /** Whether an enter event is refused for its descriptor; false where that is not known. */
  refusesEnter(view: DataView, at: number): boolean {
    const fd = enterFd(view, at);
    this.entered = fd;
    if (fd < 0 || fd >= FEW) return this.isRefused(fd, view, at);
    const bit = 1 << fd;
    if ((this.refused & bit) !== 0) return true;
    if (!this.isRefused(fd, view, at)) return false;
    this.refused |= bit;
    return true;
  }

  private isRefused(fd: number, view: DataView, at: number): boolean {
    const info = this.thread.findFd(fd);
    return info !== null && this.refusals.ofInfo(info, this.thread, plainType(view, at));
  }

  /**
   * Whether an exit event is refused, given its RUN, that comes right after its own refused enter event, so that no more is asked than whether
   * it uses the same descriptor.
   */
  refusesExit(view: DataView, at: number, action: number): boolean {
    return action === RUN.EXITS || exitFd(view, at, this.entered) === this.entered;
  }
}
