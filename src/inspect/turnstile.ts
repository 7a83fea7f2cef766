/** Lets in one task after the other. */
export class Turnstile {
  private last: Promise<unknown> = Promise.resolve();

  /** Does a task once all earlier ones have ended, however they did. */
  pass<T>(task: () => Promise<T>): Promise<T> {
    const done = this.last.then(task, task);
    this.last = done.catch(() => undefined);
    return done;
  }
}
