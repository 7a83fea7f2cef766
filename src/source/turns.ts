import { setImmediate } from 'node:timers/promises';

/** Longest time that work goes on without a turn of the event loop, in ms. */
const WORK_MS = 10;

/**
 * Turns of the event loop in the midst of work that never waits, so that signals and timers are heard. They are taken once
 * in a while only: one costs as much as some thousand events that are skipped.
 */
export class Turns {
  private workingSince = performance.now();

  /** To be called, and awaited, now and then. */
  async take(): Promise<void> {
    if (performance.now() - this.workingSince < WORK_MS) return;
    await setImmediate();
    this.workingSince = performance.now();
  }
}
