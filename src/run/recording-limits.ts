/** Bytes of each CPU's ring: by default one that survives a stall of some 50 ms at a million events a second. */
export const RING_BYTES = { DEFAULT: 8 << 20, MIN: 1 << 17, MAX: 1 << 30 } as const;

/** Bytes kept of the data of one call. */
export const SNAPLEN = { DEFAULT: 80, MAX: 65000 } as const;

/** The size of a ring that has room for so many bytes: rings are powers of two. */
export function ringSize(bytes: number): number {
  return 2 ** Math.ceil(Math.log2(bytes));
}
