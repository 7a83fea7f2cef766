// HOT: once per event. No allocation, bigint, try, spread or iterator here.

/**
 * The text policy: text from events, captures and /proc is a byte string, one character (0 to 255) per byte, and is written out as
 * those bytes. So lengths and cuts are in bytes, as in the reference, and no byte is lost.
 */
const SHORT = 24;
const IS_ASCII = /^[\0-\x7f]*$/;
const NON_ASCII = /[\x80-\xff]/;

/** Byte string of `bytes` from `start` to `end`. */
export function decodeText(bytes: Buffer, start: number, end: number): string {
  const length = end - start;
  if (length <= 0) return '';
  if (length > SHORT) return bytes.toString('latin1', start, end);
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] as number);
  return text;
}

/** Byte string up to the first NUL, or to `end` if there is none. */
export function decodeCString(bytes: Buffer, start: number, end: number): string {
  let stop = start;
  while (stop < end && bytes[stop] !== 0) stop++;
  return decodeText(bytes, start, stop);
}

/** A copy of a byte string with memory of its own: a slice keeps the whole string alive. */
export function ownText(part: string): string {
  return Buffer.from(part, 'latin1').toString('latin1');
}

/** Encodes text as a UTF-8 byte string. */
export function toByteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Decodes a UTF-8 byte string; invalid bytes become U+FFFD. */
export function fromByteString(bytes: string): string {
  return IS_ASCII.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Converts A to Z to lower case; other bytes stay. */
export function asciiLower(text: string): string {
  if (!NON_ASCII.test(text)) return text.toLowerCase();
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Converts a to z to upper case; other bytes stay. */
export function asciiUpper(text: string): string {
  if (!NON_ASCII.test(text)) return text.toUpperCase();
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}
