// HOT: once per printed event. No bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import { isPrintable } from '../decode/printable.js';
import { guarded } from './line-guard.js';
import type { BufferMode, RenderOptions } from './options.js';
import { type ByteRange, writeMasked } from './printable.js';

const ROW = 16;
const GROUP_WIDTH = 5;
const GROUPS = 8;
const CARRIAGE_RETURN = 13;
const NEW_LINE = 10;

type WriteBuffer = (out: ByteText, range: ByteRange) => void;

/** Printable bytes and line ends only (-A). */
const writeLines: WriteBuffer = (out, { data, start, length }) => {
  out.addByte(NEW_LINE);
  let before = CARRIAGE_RETURN;
  for (let i = 0; i < length; i++) {
    const byte = data.getUint8(start + i);
    const isSecondEnd = byte === NEW_LINE && before === CARRIAGE_RETURN;
    before = byte;
    if (isPrintable(byte)) out.addByte(byte);
    else if (byte === CARRIAGE_RETURN || (byte === NEW_LINE && !isSecondEnd)) out.addByte(NEW_LINE);
  }
};

const hexByte = (byte: number): string => byte.toString(16).padStart(2, '0');

const writeRow: WriteBuffer = (out, { data, start, length }) => {
  for (let i = 0; i < length; i++) out.addText(`${i % 2 === 0 ? ' ' : ''}${hexByte(data.getUint8(start + i))}`);
};

const writeRowWithText: WriteBuffer = (out, range) => {
  writeRow(out, range);
  // like the reference, the padding ignores that the last group may have one byte
  const groups = Math.ceil(range.length / 2);
  out.addText(' '.repeat((GROUPS - groups) * GROUP_WIDTH + 2));
  writeMasked(out, range);
};

/** Rows of sixteen bytes, each with its offset. */
function inRows(write: WriteBuffer): WriteBuffer {
  return (out, { data, start, length }) => {
    for (let at = 0; at < length; at += ROW) {
      out.addText(`\n\t0x${at.toString(16).padStart(4, '0')}:`);
      write(out, { data, start: start + at, length: Math.min(ROW, length - at) });
    }
    out.addByte(NEW_LINE);
  };
}

const writeBase64: WriteBuffer = (out, { data, start, length }) => {
  out.addText(Buffer.from(data.buffer, data.byteOffset + start, length).toString('base64'));
};

/** Writers by mode (reference types: buffer). */
const WRITERS: Readonly<Record<BufferMode, WriteBuffer>> = {
  normal: writeMasked,
  eols: writeLines,
  hex: inRows(writeRow),
  hexascii: inRows(writeRowWithText),
  base64: writeBase64,
  json: writeMasked,
};

/** Writes the bytes of an I/O buffer in the mode of the options. Rows of hexadecimal modes begin with a tab; lines of -A are guarded. */
export function writeBuffer(out: ByteText, range: ByteRange, { buffers, guard }: RenderOptions): void {
  const start = out.length;
  WRITERS[buffers](out, range);
  if (guard === undefined || buffers !== 'eols') return;
  const data = out.toText(start);
  out.length = start;
  out.addText(guarded(data, guard));
}
