import { resultOf } from '../../fields/result.js';
import { argumentOf } from '../../output/words/entered.js';
import { EVT } from '../../schema/events.js';
import type { Evt } from '../../state/evt.js';
import type { Thread } from '../../state/thread.js';
import { Recent } from '../recent.js';

const SENDERS: ReadonlySet<number> = new Set([EVT.KILL_X, EVT.TKILL_X, EVT.TGKILL_X]);
/** Receivers that are remembered. */
const MAX_RECEIVERS = 4096;

/** A call that sent a signal. */
export interface SentSignal {
  /** evt.num of its exit event. */
  readonly num: number;
  /** The process that sent it. */
  readonly by: number;
  readonly signal: number;
}

function numberIn(evt: Evt, name: string): number | null {
  const argument = argumentOf(evt, name);
  return argument === null ? null : argument.evt.view.int64(argument.index);
}

/** The calls that sent signals, by receiver: a process, or the negative number of a process group, as for kill(2). */
export class SentSignals {
  private readonly byReceiver = new Recent<number, SentSignal>(MAX_RECEIVERS);

  /** Notes what an event sent, if it did. In other pid namespaces, receivers have other numbers: they are left out. */
  note(evt: Evt): void {
    const { thread, view, num } = evt;
    if (!SENDERS.has(view.type) || thread === null || thread.vtid !== thread.tid || resultOf(evt) !== 0) return;
    const receiver = numberIn(evt, 'pid') ?? numberIn(evt, 'tid');
    const signal = argumentOf(evt, 'sig');
    if (receiver === null || signal === null) return;
    const group = receiver === 0 ? -thread.pgid : receiver;
    this.byReceiver.set(group, { num, by: thread.pid, signal: signal.evt.view.uint8(signal.index) });
  }

  /** The last call that sent a signal to a process, if that was this one; null for none. */
  to({ pid, pgid }: Thread, signal: number): SentSignal | null {
    const sent = [pid, -pgid].map((receiver) => this.byReceiver.get(receiver));
    return sent.find((one) => one?.signal === signal) ?? null;
  }
}
