// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import { hasZeroByte, isPrintableWord } from '../bytes/word.js';
import { isPrintable } from '../decode/printable.js';

const DOT = 46;
const WORD = 4;
/** Output byte for each byte if unprintable ones become ".". */
const MASK = Uint8Array.from({ length: 256 }, (_, byte) => (isPrintable(byte) ? byte : DOT));

/** What is written for a byte where unprintable ones become ".". */
export const maskedByte = (byte: number): number => MASK[byte] as number;

/** Bytes of a value. */
export interface ByteRange {
  readonly data: DataView;
  readonly start: number;
  readonly length: number;
}

/** Length of a text: up to its first NUL, or all bytes if there is none. */
export function textLength({ data, start, length }: ByteRange): number {
  let i = 0;
  while (i + WORD <= length && !hasZeroByte(data.getInt32(start + i, true))) i += WORD;
  while (i < length && data.getUint8(start + i) !== 0) i++;
  return i;
}

/** Writes the printable bytes of a text, which ends at its first NUL. Returns its length. */
export function writePrintable(out: ByteText, { data, start, length }: ByteRange): number {
  out.reserve(length);
  const { view } = out;
  const from = out.length;
  let i = 0;
  for (; i + WORD <= length; i += WORD) {
    const word = data.getInt32(start + i, true);
    if (!isPrintableWord(word)) break;
    view.setInt32(from + i, word, true);
  }
  let at = from + i;
  for (; i < length; i++) {
    const byte = data.getUint8(start + i);
    if (byte === 0) break;
    view.setUint8(at, byte);
    if (isPrintable(byte)) at++;
  }
  out.length = at;
  return i;
}

/** Writes all bytes, unprintable ones as ".". */
export function writeMasked(out: ByteText, { data, start, length }: ByteRange): void {
  out.reserve(length);
  const { view, length: to } = out;
  let i = 0;
  while (i + WORD <= length) {
    const word = data.getInt32(start + i, true);
    const end = i + WORD;
    if (isPrintableWord(word)) view.setInt32(to + i, word, true);
    else for (let k = i; k < end; k++) view.setUint8(to + k, MASK[data.getUint8(start + k)] as number);
    i = end;
  }
  for (; i < length; i++) view.setUint8(to + i, MASK[data.getUint8(start + i)] as number);
  out.length = to + length;
}
