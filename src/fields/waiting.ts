// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { EC } from '../schema/event.js';
import type { Evt } from '../state/evt.js';
import { type EventKind, kindName } from './event-kind.js';
import { eventName, isSyscall } from './event-name.js';

/** What calls wait for on purpose, and their names. */
const WAITS = {
  time: ['nanosleep', 'clock_nanosleep', 'restart_syscall'],
  events: [
    'poll',
    'ppoll',
    'select',
    '_newselect',
    'pselect6',
    'epoll_wait',
    'epoll_wait_old',
    'epoll_pwait',
    'epoll_pwait2',
    'io_getevents',
    'io_pgetevents',
  ],
  lock: ['futex', 'futex_wait', 'futex_waitv', 'flock', 'semop', 'semtimedop'],
  connection: ['accept', 'accept4'],
  child: ['wait4', 'waitid', 'waitpid'],
  signal: ['pause', 'sigsuspend', 'rt_sigsuspend', 'rt_sigtimedwait'],
  message: ['msgrcv', 'mq_timedreceive'],
} as const;

/** What a call can wait for. */
export const AWAITED = Object.keys(WAITS);

const BY_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(WAITS).flatMap(([awaited, names]) => names.map((name) => [name, awaited] as const)),
);

/** What the call of an event waits for on purpose; null for other calls. */
export function awaitedBy(evt: Evt): string | null {
  return isSyscall(evt) ? (BY_NAME.get(eventName(evt)) ?? null) : null;
}

/** As awaitedBy, for a kind of events. */
export function awaitedByKind(kind: EventKind): string | null | undefined {
  if ((kind.def.category & EC.SYSCALL) === 0) return null;
  const name = kindName(kind);
  return name === undefined ? undefined : (BY_NAME.get(name) ?? null);
}
