import { describe, expect, test } from '@jest/globals';
import type { ByteText } from '../../../src/bytes/byte-text.js';
import {
  renderGeneral,
  writeHex64,
  writeInt,
  writeOctal64,
  writeSigned64,
  writeUnsigned64,
} from '../../../src/render/number.js';
import type { NumberBase } from '../../../src/schema/event.js';
import { writtenText } from '../../helpers/emitted.js';

type Write64 = (out: ByteText, hi: number, lo: number) => void;

const int = (value: number, base: NumberBase, width: number): string =>
  writtenText((out) => writeInt(out, value, { base, width }));

const halves = (value: bigint): [number, number] => {
  const bits = BigInt.asUintN(64, value);
  return [Number(bits >> 32n), Number(bits & 0xffffffffn)];
};

const EDGES = [0n, 1n, -1n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)];

describe('a 64-bit integer', () => {
  test.each(EDGES)('%s is written to the last digit', (value) => {
    const [hi, lo] = halves(value);
    const text = (write: Write64): string => writtenText((out) => write(out, hi, lo));
    const bits = BigInt.asUintN(64, value);
    expect(text(writeSigned64)).toBe(value.toString());
    expect(text(writeUnsigned64)).toBe(bits.toString());
    expect(text(writeHex64)).toBe(bits.toString(16).toUpperCase());
    expect(text(writeOctal64)).toBe(bits === 0n ? '0' : `0${bits.toString(8)}`);
  });
});

test('a small integer shows its own bits in other bases', () => {
  expect([int(-1, 'dec', 1), int(-1, 'hex', 1), int(-1, 'hex', 2), int(-1, 'hex', 4)]).toEqual([
    '-1',
    'FF',
    'FFFF',
    'FFFFFFFF',
  ]);
  expect([0, 1, 7, 8, 0o644, -1].map((value) => int(value, 'oct', 4))).toEqual([
    '0',
    '01',
    '07',
    '010',
    '0644',
    '037777777777',
  ]);
});

// right-hand sides: printf %g
test.each([
  [0, '0'],
  [1.5, '1.5'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [999999, '999999'],
  [1000000, '1e+06'],
  [1234567, '1.23457e+06'],
  [0.1234567, '0.123457'],
  [100, '100'],
])('%d formatted as %%g is %s', (value, text) => {
  expect(renderGeneral(value)).toBe(text);
});
