import { isPrintable } from '../../decode/printable.js';
import type { LinesOfBytes } from './marked-form.js';
import type { Piece, Stream } from './stream.js';

const ROW = 16;
const HALF = 8;
/** Columns of the bytes of a row. */
const WIDTH = ROW * 3 + 1;
const OFFSET_DIGITS = 8;

function row(offset: number, bytes: Uint8Array): string {
  let hex = '';
  let text = '';
  for (const [i, byte] of bytes.entries()) {
    hex += `${i === HALF ? '  ' : ' '}${byte.toString(16).padStart(2, '0')}`;
    text += isPrintable(byte) ? String.fromCharCode(byte) : '.';
  }
  return `${offset.toString(16).padStart(OFFSET_DIGITS, '0')} ${hex.padEnd(WIDTH)}  |${text}|`;
}

/** Where the bytes of a piece are: at their position in the file if the call names it, else after those of its direction. */
function offsetOf({ read, written }: Stream, { position, isRead }: Piece): number {
  return position >= 0 ? position : isRead ? read : written;
}

/** Rows of sixteen bytes with their offset, in hexadecimal and as text. */
export const HEX_LINES: LinesOfBytes = {
  lines: (stream, piece) => {
    const { data, start, captured } = piece;
    const bytes = new Uint8Array(data.buffer, data.byteOffset + start, captured);
    const first = offsetOf(stream, piece);
    const rows: string[] = [];
    for (let at = 0; at < captured; at += ROW) rows.push(row(first + at, bytes.subarray(at, at + ROW)));
    return [...rows, ''];
  },
  goesOn: false,
};
