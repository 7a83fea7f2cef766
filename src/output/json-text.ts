// HOT: once per printed event. No bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import { hasZeroByte, isPrintableWord } from '../bytes/word.js';
import { jsonString } from './json-string.js';

const QUOTE = 34;
const WORD = 4;
/** 1 for each byte that stands for itself in a JSON text. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  jsonString(String.fromCharCode(byte)).length === 3 ? 1 : 0,
);

/** Starts a JSON string: the bytes that are added next are its content. Returns where it starts. */
export function beginJsonString(out: ByteText): number {
  out.addByte(QUOTE);
  return out.length;
}

/** Whether all four bytes of a word stand for themselves: printable ASCII but for the quote and the backslash. */
function isPlainWord(word: number): boolean {
  return isPrintableWord(word) && !hasZeroByte(word ^ 0x22222222) && !hasZeroByte(word ^ 0x5c5c5c5c);
}

/** Whether all bytes from `start` on stand for themselves in a JSON text. */
export function isPlain(out: ByteText, start: number): boolean {
  const { view, length } = out;
  let i = start;
  for (; i + WORD <= length; i += WORD) if (!isPlainWord(view.getInt32(i, true))) return false;
  for (; i < length; i++) if (IS_PLAIN[view.getUint8(i)] === 0) return false;
  return true;
}

/** Ends the JSON text whose content starts at `start`, as jsonString writes it. */
export function endJsonString(out: ByteText, start: number): void {
  if (isPlain(out, start)) {
    out.addByte(QUOTE);
    return;
  }
  const text = out.toText(start);
  out.length = start - 1;
  out.addText(jsonString(text));
}

/** Writes the JSON text of a byte string. */
export function writeJsonString(out: ByteText, text: string): void {
  const start = beginJsonString(out);
  out.addText(text);
  endJsonString(out, start);
}
