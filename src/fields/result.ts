// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { EC, isExitType } from '../schema/event.js';
import type { Evt } from '../state/evt.js';

/** Return value of the system call that the event ends (evt.rawres); NaN where the event has none. */
export function resultOf(evt: Evt): number {
  const { view } = evt;
  if (!isExitType(view.type) || ((view.def?.category ?? 0) & EC.SYSCALL) === 0) return Number.NaN;
  // The calls that return a user or group have it as an id of four bytes; nobody's is -1.
  return view.paramLength(0) === 4 ? view.int32(0) : view.int64(0);
}

/** Whether the event is the end of a system call that failed. */
export function isFailed(evt: Evt): boolean {
  return resultOf(evt) < 0;
}
