// HOT: once per event. No allocation, bigint, try, spread or iterator here.

/**
 * The 64-bit policy. Values of descriptors, tasks, sizes and results are numbers: high half * 2^32 + low half, exact to
 * 2^53. Where larger ones can occur (addresses, inodes, flags) text is made from the two halves, exact to the last digit.
 * Timestamps stay pairs of halves; their differences are numbers, exact for 104 days.
 */
const TWO_32 = 4294967296;

/** Signed 64-bit integer at a byte offset, as a number; beyond 2^53 the nearest one. */
export function readInt64(view: DataView, at: number): number {
  return view.getInt32(at + 4, true) * TWO_32 + view.getUint32(at, true);
}

/** Unsigned 64-bit integer at a byte offset, as a number; beyond 2^53 the nearest one. */
export function readUint64(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * TWO_32 + view.getUint32(at, true);
}

/** Difference a - b of two times in ns, each given as high and low half. */
export function difference64(aHi: number, aLo: number, bHi: number, bLo: number): number {
  return (aHi - bHi) * TWO_32 + (aLo - bLo);
}
