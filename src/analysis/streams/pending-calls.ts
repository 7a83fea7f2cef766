import type { EventView } from '../../decode/event-view.js';
import { CALL_FORMS } from './calls.js';

/** What the enter event of a call says that its exit event does not. */
export interface PendingCall {
  readonly exitType: number;
  /** -1 for none. */
  readonly position: number;
  /** Number of the descriptor that the bytes come from, if it is not the one that they go to; -1 for none. */
  readonly from: number;
}

/** Most calls at a time; more than threads that a machine runs. */
const MAX_PENDING = 65_536;

/** Calls that have begun, by thread. */
export class PendingCalls {
  private readonly byTid = new Map<number, PendingCall>();

  /** Notes the start of a call, if its end does not say everything. */
  begin(view: EventView): void {
    const exitType = view.type + 1;
    const form = CALL_FORMS[exitType] ?? null;
    if (form === null || (form.from < 0 && form.enterPosition < 0)) return;
    if (this.byTid.size >= MAX_PENDING) this.byTid.clear();
    this.byTid.set(view.tid, {
      exitType,
      position: form.enterPosition < 0 ? -1 : view.int64(form.enterPosition),
      from: form.from < 0 ? -1 : view.int64(form.from),
    });
  }

  /** Whether a call has begun. */
  get areThere(): boolean {
    return this.byTid.size > 0;
  }

  /** Forgets the call of a thread: another one has ended there. */
  forget(tid: number): void {
    this.byTid.delete(tid);
  }

  /** The call that an exit event ends; null if nothing was noted. */
  end({ type, tid }: EventView): PendingCall | null {
    const call = this.byTid.get(tid);
    if (call === undefined) return null;
    this.byTid.delete(tid);
    return call.exitType === type ? call : null;
  }
}
