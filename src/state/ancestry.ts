// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Thread } from './thread.js';

/**
 * Generations above a thread that are looked at. Damaged data can make a circle of parents, and a hostile program a chain of
 * tens of thousands, which every event would go up.
 */
export const MAX_GENERATIONS = 1000;

/** Where threads are found by tid. */
interface ThreadsByTid {
  get(tid: number): Thread | undefined;
}

/** The nearest of the threads above a thread, from one ptid to the next, that satisfies a test; null where none does. */
export function findAbove(threads: ThreadsByTid, thread: Thread, test: (above: Thread) => boolean): Thread | null {
  let current = threads.get(thread.ptid);
  for (let i = 0; i < MAX_GENERATIONS && current !== undefined; i++) {
    if (test(current)) return current;
    current = current.ptid === current.tid ? undefined : threads.get(current.ptid);
  }
  return null;
}
