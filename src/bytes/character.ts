// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.

/** UTF-8 encoding of characters (RFC 3629). */
const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;
const LAST_CHARACTER = 0x10ffff;
const NONE = -1;

/** Length of a character in bytes. */
export function sizeOf(code: number): number {
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** Length of the character that a non-ASCII first byte starts; 0 if it starts none. */
function sizeAfter(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** The code of the character at `at`, which must end by `end`; -1 if the bytes are not UTF-8. */
export function characterAt(view: DataView, at: number, end: number): number {
  const first = view.getUint8(at);
  if (first < 0x80) return first;
  const size = sizeAfter(first);
  if (size === 0 || at + size > end) return NONE;
  let code = first & (0x7f >> size);
  for (let i = 1; i < size; i++) {
    const byte = view.getUint8(at + i);
    if ((byte & 0xc0) !== 0x80) return NONE;
    code = (code << 6) | (byte & 0x3f);
  }
  const isShortest = sizeOf(code) === size;
  const isSurrogate = code >= FIRST_SURROGATE && code <= LAST_SURROGATE;
  return isShortest && !isSurrogate && code <= LAST_CHARACTER ? code : NONE;
}

/** Ranges as pairs of first and last code. */
const COMMANDS = [0x80, 0x9f, 0x061c, 0x061c, 0x200e, 0x200f, 0x2028, 0x202e, 0x2066, 0x2069];

/**
 * Whether a non-ASCII character is not text to a terminal: C1 controls, line and paragraph separators, and characters that change
 * the direction of the text around them (Unicode Standard Annex 9) and so disguise it.
 */
export function isTerminalCommand(code: number): boolean {
  for (let i = 0; i < COMMANDS.length; i += 2)
    if (code >= (COMMANDS[i] as number) && code <= (COMMANDS[i + 1] as number)) return true;
  return false;
}
