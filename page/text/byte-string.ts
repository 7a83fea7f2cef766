/** Valid UTF-8 as characters of a byte string, or one byte that is none. */
const SEQUENCE = new RegExp(
  [
    '[\\x00-\\x7f]+',
    '[\\xc2-\\xdf][\\x80-\\xbf]',
    '\\xe0[\\xa0-\\xbf][\\x80-\\xbf]',
    '[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}',
    '\\xed[\\x80-\\x9f][\\x80-\\xbf]',
    '\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}',
    '[\\xf1-\\xf3][\\x80-\\xbf]{3}',
    '\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}',
    '[^]',
  ].join('|'),
  'g',
);
const PLAIN = /^[ -~]*$/;
/** What has no shape of its own, or changes that of others: controls, directions, separators, fillers, surrogates. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\u115f\u1160\u3164\uffa0]|\u034f/gu;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;

function named(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return SHORT[char] ?? (code < 0x80 ? hex(code) : `\\u{${code.toString(16).toUpperCase()}}`);
}

const FIRST_BITS = [0, 0, 0x1f, 0x0f, 0x07];

function character(sequence: string): string {
  let code = sequence.charCodeAt(0) & (FIRST_BITS[sequence.length] ?? 0);
  for (let index = 1; index < sequence.length; index++) code = (code << 6) | (sequence.charCodeAt(index) & 0x3f);
  return String.fromCodePoint(code);
}

/** A byte string as text: UTF-8 where valid, `byte` says what stands for others. */
function decoded(bytes: string, byte: (value: number) => string): string {
  return bytes.replace(SEQUENCE, (part) => {
    if (part.charCodeAt(0) < 0x80) return part;
    return part.length > 1 ? character(part) : byte(part.charCodeAt(0));
  });
}

/** A byte string of a capture as it is shown: UTF-8 where valid, \xNN for other bytes; nothing in it stays hidden. */
export function visible(bytes: string): string {
  if (PLAIN.test(bytes)) return bytes;
  return decoded(bytes, hex).replace(HIDDEN, named);
}

/** The same with lines kept, each end of a line marked. */
export function visibleLines(bytes: string): string {
  return decoded(bytes, hex)
    .replace(/\r?\n/g, '\ue000')
    .replace(HIDDEN, (char) => (char === '\ue000' ? '↵\n' : char === '\t' ? '\t' : named(char)));
}

/** A byte string as Unicode text; null if it is none. */
export function unicodeOf(bytes: string): string | null {
  let isText = true;
  const text = decoded(bytes, () => {
    isText = false;
    return '';
  });
  return isText ? text : null;
}

/** Unicode text as a byte string. */
export function bytesOf(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

/** The characters of a text that its first bytes make. */
export function charsOf(text: string, bytes: number): number {
  return unicodeOf(bytesOf(text).slice(0, bytes))?.length ?? bytes;
}
