// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import { characterAt, isTerminalCommand, sizeOf } from './character.js';
import { isPrintableWord, printBits, UNPRINTABLE } from './word.js';

/**
 * Text of events, captures and file names may contain bytes that would end a line or control a terminal. Each is shown as ".", like
 * the reference's unprintable bytes.
 */
const DOT = 46;
const NEW_LINE = 10;
const SPACE = 32;
const DELETE = 127;
const WORD = 4;
const TWO_WORDS = 8;

/** Text in memory, such as a ByteText. */
export interface BytesOfText {
  readonly view: DataView;
  readonly length: number;
}

const isControl = (byte: number): boolean => byte < SPACE || byte === DELETE;

/** Masks control characters (C0 and DEL, including line ends) from byte `start` on. */
export function maskControls(text: BytesOfText, start: number): void {
  if (!isPrintable(text, start)) maskWords(text, start);
}

/** The same for text of several lines, whose ends stay. */
export function maskWithinLines({ view, length }: BytesOfText, start: number): void {
  for (let i = start; i < length; i++) if (view.getUint8(i) !== NEW_LINE) maskEach(view, i, i + 1);
}

/** Whether all bytes from `start` on are printable ASCII; false also for less than a word. */
function isPrintable({ view, length }: BytesOfText, start: number): boolean {
  const last = length - WORD;
  if (last < start) return false;
  // the last word may overlap the one before it
  let bits = printBits(view.getInt32(last, true));
  let i = start;
  for (; i < last - WORD; i += TWO_WORDS)
    bits |= printBits(view.getInt32(i, true)) | printBits(view.getInt32(i + WORD, true));
  if (i < last) bits |= printBits(view.getInt32(i, true));
  return (bits & UNPRINTABLE) === 0;
}

function maskWords({ view, length }: BytesOfText, start: number): void {
  let i = start;
  for (; i + WORD <= length; i += WORD) if (!isPrintableWord(view.getInt32(i, true))) maskEach(view, i, i + WORD);
  maskEach(view, i, length);
}

function maskEach(view: DataView, start: number, end: number): void {
  for (let i = start; i < end; i++) if (isControl(view.getUint8(i))) view.setUint8(i, DOT);
}

/** Masks all non-ASCII bytes that a terminal would not print as text: invalid UTF-8, and every byte of control characters. */
export function maskForTerminal({ view, length }: BytesOfText): void {
  for (let at = 0; at < length; ) {
    const code = characterAt(view, at, length);
    const end = at + (code < 0 ? 1 : sizeOf(code));
    if (code < 0 || isTerminalCommand(code)) for (let i = at; i < end; i++) view.setUint8(i, DOT);
    at = end;
  }
}
