// HOT: once per value that is looked up. No allocation, bigint, try, spread or iterator here.

/** How many of the first `count` values, which ascend, are at most `most`. */
export function countUpTo(values: ArrayLike<number>, count: number, most: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}
