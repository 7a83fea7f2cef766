// HOT: once per printed event. No bigint, try, spread or iterator here.
import { isUtf8 } from 'node:buffer';
import { ByteText } from '../../bytes/byte-text.js';
import { Chunk } from '../../bytes/chunk.js';
import { beginJsonString, isPlain } from '../json-text.js';
import { writeBase64 } from './base64.js';

const QUOTE = 34;
const CLOSE = 125;
const BASE64 = Chunk.ofText('{"base64":"');
const FIRST_BEYOND_ASCII = 0x80;
/** What stands for a byte that a JSON text cannot hold as it is; null for all that it can. */
const ESCAPES: readonly (Chunk | null)[] = Array.from({ length: 256 }, (_, byte) => {
  const escaped = JSON.stringify(String.fromCharCode(byte)).slice(1, -1);
  return escaped.length === 1 ? null : Chunk.ofText(escaped);
});

const copy = new ByteText();

/** Whether the bytes are text: UTF-8 without a NUL. */
function isText({ bytes, length }: ByteText): boolean {
  let isAscii = true;
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] as number;
    if (byte === 0) return false;
    if (byte >= FIRST_BEYOND_ASCII) isAscii = false;
  }
  return isAscii || isUtf8(bytes.subarray(0, length));
}

function writeEscaped(out: ByteText, { bytes, length }: ByteText): void {
  out.addByte(QUOTE);
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] as number;
    const escaped = ESCAPES[byte] as Chunk | null;
    if (escaped === null) out.addByte(byte);
    else out.addChunk(escaped);
  }
  out.addByte(QUOTE);
}

function writeEncoded(out: ByteText, { view, length }: ByteText): void {
  out.addChunk(BASE64);
  writeBase64(out, view, 0, length);
  out.addByte(QUOTE);
  out.addByte(CLOSE);
}

/** Ends what beginJsonString began: a JSON string of bytes that are text, else `{"base64":"…"}`, so that no byte is lost. */
export function endText(out: ByteText, start: number): void {
  if (isPlain(out, start)) {
    out.addByte(QUOTE);
    return;
  }
  copy.length = 0;
  copy.addRange(out.view, start, out.length);
  out.length = start - 1;
  if (isText(copy)) writeEscaped(out, copy);
  else writeEncoded(out, copy);
}

/** Writes the bytes of `data` from `start` to `end`. */
export function writeBytes(out: ByteText, data: DataView, start: number, end: number): void {
  const content = beginJsonString(out);
  out.addRange(data, start, end);
  endText(out, content);
}

/** Writes a byte string. */
export function writeText(out: ByteText, text: string): void {
  const content = beginJsonString(out);
  out.addText(text);
  endText(out, content);
}

const scratch = new ByteText();

/** What is written for a byte string, to be kept; a byte string itself. */
export function textOf(text: string): string {
  scratch.length = 0;
  writeText(scratch, text);
  return scratch.toText();
}
