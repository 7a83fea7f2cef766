import { currentClient } from '../api/client.js';

/** What the page's address says: links carry it. */
export interface Address {
  readonly filter: string;
  /** Row of the chosen event; null for none. */
  readonly row: number | null;
  readonly page: string;
  /** How the list is sorted (sortText). */
  readonly sort: string;
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
    sort: query.get('s') ?? '',
  };
}

/** Writes the address. A new filter, page or order is a step of the browser's history, another event is not. */
export function writeAddress({ filter, row, page, sort }: Address): void {
  const old = readAddress();
  const query = new URLSearchParams();
  if (filter !== '') query.set('f', filter);
  if (row !== null) query.set('e', String(row));
  if (page !== 'events') query.set('v', page);
  if (sort !== '') query.set('s', sort);
  const mark = currentClient().addressMark;
  const search = query.size === 0 && mark === '?' ? location.pathname : `${mark}${query}`;
  if (old.filter !== filter || old.page !== page || old.sort !== sort) history.pushState(null, '', search);
  else if (old.row !== row) history.replaceState(null, '', search);
}
