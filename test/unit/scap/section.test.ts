import { expect, test } from '@jest/globals';
import { Cursor } from '../../../src/bytes/cursor.js';
import { checkSection, encodeSection } from '../../../src/scap/section.js';

/** Why a section header cannot be read after a 16-bit number at an offset has been changed; null if it can. */
function checked(at: number, value: number): string | null {
  const bytes = encodeSection();
  bytes.writeUInt16LE(value, at);
  return checkSection(new Cursor(bytes, { start: 8, end: bytes.length - 4, origin: 0 }));
}

test('a written header is version 1.2 and can be read', () => {
  const bytes = encodeSection();
  expect([bytes.length, bytes.readUInt16LE(12), bytes.readUInt16LE(14)]).toEqual([28, 1, 2]);
  expect(bytes.subarray(16, 24)).toEqual(Buffer.alloc(8, 0xff));
  expect(checked(12, 1)).toBe(null);
});

test('newer minor versions can be read, newer major versions cannot', () => {
  expect(checked(14, 99)).toBe(null);
  expect(checked(12, 0)).toBe(null);
  expect(checked(12, 2)).toContain('format version 2, but the newest supported one is 1');
});

test('a wrong magic number means the other byte order, or no capture', () => {
  const swapped = encodeSection();
  swapped.writeUInt32BE(0x1a2b3c4d, 8);
  expect(checkSection(new Cursor(swapped, { start: 8, end: 24, origin: 0 }))).toContain('other byte order');
  expect(checked(8, 1)).toContain('wrong byte-order magic');
});

test('a header that is cut is damage', () => {
  expect(() => checkSection(new Cursor(encodeSection(), { start: 8, end: 20, origin: 0 }))).toThrow();
});
