// HOT: once per printed event. No bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import { jsonString } from './json-string.js';

const QUOTE = 34;
/** 1 for each byte that stands for itself in a JSON text. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  jsonString(String.fromCharCode(byte)).length === 3 ? 1 : 0,
);

/** Begins a JSON text: the bytes that are added from here on are its content. Returns where it starts. */
export function beginJsonString(out: ByteText): number {
  out.addByte(QUOTE);
  return out.length;
}

function isPlain(out: ByteText, start: number): boolean {
  const { bytes, length } = out;
  for (let i = start; i < length; i++) if (IS_PLAIN[bytes[i] as number] === 0) return false;
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
