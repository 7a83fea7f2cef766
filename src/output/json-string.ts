/** Anything but printable ASCII, and the two characters that JSON escapes. */
const NEEDS_CARE = /[^ !#-[\]-~]/;

/**
 * JSON text of a byte string. Bytes that are UTF-8 become \u escapes of their characters, so the output is plain ASCII;
 * bytes that are not become U+FFFD.
 */
export function jsonString(bytes: string): string {
  if (!NEEDS_CARE.test(bytes)) return `"${bytes}"`;
  const text = /[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
