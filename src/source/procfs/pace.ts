/** Reads (of a thread, a descriptor) between two pauses: one or two milliseconds. */
const READS = 64;

/** Pauses a long synchronous scan regularly, so that its caller can do urgent work. */
export class Pace {
  private readonly pause: () => void;
  private left = READS;

  constructor(pause: () => void) {
    this.pause = pause;
  }

  /** Counts work that is about to be done; a thread or a descriptor is 1. */
  spend(reads: number): void {
    this.left -= reads;
    if (this.left > 0) return;
    this.left = READS;
    this.pause();
  }
}
