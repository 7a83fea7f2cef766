import type { SourceItem } from '../source/source.js';

/** What somebody may ask for while a source goes on: what is in memory (`request`), what has been added up so far (`tick`). */
type Wish = { readonly kind: 'request' } | { readonly kind: 'tick' } | { readonly kind: 'flush' };

/** What a source yields, and in between that somebody has asked for something. */
export type RequestedItem = SourceItem | Wish;

/** Requests from outside; they are heard from the beginning on. Several that wait are one. */
export class Requests {
  private readonly wish: Wish;
  private isAsked = false;
  private wake: () => void = () => undefined;

  constructor(wish: Wish, onRequest: (request: () => void) => void) {
    this.wish = wish;
    onRequest(() => {
      this.isAsked = true;
      this.wake();
    });
  }

  /** Items of a source, and requests when they come, also while the source has nothing. */
  async *among(items: AsyncGenerator<RequestedItem, void, void>): AsyncGenerator<RequestedItem, void, void> {
    try {
      for (let next = items.next(); ; ) {
        const result = await Promise.race([next, this.asked()]);
        if (result === null) {
          this.isAsked = false;
          yield this.wish;
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
