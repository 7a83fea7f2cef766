import type { KeptColumns } from '../analysis/kept/kept-columns.js';

/** Where parts of the same number of rows begin and end. */
export function rowEdges({ count }: KeptColumns, parts: number): number[] {
  return Array.from({ length: parts + 1 }, (_, i) => Math.floor((count * i) / parts));
}

/** Where parts of the same time begin and end. */
export function timeEdges(kept: KeptColumns, parts: number): number[] {
  const { count } = kept;
  if (count === 0) return rowEdges(kept, parts);
  const begin = kept.time(0);
  const span = kept.time(count - 1) - begin;
  const inner = Array.from({ length: parts - 1 }, (_, i) =>
    firstRowAt(kept, begin + (span * BigInt(i + 1)) / BigInt(parts)),
  );
  return [0, ...inner, count];
}

/** The first row at or behind a time, if time never goes back. */
export function firstRowAt(kept: KeptColumns, time: bigint): number {
  let low = 0;
  let high = kept.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (kept.time(middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
