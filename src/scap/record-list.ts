import type { Cursor } from '../bytes/cursor.js';

/** Fewer bytes than this after an entry are padding. */
const MIN_LEFT = 4;
/**
 * Entries that are kept of a list, so that no file takes what memory it likes. The reference keeps as many threads
 * (measured); more of anything is left out.
 */
export const MAX_RECORDS = 1 << 18;

/** Reads entries up to the end of a list, its bound or the first null; leaves the rest where fewer than `least` bytes are left. */
export function readRecords<Item>(cursor: Cursor, read: () => Item | null, least = MIN_LEFT): Item[] {
  const records: Item[] = [];
  while (cursor.remaining >= least && records.length < MAX_RECORDS) {
    const record = read();
    if (record === null) break;
    records.push(record);
  }
  return records;
}
