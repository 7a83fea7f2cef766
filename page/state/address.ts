import { currentClient } from '../api/client.js';

/** What the page's address says: links carry it. */
export interface Address {
  readonly filter: string;
  /** Row of the chosen event; null for none. */
  readonly row: number | null;
  readonly page: string;
}

/** Reads the address. */
export function readAddress(): Address {
  const text = currentClient().addressMark === '#' ? location.hash : location.search;
  const query = new URLSearchParams(text.slice(1));
  const row = Number(query.get('e') ?? Number.NaN);
  return {
    filter: query.get('f') ?? '',
    row: Number.isSafeInteger(row) && row >= 0 ? row : null,
    page: query.get('v') ?? 'events',
  };
}

/** Writes the address. A new filter or page is a step of the browser's history, another event is not. */
export function writeAddress({ filter, row, page }: Address): void {
  const old = readAddress();
  const query = new URLSearchParams();
  if (filter !== '') query.set('f', filter);
  if (row !== null) query.set('e', String(row));
  if (page !== 'events') query.set('v', page);
  const mark = currentClient().addressMark;
  const search = query.size === 0 && mark === '?' ? location.pathname : `${mark}${query}`;
  if (old.filter !== filter || old.page !== page) history.pushState(null, '', search);
  else if (old.row !== row) history.replaceState(null, '', search);
}
