import type { Thread } from './thread.js';

/** The threads that are known, by tid. */
export class ThreadTable {
  readonly threads = new Map<number, Thread>();
}
