// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { findAbove, MAX_GENERATIONS } from '../state/ancestry.js';
import type { Subject } from '../state/subject.js';
import type { Thread } from '../state/thread.js';

/** Parent process of a thread: main thread of the parent of its main thread; null if one of them is unknown. */
export function parentOf(evt: Subject, thread: Thread): Thread | null {
  const main = thread.main;
  if (main === null) return null;
  const parent = evt.state.threads.get(main.ptid);
  return parent === undefined ? null : parent.main;
}

/** Ancestor `steps` generations above a thread's process; 0 is the process itself. Null if there is none or beyond MAX_GENERATIONS. */
export function ancestorOf(evt: Subject, thread: Thread, steps: number): Thread | null {
  if (steps > MAX_GENERATIONS) return null;
  let current = thread.main;
  for (let i = 0; i < steps && current !== null; i++) current = parentOf(evt, current);
  return current;
}

/** Whether any ancestor of a thread's process (following ptid) satisfies a test. */
export function someAncestor(evt: Subject, thread: Thread, test: (ancestor: Thread) => boolean): boolean {
  return thread.main !== null && findAbove(evt.state.threads, thread.main, test) !== null;
}

/** The topmost of the consecutive ancestors (following ptid) for which a test holds; null if it fails for the first. */
export function lastAncestorWhile(evt: Subject, thread: Thread, test: (ancestor: Thread) => boolean): Thread | null {
  let found: Thread | null = null;
  findAbove(evt.state.threads, thread, (ancestor) => {
    if (!test(ancestor)) return true;
    found = ancestor;
    return false;
  });
  return found;
}
