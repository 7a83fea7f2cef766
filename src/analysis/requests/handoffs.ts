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

/** Requests that a thread hands to another: by waking it, or by a pipe or a counter. */
export class Handoffs {
  private readonly messages = new Recent<string, { readonly request: OpenRequest; readonly time: number }>(
    MAX_MESSAGES,
  );

  /** A thread that serves a request wakes others. */
  send(key: string, request: OpenRequest, time: number): void {
    this.messages.set(key, { request, time });
  }

  /** A thread without a request was woken at `time`, since `from`: it serves the one for which it was, if that is known. */
  adopt(worker: Worker, key: string, time: number, from = 0): void {
    const message = worker.request === null ? this.messages.get(key) : undefined;
    if (message === undefined || message.request.hasEnded || message.time < from) return;
    this.messages.delete(key);
    worker.join(message.request, time, true);
  }
}
