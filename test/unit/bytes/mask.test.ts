import { describe, expect, test } from '@jest/globals';
import { maskControls, maskForTerminal } from '../../../src/bytes/mask.js';
import { shownLine, withoutControls } from '../../../src/bytes/masked-text.js';

/** The masked form of a byte string. */
function masked(text: string, mask: (text: { view: DataView; length: number }) => void): string {
  const { buffer, byteOffset, length } = Buffer.from(text, 'latin1');
  const view = new DataView(buffer, byteOffset, length);
  mask({ view, length });
  return Buffer.from(buffer, byteOffset, length).toString('latin1');
}

const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');
const onTerminal = (text: string): string => masked(text, maskForTerminal);

describe('control characters', () => {
  const ALL = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));

  test('are masked at any position, and no other characters are', () => {
    for (let offset = 0; offset < 8; offset++) {
      const texts = [...ALL].map((byte) => `${'x'.repeat(offset)}${byte}é~ yyy`);
      const expected = texts.map((text) =>
        [...text].map((char) => (char < ' ' || char === '\x7f' ? '.' : char)).join(''),
      );
      expect(texts.map((text) => masked(text, (range) => maskControls(range, 0)))).toEqual(expected);
      expect(texts.map(withoutControls)).toEqual(expected);
    }
  });

  test.each(['\0', '\n', '\x1f', '\x7f'])(
    'are found at any position of printable text of any length: %j',
    (control) => {
      for (let length = 1; length <= 20; length++)
        for (let at = 0; at < length; at++) {
          const text = (char: string): string => 'x'.repeat(at) + char + '~'.repeat(length - at - 1);
          expect(masked(text(control), (range) => maskControls(range, 0))).toBe(text('.'));
          expect(masked(text(' '), (range) => maskControls(range, 0))).toBe(text(' '));
        }
    },
  );

  test('before the start of a value are not masked', () => {
    expect(masked('a\tb\x1b\nc', (range) => maskControls(range, 3))).toBe('a\tb..c');
  });
});

describe('on a terminal', () => {
  test('text in any alphabet is shown unchanged, including colours and layout', () => {
    const text = bytesOf('\x1b[31mé\x1b[0m\tЖ 日本 👩‍👩‍👧 نص\n');
    expect(onTerminal(text)).toBe(text);
  });

  test.each([
    ['a byte that starts no character', '\x80\xbf\xff\xfe', '....'],
    ['a character that is cut', 'a\xe2\x82', 'a..'],
    ['a character that is cut by another', '\xe2\x82é', '...'],
    ['an overlong character', '\xc0\x8a\xe0\x80\x8a\xf0\x80\x80\x8a', '.........'],
    ['a surrogate', '\xed\xa0\x80', '...'],
    ['a code point beyond Unicode', '\xf4\x90\x80\x80\xf5', '.....'],
    ['a C1 control character', '\xc2\x9b2J\xc2\x80\xc2\xa0', '..2J..\xc2\xa0'],
    ['a mark of direction or line', bytesOf('\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069'), '.'.repeat(26)],
  ])('%s is masked', (_, text, expected) => {
    expect(onTerminal(text)).toBe(expected);
  });

  test('the neighbours of such marks are not masked', () => {
    const text = bytesOf('\u061b\u200d\u2027\u202f\u2065\u206a');
    expect(onTerminal(text)).toBe(text);
  });

  test('the result is UTF-8 of the same length, for all pairs of bytes', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for (let first = 128; first < 256; first++) {
      const pairs = Array.from({ length: 256 }, (_, second) => String.fromCharCode(first, second));
      const shown = pairs.map(shownLine).join('');
      expect(shown).toHaveLength(512);
      expect(decoder.decode(Buffer.from(shown, 'latin1'))).not.toMatch(/[\x80-\x9f]/);
    }
  });
});
