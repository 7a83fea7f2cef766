// HOT: once per event. No allocation, bigint, try, spread or iterator here.

/**
 * The 64-bit policy. Descriptors, tids, sizes and results are numbers: high half * 2^32 + low half, exact up to 2^53. Where larger
 * values can occur (addresses, inodes, flags), text is made from the two halves, exact to the last digit. Timestamps stay pairs of
 * halves; their differences are numbers, exact up to 104 days.
 */
export const TWO_32 = 4294967296;

/**
 * Zero, as the initial value of a member that later holds numbers of more than 31 bits. V8 can store -0 only as a double, so the
 * member is a double from the start; otherwise the first large number discards all code compiled for it.
 */
export const WIDE_ZERO = -0;

/**
 * Signed 64-bit integer at a byte offset, as a number; beyond 2^53 the nearest one. Small values, which are the most frequent, also
 * become small integers in V8; a product never does.
 */
export function readInt64(view: DataView, at: number): number {
  const low = view.getInt32(at, true);
  const high = view.getInt32(at + 4, true);
  return high === low >> 31 ? low : high * TWO_32 + (low >>> 0);
}

/** Unsigned 64-bit integer at a byte offset, as a number; beyond 2^53 the nearest one. */
export function readUint64(view: DataView, at: number): number {
  const low = view.getInt32(at, true);
  const high = view.getUint32(at + 4, true);
  return high === 0 && low >= 0 ? low : high * TWO_32 + (low >>> 0);
}

/** Difference a - b of two times in ns, each given as high and low half. */
export function difference64(aHi: number, aLo: number, bHi: number, bLo: number): number {
  return (aHi - bHi) * TWO_32 + (aLo - bLo);
}
