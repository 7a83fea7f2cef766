import { isPrintable } from '../decode/printable.js';
import type { BufferMode } from './options.js';

const ROW = 16;
const GROUP_WIDTH = 5;
const GROUPS = 8;
const CARRIAGE_RETURN = 13;
const NEW_LINE = 10;

const DOT = 46;
/** What each byte is written as. */
const MASK = Uint8Array.from({ length: 256 }, (_, byte) => (isPrintable(byte) ? byte : DOT));
let room = Buffer.allocUnsafeSlow(1 << 16);

/** One character for each byte; "." for what cannot be printed. */
function renderPlain(bytes: Buffer, start: number, end: number): string {
  const length = end - start;
  if (length > room.length) room = Buffer.allocUnsafeSlow(length * 2);
  for (let i = 0; i < length; i++) room[i] = MASK[bytes[start + i] as number] as number;
  return room.toString('latin1', 0, length);
}

/** Only what can be printed, with its line ends (-A). */
function renderLines(bytes: Buffer, start: number, end: number): string {
  let text = '\n';
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte === CARRIAGE_RETURN) text += '\n';
    else if (byte === NEW_LINE) text += i === start || bytes[i - 1] === CARRIAGE_RETURN ? '' : '\n';
    else if (isPrintable(byte)) text += String.fromCharCode(byte);
  }
  return text;
}

function hexGroups(bytes: Buffer, from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i += 2) {
    text += ` ${(bytes[i] as number).toString(16).padStart(2, '0')}`;
    if (i + 1 < to) text += (bytes[i + 1] as number).toString(16).padStart(2, '0');
  }
  return text;
}

function renderRows(bytes: Buffer, range: { start: number; end: number }, withText: boolean): string {
  let text = '';
  for (let at = range.start; at < range.end; at += ROW) {
    const to = Math.min(at + ROW, range.end);
    text += `\n\t0x${(at - range.start).toString(16).padStart(4, '0')}:`;
    const groups = hexGroups(bytes, at, to);
    // as the reference pads: a last group of one byte is not made up for
    const padding = ' '.repeat((GROUPS - Math.ceil((to - at) / 2)) * GROUP_WIDTH + 2);
    text += withText ? groups + padding + renderPlain(bytes, at, to) : groups;
  }
  return `${text}\n`;
}

type RenderBuffer = (bytes: Buffer, start: number, end: number) => string;

const RENDER_BUFFER = {
  normal: renderPlain,
  eols: renderLines,
  hex: (bytes, start, end) => renderRows(bytes, { start, end }, false),
  hexascii: (bytes, start, end) => renderRows(bytes, { start, end }, true),
  base64: (bytes, start, end) => bytes.toString('base64', start, end),
  json: renderPlain,
} satisfies Record<BufferMode, RenderBuffer>;

/** Text of the bytes of an I/O buffer from `start` to `end` (reference types: buffer). */
export function renderBuffer(bytes: Buffer, range: { start: number; end: number }, mode: BufferMode): string {
  return RENDER_BUFFER[mode](bytes, range.start, range.end);
}
