// HOT: once per event. No allocation, bigint, try, spread or iterator here.

/** Whether one of the four bytes of a word is 0. */
export function hasZeroByte(word: number): boolean {
  return ((word - 0x01010101) & ~word & 0x80808080) !== 0;
}

/** The bits of UNPRINTABLE in a word or in several, put together by OR, that are set if a byte is not printable. */
export const UNPRINTABLE = 0x80808080;

/** Bits of a word, of which those of UNPRINTABLE are 0 if its four bytes are printable: from 0x20 to 0x7e. */
export function printBits(word: number): number {
  return (word - 0x20202020) | word | (word + 0x01010101);
}

/** Whether all four bytes of a word are printable: from 0x20 to 0x7e. */
export function isPrintableWord(word: number): boolean {
  return (printBits(word) & UNPRINTABLE) === 0;
}
