// HOT: once per event. No allocation, bigint, try, spread or iterator here.

/** Whether one of the four bytes of a word is 0. */
export function hasZeroByte(word: number): boolean {
  return ((word - 0x01010101) & ~word & 0x80808080) !== 0;
}
