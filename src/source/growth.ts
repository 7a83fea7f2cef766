/** Says when content that is still being written has grown. */
export class Growth {
  /** Whether it grows no more. */
  isOver = false;
  private waiting: (() => void)[] = [];

  /** Calls `wake` once, when there is more, or grows no more. */
  next(wake: () => void): void {
    if (this.isOver) wake();
    else this.waiting.push(wake);
  }

  /** There is more. */
  notify(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  /** It grows no more. Idempotent. */
  end(): void {
    this.isOver = true;
    this.notify();
  }
}
