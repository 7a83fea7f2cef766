import { difference64 } from '../bytes/int64.js';
import type { Subject } from '../state/subject.js';
import type { Thread } from '../state/thread.js';
import { timeValue } from './time-value.js';

/** Nanoseconds since a thread was cloned; null if that was before the capture. */
export function age(thread: Thread, evt: Subject): number | null {
  if (thread.cloneTsHi === 0) return null;
  return difference64(evt.view.tsHi, evt.view.tsLo, thread.cloneTsHi, thread.cloneTsLo);
}

/** Time at which a thread was cloned, in ns since the epoch; null if that was before the capture. */
export const born = (thread: Thread): bigint | null =>
  thread.cloneTsHi === 0 ? null : timeValue(thread.cloneTsHi, thread.cloneTsLo);
