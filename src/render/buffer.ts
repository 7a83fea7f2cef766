// HOT: once per printed event. No bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import { isPrintable } from '../decode/printable.js';
import type { BufferMode } from './options.js';
import { writeMasked } from './printable.js';

const ROW = 16;
const GROUP_WIDTH = 5;
const GROUPS = 8;
const CARRIAGE_RETURN = 13;
const NEW_LINE = 10;

/** Where a buffer is in its bytes. */
interface Range {
  readonly start: number;
  readonly end: number;
}

type WriteBuffer = (out: ByteText, bytes: Buffer, range: Range) => void;

/** Only what can be printed, with its line ends (-A). */
const writeLines: WriteBuffer = (out, bytes, { start, end }) => {
  out.addByte(NEW_LINE);
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    const isSecondEnd = byte === NEW_LINE && (i === start || bytes[i - 1] === CARRIAGE_RETURN);
    if (isPrintable(byte)) out.addByte(byte);
    else if (byte === CARRIAGE_RETURN || (byte === NEW_LINE && !isSecondEnd)) out.addByte(NEW_LINE);
  }
};

function hexGroups(bytes: Buffer, from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i += 2) {
    text += ` ${(bytes[i] as number).toString(16).padStart(2, '0')}`;
    if (i + 1 < to) text += (bytes[i + 1] as number).toString(16).padStart(2, '0');
  }
  return text;
}

const writeRow: WriteBuffer = (out, bytes, { start, end }) => {
  out.addText(hexGroups(bytes, start, end));
};

const writeRowWithText: WriteBuffer = (out, bytes, range) => {
  writeRow(out, bytes, range);
  // as the reference pads: a last group of one byte is not made up for
  const groups = Math.ceil((range.end - range.start) / 2);
  out.addText(' '.repeat((GROUPS - groups) * GROUP_WIDTH + 2));
  writeMasked(out, bytes, range);
};

/** Rows of sixteen bytes, each with its offset. */
function inRows(write: WriteBuffer): WriteBuffer {
  return (out, bytes, range) => {
    for (let start = range.start; start < range.end; start += ROW) {
      out.addText(`\n\t0x${(start - range.start).toString(16).padStart(4, '0')}:`);
      write(out, bytes, { start, end: Math.min(start + ROW, range.end) });
    }
    out.addByte(NEW_LINE);
  };
}

/** Writes the bytes of an I/O buffer in each mode (reference types: buffer). */
export const WRITE_BUFFER: Readonly<Record<BufferMode, WriteBuffer>> = {
  normal: writeMasked,
  eols: writeLines,
  hex: inRows(writeRow),
  hexascii: inRows(writeRowWithText),
  base64: (out, bytes, { start, end }) => out.addText(bytes.toString('base64', start, end)),
  json: writeMasked,
};
