// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import type { ByteText } from '../../bytes/byte-text.js';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BITS = 6;
const PAIR_BITS = 12;
const MASK = 0xfff;
const GROUP = 3;
const PADDING = 61;

/** ASCII of two digits, the first one in the low byte, by the twelve bits that they stand for. */
const PAIRS = Uint16Array.from(
  { length: 1 << PAIR_BITS },
  (_, bits) => DIGITS.charCodeAt(bits >> BITS) | (DIGITS.charCodeAt(bits & 63) << 8),
);

/** Writes the bytes of `data` from `start` to `end` in base64, padded (RFC 4648 §4). Of a few bytes quicker than the runtime. */
export function writeBase64(out: ByteText, data: DataView, start: number, end: number): void {
  const groups = Math.ceil((end - start) / GROUP);
  out.reserve(4 * groups);
  const { view } = out;
  let to = out.length;
  for (let at = start; at < end; at += GROUP) {
    const second = at + 1 < end ? data.getUint8(at + 1) : 0;
    const third = at + 2 < end ? data.getUint8(at + 2) : 0;
    const bits = (data.getUint8(at) << 16) | (second << 8) | third;
    view.setUint16(to, PAIRS[bits >> PAIR_BITS] as number, true);
    view.setUint16(to + 2, PAIRS[bits & MASK] as number, true);
    to += 4;
  }
  const missing = groups * GROUP - (end - start);
  for (let i = 1; i <= missing; i++) view.setUint8(to - i, PADDING);
  out.length = to;
}
