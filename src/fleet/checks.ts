/** Reads all of a capture in a process of its own, within bounds; resolves to why it cannot be read, null if it can. */
export type CheckCapture = (path: string) => Promise<string | null>;

/** Checks captures, a few at a time. */
export class Checks {
  private readonly check: CheckCapture;
  private readonly most: number;
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  /** `most`: how many run at a time. */
  constructor(check: CheckCapture, most: number) {
    this.check = check;
    this.most = most;
  }

  /** How many wait for their turn. */
  get queued(): number {
    return this.waiting.length;
  }

  /** Checks a capture when it is its turn; resolves to why it cannot be read, null if it can. */
  async run(path: string): Promise<string | null> {
    if (this.running >= this.most) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      return await this.check(path);
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running--;
      else next();
    }
  }
}
