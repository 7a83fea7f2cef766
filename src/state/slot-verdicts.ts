// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Batch } from '../bytes/batch.js';
import { isExitType } from '../schema/event.js';
import { ACTION, SLOTS, VERDICT } from '../schema/prefilter.js';
import { ENTER_FD, EXIT_FD, EXIT_FD_ALWAYS, EXIT_USES_FD } from './binding.js';
import { type FilterSummary, FilterVerdicts } from './filter-verdicts.js';
import { PLAIN_FD, plainFd, plainTidLo, plainTsHi, plainTsLo, plainType } from './plain-event.js';
import { Prefilter } from './prefilter.js';
import type { RejectedThreads } from './rejected-threads.js';
import { DECIDED_BY, decidedBy, isSought, type TypeVerdicts } from './skip-rules.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';

const { NOWHERE } = Prefilter;

/** Notes that descriptors of an accepted thread are no longer tracked. */
function markPartial(thread: Thread): void {
  const owner = thread.fdOwner;
  if (owner !== null) owner.fds.isPartial = true;
}

/** What a filter says of the threads in the slots of the prefilter, and of their events. */
export class SlotVerdicts {
  /** The thread in each slot. */
  readonly threads: (Thread | null)[] = new Array<Thread | null>(SLOTS).fill(null);
  /** DECIDED_BY by event type. */
  private readonly decidedBy: Uint8Array;
  /** One byte by event type: 1 if bytes are sought in such events. */
  private readonly areSoughtIn: Uint8Array;
  private readonly state: SystemState;
  private readonly prefilter: Prefilter;
  private readonly ofFilter: FilterVerdicts;
  /** Whether events of accepted threads are kept (Prefilter.kept) instead of processed one by one. */
  private readonly keepsAccepted: boolean;
  /** Receives rejected threads; null if not needed. */
  private readonly rejected: RejectedThreads | null;
  /** Whether the verdict of a slot was requested. */
  private readonly isAsked = new Uint8Array(SLOTS);

  constructor(state: SystemState, summary: FilterSummary, prefilter: Prefilter, rejected: RejectedThreads | null) {
    this.state = state;
    this.prefilter = prefilter;
    this.rejected = rejected;
    this.ofFilter = new FilterVerdicts(state, summary);
    this.keepsAccepted = summary.keepsAccepted;
    this.decidedBy = decidedBy(summary);
    this.areSoughtIn = this.decidedBy.map((_, type) => (isSought(summary.sought, type) ? 1 : 0));
  }

  /** Which events the filter rejects by their type. */
  get ofTypes(): Omit<TypeVerdicts, 'rules'> {
    return {
      decidedBy: this.decidedBy,
      isRejectedWithoutFd: (type) => this.ofFilter.ofNoFd(type),
      isSought: (type) => this.areSoughtIn[type] === 1,
    };
  }

  /** Puts a thread into a slot, without a verdict. */
  hold(slot: number, thread: Thread): void {
    this.threads[slot] = thread;
    this.isAsked[slot] = 0;
  }

  /** Discards all verdicts, so that each is requested again. */
  forget(): void {
    this.isAsked.fill(0);
    this.prefilter.verdicts.fill(VERDICT.OPEN);
  }

  /** Whether all events of a thread are rejected. */
  rejectsThread(thread: Thread): boolean {
    return this.ofFilter.ofThread(thread);
  }

  /** Whether all threads of a known process are rejected. */
  rejectsProcess(pid: number): boolean {
    const threads = this.state.table.findGroup(pid)?.threads ?? [];
    return threads.length > 0 && threads.every((thread) => thread.isDead || this.ofFilter.ofThread(thread));
  }

  /** Whether the event at `at`, whose thread is in a slot, is sure to be rejected. */
  isRejected(batch: Batch, at: number, slot: number): boolean {
    const { view } = batch;
    const type = plainType(view, at);
    if (this.decidedBy[type] === DECIDED_BY.TYPE) return true;
    if (this.isThreadRejected(view, at, slot)) return true;
    const isOfFd = this.decidedBy[type] === DECIDED_BY.FD;
    if (!isOfFd && this.areSoughtIn[type] === 0) return false;
    this.judgeFds(slot);
    if (this.lacksSought(batch, at, slot)) return true;
    return isOfFd && (this.isRejectedWithAllFds(slot, type) || this.isFdRejected(view, at, slot));
  }

  /** Whether all events of the thread in a slot are rejected; at `at` is one of them. */
  isThreadRejected(view: DataView, at: number, slot: number): boolean {
    const { verdicts } = this.prefilter;
    if (this.isAsked[slot] === 0) {
      this.isAsked[slot] = 1;
      const thread = this.threads[slot] as Thread;
      const isRejected = this.ofFilter.ofThread(thread);
      verdicts[slot] = isRejected ? VERDICT.REJECTED : this.keepsAccepted ? VERDICT.ACCEPTED : VERDICT.OPEN;
      if (!isRejected && this.keepsAccepted) markPartial(thread);
      if (isRejected) this.rejected?.add(plainTidLo(view, at), plainTsHi(view, at), plainTsLo(view, at));
    }
    return verdicts[slot] === VERDICT.REJECTED;
  }

  /** Judges the open descriptors of a thread that is not rejected, once after each change of descriptors. */
  private judgeFds(slot: number): void {
    const { fdsAskedAt, verdicts } = this.prefilter;
    const { fdChanges } = this.state;
    if (fdsAskedAt[slot] === fdChanges) return;
    fdsAskedAt[slot] = fdChanges;
    const thread = this.threads[slot] as Thread;
    if (this.ofFilter.ofSought(thread)) verdicts[slot] = VERDICT.SOUGHT;
    else verdicts[slot] = this.ofFilter.ofAllFds(thread) ? VERDICT.FDS_REJECTED : VERDICT.OPEN;
  }

  /** Whether an event lacks the bytes without which it is rejected. */
  private lacksSought(batch: Batch, at: number, slot: number): boolean {
    const { prefilter } = this;
    if (prefilter.verdicts[slot] !== VERDICT.SOUGHT || !prefilter.holds(batch)) return false;
    return this.areSoughtIn[plainType(batch.view, at)] === 1 && !prefilter.hasSought(batch, at);
  }

  /** Whether events of this type cannot pass with any open descriptor of a thread that is not rejected. */
  private isRejectedWithAllFds(slot: number, type: number): boolean {
    const { verdicts, actions } = this.prefilter;
    const verdict = verdicts[slot] as number;
    return verdict === VERDICT.FDS_REJECTED && actions[verdict]?.[type] === ACTION.MARKS;
  }

  private isFdRejected(view: DataView, at: number, slot: number): boolean {
    const type = plainType(view, at);
    const thread = this.threads[slot] as Thread;
    if (!isExitType(type)) return this.ofFilter.ofFd(thread, plainFd(view, at, ENTER_FD[type] as number), type);
    if (!this.isAfterEnter(view, slot, type)) return false;
    return this.ofFilter.ofFd(thread, this.exitFd(view, at, this.prefilter.enterAt[slot] as number), type);
  }

  /** Descriptor bound to an exit event whose enter event was skipped; same rule as CallBinder. */
  private exitFd(view: DataView, at: number, enter: number): number {
    const type = plainType(view, at);
    if (EXIT_USES_FD[type] === 0) return PLAIN_FD.NONE;
    const own = EXIT_FD_ALWAYS[type] as number;
    const always = plainFd(view, at, own);
    if (own >= 0 && always !== PLAIN_FD.UNKNOWN) return always;
    const entered = plainFd(view, enter, ENTER_FD[type - 1] as number);
    return entered >= 0 ? entered : plainFd(view, at, EXIT_FD[type] as number);
  }

  /** Whether the thread's last event is the skipped enter event that belongs to an exit event of this type. */
  isAfterEnter(view: DataView, slot: number, type: number): boolean {
    const enter = this.prefilter.enterAt[slot] as number;
    return enter !== NOWHERE && enter === this.prefilter.lastAt[slot] && plainType(view, enter) === type - 1;
  }
}
