// HOT: once per printed event. No bigint, try, spread or iterator here.
import type { ByteText } from '../../bytes/byte-text.js';
import { writeSigned64, writeUnsigned64 } from '../../render/number.js';

const TWO_32 = 4294967296;
const QUOTE = 34;

type Write64 = (out: ByteText, hi: number, lo: number) => void;

function writeQuoted(out: ByteText, write: Write64, hi: number, lo: number): void {
  out.addByte(QUOTE);
  write(out, hi, lo);
  out.addByte(QUOTE);
}

/** Writes a signed 64-bit integer: a number where every reader has it exactly (below 2^53), else a string of its digits. */
export const writeExactSigned: Write64 = (out, hi, lo) => {
  const value = hi === 0 ? lo : (hi | 0) * TWO_32 + lo;
  if (hi === 0 || Number.isSafeInteger(value)) out.addDecimal(value);
  else writeQuoted(out, writeSigned64, hi, lo);
};

/** The same for an unsigned one. */
export const writeExactUnsigned: Write64 = (out, hi, lo) => {
  const value = hi === 0 ? lo : hi * TWO_32 + lo;
  if (hi === 0 || Number.isSafeInteger(value)) out.addDecimal(value);
  else writeQuoted(out, writeUnsigned64, hi, lo);
};
