import type { Cursor } from '../bytes/cursor.js';

/** Fewer bytes than this after an entry are padding. */
const MIN_LEFT = 4;
/**
 * Most entries that are kept of a list, so that no file can take unlimited memory. The reference keeps as many threads
 * (measured).
 */
export const MAX_RECORDS = 1 << 18;

/** Reads entries up to the end of a list, MAX_RECORDS or the first null; stops if fewer than `least` bytes are left. */
export function readRecords<Item>(cursor: Cursor, read: () => Item | null, least = MIN_LEFT): Item[] {
  const records: Item[] = [];
  while (cursor.remaining >= least && records.length < MAX_RECORDS) {
    const record = read();
    if (record === null) break;
    records.push(record);
  }
  return records;
}
