import { setImmediate } from 'node:timers/promises';
import { clockMs } from './clock.js';

/** Longest time without a turn of the event loop, in ms. */
const WORK_MS = 10;

/**
 * Gives the event loop turns during work that never waits, so that signals and timers are heard. A turn costs as much as
 * skipping some thousand events, so they are limited by time.
 */
export class Turns {
  private workingSince = clockMs();

  /** Waits for a turn if one is due. */
  async take(): Promise<void> {
    if (clockMs() - this.workingSince < WORK_MS) return;
    await setImmediate();
    this.workingSince = clockMs();
  }
}
