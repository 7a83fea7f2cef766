import type { SourceItem } from '../source/source.js';

/** What may be requested while a source runs: a dump of what is in memory (`request`), a report of what has been added up (`tick`), a flush. */
type Request = { readonly kind: 'request' } | { readonly kind: 'tick' } | { readonly kind: 'flush' };

/** What a source yields, with requests in between. */
export type RequestedItem = SourceItem | Request;

/** Requests from outside; they are heard from the beginning on. Several that wait are one. */
export class Requests {
  private readonly request: Request;
  private isAsked = false;
  private wake: () => void = () => undefined;

  constructor(request: Request, onRequest: (request: () => void) => void) {
    this.request = request;
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
          yield this.request;
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
