// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import { isPrintable } from '../decode/printable.js';

const DOT = 46;
/** What each byte is written as where unprintable ones become ".". */
const MASK = Uint8Array.from({ length: 256 }, (_, byte) => (isPrintable(byte) ? byte : DOT));

/** Where the text that begins at `start` ends: at its first NUL, or at `end` where there is none. */
export function findTextEnd(bytes: Uint8Array, start: number, end: number): number {
  let stop = start;
  while (stop < end && bytes[stop] !== 0) stop++;
  return stop;
}

/** Writes the printable bytes of a range. */
export function writePrintable(out: ByteText, source: Uint8Array, range: { start: number; end: number }): void {
  const { start, end } = range;
  out.reserve(end - start);
  const { bytes } = out;
  let at = out.length;
  for (let i = start; i < end; i++) {
    const byte = source[i] as number;
    bytes[at] = byte;
    if (isPrintable(byte)) at++;
  }
  out.length = at;
}

/** Writes a range with "." for what cannot be printed. */
export function writeMasked(out: ByteText, source: Uint8Array, range: { start: number; end: number }): void {
  const { start, end } = range;
  out.reserve(end - start);
  const { bytes, length } = out;
  for (let i = start; i < end; i++) bytes[length + i - start] = MASK[source[i] as number] as number;
  out.length = length + end - start;
}
