/** Anything but printable ASCII, and the two characters that JSON escapes. */
const NEEDS_CARE = /[^ !#-[\]-~]/;
const NOT_ASCII = /[\x80-\xff]/;
const REPLACEMENT = 0xfffd;

/** What a first byte of UTF-8 says: bits of its own, bytes that follow, and the smallest character that needs so many. */
const SHAPES = [
  { below: 0xe0, mask: 0x1f, following: 1, least: 0x80 },
  { below: 0xf0, mask: 0x0f, following: 2, least: 0x800 },
  { below: 0xf8, mask: 0x07, following: 3, least: 0x10000 },
] as const;

const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;

function characterOf(code: number): string {
  if (code < 0x10000) return String.fromCharCode(code);
  const offset = code - 0x10000;
  return String.fromCharCode(0xd800 + ((offset >> 10) & 0x3ff), 0xdc00 + (offset & 0x3ff));
}

/** Characters of a byte string. As in the reference, whatever bytes follow a first one are taken for the rest of it. */
function charactersOf(bytes: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; at++) {
    const first = bytes.charCodeAt(at);
    const shape = first < 0x80 ? undefined : SHAPES.find(({ below }) => first < below);
    if (first < 0x80) text += bytes[at];
    else if (shape === undefined || at + shape.following >= bytes.length) text += characterOf(REPLACEMENT);
    else {
      let code = first & shape.mask;
      for (let i = 0; i < shape.following; i++) code = (code << 6) | (bytes.charCodeAt(++at) & 0x3f);
      text += characterOf(code < shape.least || isSurrogate(code) ? REPLACEMENT : code);
    }
  }
  return text;
}

/** JSON text of a byte string: plain ASCII, with \u escapes for the characters that its UTF-8 stands for. */
export function jsonString(bytes: string): string {
  if (!NEEDS_CARE.test(bytes)) return `"${bytes}"`;
  const text = NOT_ASCII.test(bytes) ? charactersOf(bytes) : bytes;
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
