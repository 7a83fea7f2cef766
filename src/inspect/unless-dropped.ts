import { DroppedError } from '../source/room-input.js';

/** A capture that grows faster than it is read is read no further. */
const MOST_TRIES = 5;

/**
 * Does what reads a capture from its beginning; again if that was dropped meanwhile. `counts`: whether the last try counts. Throws what
 * the task throws.
 */
export async function unlessDropped<T>(task: () => Promise<T>, counts: () => boolean = () => true): Promise<T> {
  for (let left = MOST_TRIES; ; ) {
    try {
      return await task();
    } catch (error) {
      if (counts()) left--;
      if (!(error instanceof DroppedError) || left === 0) throw error;
    }
  }
}
