import type { SourceItem } from '../source/source.js';

/** A request while a source runs: a dump of the events in memory (`request`), a report of the counts so far (`tick`), a flush. */
type Request = { readonly kind: 'request' } | { readonly kind: 'tick' } | { readonly kind: 'flush' };

/** What a source yields, with requests in between. */
export type RequestedItem = SourceItem | Request;

/** Requests from outside, noted from construction on. Pending requests are merged into one. */
export class Requests {
  private readonly request: Request;
  private isPending = false;
  private wake: () => void = () => undefined;

  constructor(request: Request, onRequest: (request: () => void) => void) {
    this.request = request;
    onRequest(() => {
      this.isPending = true;
      this.wake();
    });
  }

  /** Yields the items of a source, and requests as they arrive, even while the source has no items. */
  async *among(items: AsyncGenerator<RequestedItem, void, void>): AsyncGenerator<RequestedItem, void, void> {
    try {
      for (let next = items.next(); ; ) {
        const result = await Promise.race([next, this.pending()]);
        if (result === null) {
          this.isPending = false;
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

  private pending(): Promise<null> {
    return new Promise((resolve) => {
      this.wake = () => resolve(null);
      if (this.isPending) resolve(null);
    });
  }
}
