import type { KeptColumns } from '../analysis/kept/kept-columns.js';

/** Where parts of the same number of rows begin and end. */
export function rowEdges({ first, count }: KeptColumns, parts: number): number[] {
  return Array.from({ length: parts + 1 }, (_, i) => first + Math.floor(((count - first) * i) / parts));
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
