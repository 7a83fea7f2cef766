import { clockMs } from '../source/clock.js';

/** How long more is wanted after it was asked for, in ms: pages ask at least every two seconds. */
export const PATIENCE_MS = 3000;

/** Whether anybody waits for what a search finds. */
export class Demand {
  /** When more was asked for last, in ms. */
  askedAt = clockMs();
  private readonly patience: number;
  private wake: () => void = () => undefined;

  /** Begins with a question. `patience`: how long more is wanted after each, in ms. */
  constructor(patience = PATIENCE_MS) {
    this.patience = patience;
  }

  /** Whether nobody has asked for more lately. */
  get isOver(): boolean {
    return clockMs() - this.askedAt >= this.patience;
  }

  /** Asks for more. */
  ask(): void {
    this.askedAt = clockMs();
    this.wake();
  }

  /** Resolves when somebody asks for more. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
