// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Thread } from './thread.js';

/**
 * How many generations above a thread are searched. Damaged data can make a cycle of parents, and a hostile program a chain of tens
 * of thousands, which would be walked for every event.
 */
export const MAX_GENERATIONS = 1000;

/** Finds threads by tid. */
interface ThreadsByTid {
  get(tid: number): Thread | undefined;
}

/** The nearest ancestor (following ptid) that satisfies a test; null if none does. */
export function findAbove(threads: ThreadsByTid, thread: Thread, test: (above: Thread) => boolean): Thread | null {
  let current = threads.get(thread.ptid);
  for (let i = 0; i < MAX_GENERATIONS && current !== undefined; i++) {
    if (test(current)) return current;
    current = current.ptid === current.tid ? undefined : threads.get(current.ptid);
  }
  return null;
}
