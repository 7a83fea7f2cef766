// HOT: once per event. No allocation, bigint, try, spread or iterator here.

/** Whether one of the four bytes of a word is 0. */
export function hasZeroByte(word: number): boolean {
  return ((word - 0x01010101) & ~word & 0x80808080) !== 0;
}

/** Whether all four bytes of a word are printable: from 0x20 to 0x7e. */
export function isPrintableWord(word: number): boolean {
  return (((word - 0x20202020) | word | (word + 0x01010101)) & 0x80808080) === 0;
}
