// HOT: once per printed event. No bigint, try, spread or iterator here.
import { isUtf8 } from 'node:buffer';
import { ByteText } from '../../bytes/byte-text.js';
import { characterAt, isTerminalCommand, sizeOf } from '../../bytes/character.js';
import { Chunk } from '../../bytes/chunk.js';
import { beginJsonString, isPlain } from '../json-text.js';
import { writeBase64 } from './base64.js';

const QUOTE = 34;
const CLOSE = 125;
const DELETE = 127;
const BASE64 = Chunk.ofText('{"base64":"');
const FIRST_BEYOND_ASCII = 0x80;
/** What stands for a byte that a JSON text cannot hold as it is, or a terminal would obey; null for all that it can. */
const ESCAPES: readonly (Chunk | null)[] = Array.from({ length: 256 }, (_, byte) => {
  const escaped = byte === DELETE ? '\\u007f' : JSON.stringify(String.fromCharCode(byte)).slice(1, -1);
  return escaped.length === 1 ? null : Chunk.ofText(escaped);
});

/** Whether the bytes are text: UTF-8 without a NUL. */
function isText(data: DataView, start: number, end: number): boolean {
  let isAscii = true;
  for (let i = start; i < end; i++) {
    const byte = data.getUint8(i);
    if (byte === 0) return false;
    if (byte >= FIRST_BEYOND_ASCII) isAscii = false;
  }
  return isAscii || isUtf8(new Uint8Array(data.buffer, data.byteOffset + start, end - start));
}

/** A character as \uXXXX. */
function writeCode(out: ByteText, code: number): void {
  out.addText(`\\u${code.toString(16).padStart(4, '0')}`);
}

function writeEscaped(out: ByteText, data: DataView, start: number, end: number): void {
  out.addByte(QUOTE);
  for (let i = start; i < end; i++) {
    const byte = data.getUint8(i);
    const code = byte < FIRST_BEYOND_ASCII ? byte : characterAt(data, i, end);
    const escaped = ESCAPES[byte] as Chunk | null;
    if (isTerminalCommand(code)) {
      writeCode(out, code);
      i += sizeOf(code) - 1;
    } else if (escaped === null) out.addByte(byte);
    else out.addChunk(escaped);
  }
  out.addByte(QUOTE);
}

function writeEncoded(out: ByteText, data: DataView, start: number, end: number): void {
  out.addChunk(BASE64);
  writeBase64(out, data, start, end);
  out.addByte(QUOTE);
  out.addByte(CLOSE);
}

/** Writes the bytes of `data` from `start` to `end`: as a JSON string if they are text, else as `{"base64":"…"}`; none is lost. */
export function writeBytes(out: ByteText, data: DataView, start: number, end: number): void {
  const content = beginJsonString(out);
  out.addRange(data, start, end);
  if (isPlain(out, content)) {
    out.addByte(QUOTE);
    return;
  }
  out.length = content - 1;
  const write = isText(data, start, end) ? writeEscaped : writeEncoded;
  write(out, data, start, end);
}

const bytes = new ByteText();

/** Writes a byte string. */
export function writeText(out: ByteText, text: string): void {
  bytes.length = 0;
  bytes.addText(text);
  writeBytes(out, bytes.view, 0, bytes.length);
}

const scratch = new ByteText();

/** What is written for a byte string, to be kept; a byte string itself. */
export function textOf(text: string): string {
  scratch.length = 0;
  writeText(scratch, text);
  return scratch.toText();
}
