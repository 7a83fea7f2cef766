/** A 64-bit time in ns since the epoch, exact: a number cannot hold all its digits. */
export function timeValue(hi: number, lo: number): bigint {
  return (BigInt(hi) << 32n) | BigInt(lo);
}
