import type { SourceItem } from '../source/source.js';

/** What a source yields, and in between that somebody has asked for something. */
export type RequestedItem = SourceItem | { readonly kind: 'request' };

/** Items of a source, and requests at once when they come, also while the source has nothing. Several that wait are one. */
export async function* withRequests(
  items: AsyncGenerator<SourceItem, void, void>,
  onRequest: (request: () => void) => void,
): AsyncGenerator<RequestedItem, void, void> {
  let isAsked = false;
  let wake = (): void => undefined;
  onRequest(() => {
    isAsked = true;
    wake();
  });
  try {
    for (let next = items.next(); ; ) {
      const asked = new Promise<null>((resolve) => {
        wake = () => resolve(null);
        if (isAsked) wake();
      });
      const result = await Promise.race([next, asked]);
      if (result === null) {
        isAsked = false;
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
