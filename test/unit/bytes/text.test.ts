import { expect, test } from '@jest/globals';
import { asciiLower, asciiUpper } from '../../../src/bytes/text.js';

const ALL_BYTES = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** All bytes, with the letters A to Z and a to z replaced. */
const allBytesWith = (upper: string, lower: string): string =>
  ALL_BYTES.slice(0, 0x41) + upper + ALL_BYTES.slice(0x5b, 0x61) + lower + ALL_BYTES.slice(0x7b);

test('lower case changes the letters A to Z and no other byte', () => {
  expect(asciiLower(ALL_BYTES)).toBe(allBytesWith(LETTERS, LETTERS));
  expect(asciiLower(ALL_BYTES.slice(0, 0x80))).toBe(allBytesWith(LETTERS, LETTERS).slice(0, 0x80));
});

test('upper case changes the letters a to z and no other byte', () => {
  const capitals = LETTERS.toUpperCase();
  expect(asciiUpper(ALL_BYTES)).toBe(allBytesWith(capitals, capitals));
  expect(asciiUpper(ALL_BYTES.slice(0, 0x80))).toBe(allBytesWith(capitals, capitals).slice(0, 0x80));
});
