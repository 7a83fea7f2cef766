// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { paramWidth } from '../decode/size-faults.js';
import { EC, isExitType } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import type { Evt } from '../state/evt.js';

const ID_SIZE = 4;
/** One byte per event type: 1 if the first parameter has four bytes. */
const IS_ID = Uint8Array.from(EVENTS, (def) => (paramWidth(def, 0) === ID_SIZE ? 1 : 0));

/** Whether calls with this event type return an id of a user or a group. */
export const returnsId = (type: number): boolean => IS_ID[type] === 1;

/** Return value of the system call that the event ends (evt.rawres); NaN if the event has none. */
export function resultOf(evt: Evt): number {
  const { view } = evt;
  if (!hasResult(evt)) return Number.NaN;
  // Calls that return a user or group have it as a four-byte id; all ones, for none, is -1.
  return returnsId(view.type) ? view.int32(0) : view.int64(0);
}

/** Whether the event is the exit of a failed system call. */
export function isFailed(evt: Evt): boolean {
  return resultOf(evt) < 0;
}

/** Whether events with the type of this one have results. */
export function hasResult({ view: { type, def } }: Evt): boolean {
  return isExitType(type) && ((def?.category ?? 0) & EC.SYSCALL) !== 0;
}
