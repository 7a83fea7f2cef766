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
  /** The field whose values are counted (countedText); empty for the usual one. */
  readonly counted: string;
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
    counted: query.get('k') ?? '',
  };
}

/** What the address has behind its mark. */
function queryOf({ filter, row, page, sort, columns, counted }: Address): URLSearchParams {
  const parts = {
    f: filter,
    e: row === null ? '' : String(row),
    v: page === 'events' ? '' : page,
    s: sort,
    c: columns,
    k: counted,
  };
  return new URLSearchParams(Object.entries(parts).filter(([, text]) => text !== ''));
}

/** What is a step of the browser's history if it changes. */
const STEPS = ['filter', 'page', 'sort', 'counted'] as const;

/**
 * Writes the address. A new filter, page, order or counted field is a step of the browser's history, another event only if
 * `isJump`.
 */
export function writeAddress(address: Address, isJump: boolean): void {
  const old = readAddress();
  const query = queryOf(address);
  if (String(query) === String(queryOf(old))) return;
  const mark = currentClient().addressMark;
  const search = query.size === 0 && mark === '?' ? location.pathname : `${mark}${query}`;
  const isNew = STEPS.some((part) => old[part] !== address[part]);
  if (isNew || isJump) history.pushState(null, '', search);
  else history.replaceState(null, '', search);
}
