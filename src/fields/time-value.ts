/** A 64-bit time in ns since the epoch, exact: times have more digits than a number holds. */
export function timeValue(hi: number, lo: number): bigint {
  return (BigInt(hi) << 32n) | BigInt(lo);
}
