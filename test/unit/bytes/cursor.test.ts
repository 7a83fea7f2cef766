import { describe, expect, test } from '@jest/globals';
import { Cursor } from '../../../src/bytes/cursor.js';
import { Writer } from '../../../src/bytes/writer.js';
import { ScapError } from '../../../src/errors.js';
import { fc } from '../../helpers/property.js';

function cursorOver(bytes: Buffer, origin = 0): Cursor {
  return new Cursor(bytes, { start: 0, end: bytes.length, origin });
}

describe('cursor and writer', () => {
  test('the cursor reads back what the writer writes', () => {
    const safe = fc.maxSafeInteger();
    const text = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(safe, fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), text, (number, big, string) => {
        const writer = new Writer();
        writer.uint8(number & 0xff);
        writer.uint16(number & 0xffff);
        writer.uint32(number >>> 0);
        writer.int64(number);
        writer.bigUint64(big);
        writer.text(string);
        const cursor = cursorOver(writer.finish());
        expect([cursor.uint8(), cursor.uint16(), cursor.uint32()]).toEqual([
          number & 0xff,
          number & 0xffff,
          number >>> 0,
        ]);
        expect(cursor.int64()).toBe(number);
        expect(cursor.bigUint64()).toBe(big);
        expect(cursor.text(string.length)).toBe(string);
        expect(cursor.remaining).toBe(0);
      }),
    );
  });

  test('the writer keeps what it wrote when it grows', () => {
    const writer = new Writer();
    for (let i = 0; i < 5000; i++) writer.uint32(i);
    const cursor = cursorOver(writer.finish());
    for (let i = 0; i < 5000; i++) expect(cursor.uint32()).toBe(i);
  });

  test('a read past the end reports the byte offset in the capture', () => {
    const cursor = cursorOver(Buffer.alloc(6), 1000);
    cursor.uint32();
    expect(() => cursor.uint32()).toThrow(ScapError);
    expect(() => cursor.uint32()).toThrow(/byte 1004/);
  });

  test('a part ends at its length and the cursor continues after it', () => {
    const cursor = cursorOver(Buffer.from([1, 2, 3, 4]));
    const part = cursor.part(3);
    expect(part.copy(3)).toEqual(Uint8Array.from([1, 2, 3]));
    expect(() => part.uint8()).toThrow(ScapError);
    expect(cursor.uint8()).toBe(4);
  });
});
