import type { KeptColumns } from '../analysis/kept/kept-columns.js';

/** Where parts of the same number of rows begin and end. */
export function rowEdges({ first, count }: KeptColumns, parts: number): number[] {
  return Array.from({ length: parts + 1 }, (_, i) => first + Math.floor(((count - first) * i) / parts));
}

/** Where parts of the same time begin and end. */
export function timeEdges(kept: KeptColumns, parts: number): number[] {
  const { first, count } = kept;
  if (count === first) return rowEdges(kept, parts);
  const begin = kept.time(first);
  const span = kept.time(count - 1) - begin;
  const inner = Array.from({ length: parts - 1 }, (_, i) =>
    firstRowAt(kept, begin + (span * BigInt(i + 1)) / BigInt(parts)),
  );
  return [first, ...inner, count];
}

/** The first row at or behind a time, if time never goes back. */
export function firstRowAt(kept: KeptColumns, time: bigint): number {
  return firstRowWhere(kept, (row) => kept.time(row) >= time);
}

/** The first row for which something holds that then holds for all rows after it, too; the end of the rows if there is none. */
export function firstRowWhere({ first, count }: KeptColumns, holds: (row: number) => boolean): number {
  let [low, high] = [first, count];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
