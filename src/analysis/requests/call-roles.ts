import type { EventView } from '../../decode/event-view.js';
import { findParam } from '../../decode/param-index.js';
import { EVENTS } from '../../schema/events.js';

/** What a call means for the thread that makes it. */
export type CallRole = 'wait' | 'accept' | 'connect' | 'close' | 'futex' | 'sleep' | 'other';

const ROLES: Readonly<Record<string, CallRole>> = {
  epoll_wait: 'wait',
  epoll_pwait: 'wait',
  epoll_pwait2: 'wait',
  poll: 'wait',
  ppoll: 'wait',
  select: 'wait',
  pselect6: 'wait',
  accept: 'accept',
  accept4: 'accept',
  connect: 'connect',
  close: 'close',
  shutdown: 'close',
  futex: 'futex',
  nanosleep: 'sleep',
  clock_nanosleep: 'sleep',
};

/** Roles of calls by the type of their events. */
export const CALL_ROLES: readonly CallRole[] = EVENTS.map(({ name }) => ROLES[name] ?? 'other');

/** Bytes of a 64-bit number. */
const LONG = 8;
const SIZES: readonly number[] = EVENTS.map(({ id }) => findParam(id, 'size'));

/** How many bytes the enter event of a call says that it wants to move; 0 if it does not say. */
export function requestedBytes(view: EventView): number {
  const size = SIZES[view.type] ?? -1;
  if (size < 0) return 0;
  return view.paramLength(size) === LONG ? view.int64(size) : view.uint32(size);
}
