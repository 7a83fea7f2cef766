import { expect, test } from '@jest/globals';
import { bytesOf, charsOf, unicodeOf, visible, visibleLines } from '../../../page/text/byte-string.js';

const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

test.each([
  ['plain text', 'plain text'],
  [latin1('/tmp/é€😀'), '/tmp/é€😀'],
  ['\xff\xfe a', '\\xff\\xfe a'],
  ['caf\xe9', 'caf\\xe9'],
  ['a\nb\r\tc\0\x1b[2J\x7f', 'a\\nb\\r\\tc\\x00\\x1b[2J\\x7f'],
  [latin1('a\u202eb\u2066c\u200b\ufeff\u061c'), 'a\\u{202E}b\\u{2066}c\\u{200B}\\u{FEFF}\\u{61C}'],
  [latin1('\u0085\u2028'), '\\u{85}\\u{2028}'],
  // a surrogate, an overlong form, too large a number, a cut sequence
  ['\xed\xa0\x80', '\\xed\\xa0\\x80'],
  ['\xc0\x80', '\\xc0\\x80'],
  ['\xf4\x90\x80\x80', '\\xf4\\x90\\x80\\x80'],
  ['x\xe2\x82', 'x\\xe2\\x82'],
  ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
])('%j is shown as %j', (bytes, shown) => {
  expect(visible(bytes)).toBe(shown);
});

test('agrees with a strict decoder about what is UTF-8', () => {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let seed = 7;
  for (let round = 0; round < 3000; round++) {
    const bytes = Array.from({ length: 1 + (round % 6) }, () => {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
      return (seed >> 8) & 0xff;
    });
    let expected: string | null = null;
    try {
      expected = strict.decode(Uint8Array.from(bytes));
    } catch {
      // no UTF-8
    }
    expect(unicodeOf(String.fromCharCode(...bytes))).toBe(expected);
  }
});

test('text goes there and back', () => {
  expect(unicodeOf(bytesOf('é€😀 x'))).toBe('é€😀 x');
  expect(charsOf('é€x=1', 5)).toBe(2);
});

test('lines are kept, and marked', () => {
  expect(visibleLines('GET /\r\nHost:\tx\n\x01')).toBe('GET /↵\nHost:\tx↵\n\\x01');
});
