import { describe, expect, test } from '@jest/globals';
import { ByteText } from '../../../src/bytes/byte-text.js';
import { Chunk } from '../../../src/bytes/chunk.js';

const NUMBERS = [
  ...Array.from({ length: 16 }, (_, digits) => [10 ** digits - 1, 10 ** digits, 10 ** digits + 7]).flat(),
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
];

describe('a text of bytes', () => {
  test.each(NUMBERS)('has all digits of %d and its negative', (number) => {
    const text = new ByteText();
    text.addDecimal(number);
    text.addByte(32);
    text.addDecimal(-number);
    expect(text.toText()).toBe(`${number} ${number === 0 ? '' : '-'}${number}`);
  });

  test('takes byte strings and ranges of any length unchanged', () => {
    const text = new ByteText();
    let expected = '';
    for (let length = 0; length < 300; length++) {
      const part = Array.from({ length }, (_, i) => String.fromCharCode((i * 7 + length) & 255)).join('');
      text.addText(part);
      const bytes = Buffer.from(`<${part}>`, 'latin1');
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      text.addRange(view, 1, length + 1);
      text.addChunk(Chunk.ofText(part));
      text.addChunk(Chunk.ofBytes(view, 1, length + 1));
      expected += part.repeat(4);
    }
    expect(text.toText()).toBe(expected);
  });

  test.each([0, 30, 600])('has the parts that its string has, behind %d other bytes', (before) => {
    const text = new ByteText();
    text.addText(`${'-'.repeat(before)}abab abac \xff stale`);
    text.length -= ' stale'.length;
    const string = text.toText();
    for (const part of ['', 'a', 'abac', 'abad', ' \xff', '\xff', '\xff ', 'stale', '-a', 'ab'.repeat(600)])
      expect([part, text.has(Buffer.from(part, 'latin1'))]).toEqual([part, string.includes(part)]);
  });

  test('can be shortened and continued from there', () => {
    const text = new ByteText();
    text.addText('one two');
    text.length = 4;
    text.addNine(7);
    expect([text.toText(), text.toText(4)]).toEqual(['one 000000007', '000000007']);
  });

  test.each(['f8ffffffffffff7f', '010000000000f07f', 'ffffffffffffffff', '010000000000f0ff'])(
    'keeps the bytes %s, which are a NaN, however often they are copied',
    (hex) => {
      const bytes = Buffer.from(hex, 'hex');
      const part = bytes.toString('latin1');
      const chunk = Chunk.ofText(part);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const text = new ByteText();
      for (let i = 0; i < 20_000; i++) {
        text.addChunk(chunk);
        text.addRange(view, 0, bytes.length);
      }
      expect(text.toText() === part.repeat(40_000)).toBe(true);
    },
  );
});
