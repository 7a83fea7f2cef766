/** JSON that does not end before its text does. */
export const INCOMPLETE = -1;
/** Text that is no JSON. */
const BROKEN = -2;

const NEWLINE = 0x0a;
const BLANK = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** The offset behind a string that begins at `at`; BROKEN if a line ends in it, which printers of JSON never do. */
function stringEnd(bytes: Buffer, at: number, limit: number): number {
  for (let i = at + 1; i < limit; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) return i + 1;
    if (byte === NEWLINE) return BROKEN;
    if (byte === BACKSLASH) i++;
  }
  return INCOMPLETE;
}

/** Opens or closes an object or array; returns whether that is possible. In an object, one begins behind a colon only. */
function isSound(open: number[], byte: number, before: number): boolean {
  if (byte === CLOSING_BRACE) return open.pop() === BRACE;
  if (byte === CLOSING_BRACKET) return open.pop() === BRACKET;
  const outer = open.at(-1);
  open.push(byte);
  return outer !== BRACE || before === COLON;
}

const MARKS: ReadonlySet<number> = new Set([BRACE, BRACKET, CLOSING_BRACE, CLOSING_BRACKET]);

/** Where JSON ends, and how many bytes were read to tell. */
export interface DocumentEnd {
  readonly end: number;
  readonly read: number;
}

/**
 * The offset behind the object or array that begins at `at`, by its brackets: INCOMPLETE if it does not end before `limit`,
 * BROKEN if it cannot be JSON.
 */
export function documentEnd(bytes: Buffer, at: number, limit: number): DocumentEnd {
  const open: number[] = [];
  let before = COMMA;
  for (let i = at; i < limit; i++) {
    const byte = bytes[i] as number;
    if (byte === QUOTE) {
      const end = stringEnd(bytes, i, limit);
      if (end < 0) return { end, read: (end === BROKEN ? i : limit) - at };
      i = end - 1;
    } else if (MARKS.has(byte)) {
      if (!isSound(open, byte, before)) return { end: BROKEN, read: i - at };
      if (open.length === 0) return { end: i + 1, read: i + 1 - at };
    }
    if (byte > BLANK) before = byte;
  }
  return { end: INCOMPLETE, read: limit - at };
}
