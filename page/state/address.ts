import { currentClient } from '../api/client.js';

/** What the page's address says: links carry it. */
export interface Address {
  readonly filter: string;
  /** Row of the chosen event; null for none. */
  readonly row: number | null;
  readonly page: string;
  /** How the list is sorted (sortText). */
  readonly sort: string;
  /** Fields of the columns (columnsText); empty for the usual ones. */
  readonly columns: string;
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
    columns: query.get('c') ?? '',
  };
}

/** What the address has behind its mark. */
function queryOf({ filter, row, page, sort, columns }: Address): URLSearchParams {
  const parts = {
    f: filter,
    e: row === null ? '' : String(row),
    v: page === 'events' ? '' : page,
    s: sort,
    c: columns,
  };
  return new URLSearchParams(Object.entries(parts).filter(([, text]) => text !== ''));
}

/** Writes the address. A new filter, page or order is a step of the browser's history, another event only if `isJump`. */
export function writeAddress(address: Address, isJump: boolean): void {
  const old = readAddress();
  const query = queryOf(address);
  if (String(query) === String(queryOf(old))) return;
  const mark = currentClient().addressMark;
  const search = query.size === 0 && mark === '?' ? location.pathname : `${mark}${query}`;
  const isNew = old.filter !== address.filter || old.page !== address.page || old.sort !== address.sort;
  if (isNew || isJump) history.pushState(null, '', search);
  else history.replaceState(null, '', search);
}
