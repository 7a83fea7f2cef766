// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Evt } from '../state/evt.js';
import type { Thread } from '../state/thread.js';

/** Steps after which a walk upwards ends, in case damaged data makes a circle. */
const MAX_STEPS = 1000;

/** Parent process of a thread: main thread of the parent of its main thread; null where one of them is not known. */
export function parentOf(evt: Evt, thread: Thread): Thread | null {
  const main = thread.main;
  if (main === null) return null;
  const parent = evt.state.threads.get(main.ptid);
  return parent === undefined ? null : parent.main;
}

/** Ancestor `steps` above a thread's process, 0 being the process itself. */
export function ancestorOf(evt: Evt, thread: Thread, steps: number): Thread | null {
  let current = thread.main;
  for (let i = 0; i < steps && current !== null; i++) current = parentOf(evt, current);
  return current;
}

/** Whether any of the threads above a thread's process, from one ptid to the next, satisfies a test. */
export function someAncestor(evt: Evt, thread: Thread, test: (ancestor: Thread) => boolean): boolean {
  const main = thread.main;
  let current = main === null ? undefined : evt.state.threads.get(main.ptid);
  for (let i = 0; i < MAX_STEPS && current !== undefined; i++) {
    if (test(current)) return true;
    current = current.ptid === current.tid ? undefined : evt.state.threads.get(current.ptid);
  }
  return false;
}

/** Oldest of the threads above a thread, from one ptid to the next, up to which a test holds; null where it never does. */
export function lastAncestorWhile(evt: Evt, thread: Thread, test: (ancestor: Thread) => boolean): Thread | null {
  let found: Thread | null = null;
  let current = evt.state.threads.get(thread.ptid);
  for (let i = 0; i < MAX_STEPS && current !== undefined && test(current); i++) {
    found = current;
    current = current.ptid === current.tid ? undefined : evt.state.threads.get(current.ptid);
  }
  return found;
}
