import type { SourceItem } from '../source/source.js';

/** What a source yields, and in between that somebody has asked for something. */
export type RequestedItem = SourceItem | { readonly kind: 'request' };

/** Requests from outside; they are heard from the beginning on. Several that wait are one. */
export class Requests {
  private isAsked = false;
  private wake: () => void = () => undefined;

  constructor(onRequest: (request: () => void) => void) {
    onRequest(() => {
      this.isAsked = true;
      this.wake();
    });
  }

  /** Items of a source, and requests when they come, also while the source has nothing. */
  async *among(items: AsyncGenerator<SourceItem, void, void>): AsyncGenerator<RequestedItem, void, void> {
    try {
      for (let next = items.next(); ; ) {
        const result = await Promise.race([next, this.asked()]);
        if (result === null) {
          this.isAsked = false;
          yield { kind: 'request' };
        } else if (result.done) return;
        else {
          yield result.value;
          next = items.next();
        }
      }
    } finally {
      await items.return();
    }
  }

  private asked(): Promise<null> {
    return new Promise((resolve) => {
      this.wake = () => resolve(null);
      if (this.isAsked) resolve(null);
    });
  }
}
