import type { Evt } from '../../state/evt.js';
import type { FdInfo } from '../../state/fd-info.js';
import { Recent } from '../recent.js';
import type { OpenRequest } from './open-request.js';
import type { Worker } from './worker.js';

/** Most futexes, pipes and counters with a message that is remembered. */
const MAX_MESSAGES = 4096;
/** Index of the address and of the operation in the enter event of futex. */
const ADDRESS = 0;
const OPERATION = 1;
/** The operation without its flags. */
const COMMAND = 0x7f;
const WAIT = 0;
const WAIT_BITSET = 9;
/** WAKE, REQUEUE, CMP_REQUEUE, WAKE_OP, WAKE_BITSET. */
const WAKES: ReadonlySet<number> = new Set([1, 3, 4, 5, 10]);

/** What a thread does with a futex. */
export interface FutexUse {
  /** Its process and address. */
  readonly key: string;
  readonly isWake: boolean;
  readonly isWait: boolean;
  /** Whether it may wait for long, for work: locks are waited for without a time. */
  readonly isForWork: boolean;
}

/** What the enter event of futex asks. */
export function futexUse({ view, thread }: Evt): FutexUse {
  const command = view.uint16(OPERATION) & COMMAND;
  return {
    key: `${thread?.pid} ${view.int64(ADDRESS)}`,
    isWake: WAKES.has(command),
    isWait: command === WAIT || command === WAIT_BITSET,
    isForWork: command === WAIT_BITSET,
  };
}

/** What identifies a pipe or a counter through which threads wake each other; null for anything else. */
export function signalKey({ type, description, inoHi, inoLo }: FdInfo): string | null {
  if (type === 'EVENT') return `event ${description}`;
  return type === 'FIFO' && (inoHi !== 0 || inoLo !== 0) ? `pipe ${inoHi} ${inoLo}` : null;
}

/** A thread that served a request woke others. */
interface Message {
  readonly request: OpenRequest;
  readonly sender: Worker;
  readonly time: number;
  /** The last one of another sender that nobody has taken: a counter adds up what many write. */
  readonly earlier: Message | null;
}

/** Requests that a thread hands to another: by waking it, or by a pipe or a counter. */
export class Handoffs {
  private readonly messages = new Recent<string, Message>(MAX_MESSAGES);

  /** A thread that serves a request wakes others. */
  send(key: string, request: OpenRequest, sender: Worker, time: number): void {
    const last = this.messages.get(key) ?? null;
    const other = last?.sender === sender ? last.earlier : last;
    const earlier = other === null ? null : { ...other, earlier: null };
    this.messages.set(key, { request, sender, time, earlier });
  }

  /**
   * A thread without a request was woken at `time`, since `from`: it serves the one for which it was, if that is known.
   * Others are believed before the thread itself: an event loop wakes itself, too, for work of its own.
   */
  adopt(worker: Worker, key: string, time: number, from = 0): void {
    const last = worker.request === null ? this.messages.get(key) : undefined;
    if (last === undefined) return;
    const { request, time: sent } = last.sender === worker ? (last.earlier ?? last) : last;
    if (request.hasEnded || sent < from) return;
    this.messages.delete(key);
    worker.join(request, time, true);
  }
}
