import { TASK } from './task-flags.js';
import type { Thread } from './thread.js';

/** Whether a thread is known to be in an inner pid namespace, where its id differs. */
export function isInPidNamespace(thread: Thread): boolean {
  return (thread.flags & TASK.CHILD_IN_PIDNS) !== 0 || (thread.vtid >= 0 && thread.vtid !== thread.tid);
}
