import { setImmediate } from 'node:timers/promises';
import type { SortKey } from './sort-keys.js';

/** Rows that are taken before others may run. */
const SLICE = 1 << 18;
/** Keys are sorted by digits of so many values, the last digit first. */
const DIGITS = 1 << 16;

/** How rows are sorted. Those of the same key stay in their order, those without one are the last. */
export interface Sorting {
  readonly key: SortKey;
  readonly isDown: boolean;
}

/** Sorted rows, those with a key first. */
export interface SortedRows {
  readonly rows: Uint32Array;
  /** Rows with a key. */
  readonly keyed: number;
}

async function inSlices(count: number, take: (from: number, to: number) => void): Promise<void> {
  for (let from = 0; from < count; from += SLICE) {
    take(from, Math.min(count, from + SLICE));
    await setImmediate();
  }
}

/** What is known of the keys that are to be sorted. */
interface Span {
  min: number;
  max: number;
  keyed: number;
}

async function spanOf(rows: Uint32Array, key: SortKey): Promise<Span> {
  const span: Span = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, keyed: 0 };
  await inSlices(rows.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const value = key(rows[i] as number);
      if (Number.isNaN(value)) continue;
      span.keyed++;
      if (value < span.min) span.min = value;
      if (value > span.max) span.max = value;
    }
  });
  return span;
}

/** Moves rows without a key behind the others. */
async function split(rows: Uint32Array, key: SortKey, keyed: number): Promise<Uint32Array> {
  const found = new Uint32Array(rows.length);
  let [first, last] = [0, keyed];
  await inSlices(rows.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const row = rows[i] as number;
      if (Number.isNaN(key(row))) found[last++] = row;
      else found[first++] = row;
    }
  });
  return found;
}

/**
 * Sorts rows; others run meanwhile. It takes 8 bytes a row. Keys are whole numbers that are not more than 2^53 apart.
 */
export async function sortRows(rows: Uint32Array, { key, isDown }: Sorting): Promise<SortedRows> {
  const { min, max, keyed } = await spanOf(rows, key);
  let from = await split(rows, key, keyed);
  let to = rows;
  to.set(from);
  const distance = isDown ? (row: number) => max - key(row) : (row: number) => key(row) - min;
  for (let unit = 1; unit <= max - min; unit *= DIGITS) {
    const digit = (row: number): number => Math.floor(distance(row) / unit) % DIGITS;
    await sortByDigit(from, to, keyed, digit);
    [from, to] = [to, from];
  }
  return { rows: from, keyed };
}

async function sortByDigit(
  from: Uint32Array,
  to: Uint32Array,
  count: number,
  digit: (row: number) => number,
): Promise<void> {
  const ends = new Uint32Array(DIGITS + 1);
  await inSlices(count, (first, end) => {
    for (let i = first; i < end; i++) {
      const next = digit(from[i] as number) + 1;
      ends[next] = (ends[next] as number) + 1;
    }
  });
  for (let i = 1; i <= DIGITS; i++) ends[i] = (ends[i] as number) + (ends[i - 1] as number);
  await inSlices(count, (first, end) => {
    for (let i = first; i < end; i++) {
      const row = from[i] as number;
      const at = digit(row);
      to[ends[at] as number] = row;
      ends[at] = (ends[at] as number) + 1;
    }
  });
}
