import { DroppedError } from '../source/room-input.js';

/** A capture that grows faster than it is read is read no further. */
const MOST_TRIES = 5;

/** Does what reads a capture from its beginning; again if that was dropped meanwhile. Throws what the task throws. */
export async function unlessDropped<T>(task: () => Promise<T>): Promise<T> {
  for (let left = MOST_TRIES; ; left--) {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof DroppedError) || left === 1) throw error;
    }
  }
}
