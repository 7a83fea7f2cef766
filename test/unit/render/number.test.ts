import { describe, expect, test } from '@jest/globals';
import {
  renderGeneral,
  renderHex64,
  renderInt,
  renderOctal64,
  renderSigned64,
  renderUnsigned64,
} from '../../../src/render/number.js';

const halves = (value: bigint): [number, number] => {
  const bits = BigInt.asUintN(64, value);
  return [Number(bits >> 32n), Number(bits & 0xffffffffn)];
};

const EDGES = [0n, 1n, -1n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)];

describe('a 64-bit integer', () => {
  test.each(EDGES)('%s is written to the last digit', (value) => {
    const [hi, lo] = halves(value);
    const bits = BigInt.asUintN(64, value);
    expect(renderSigned64(hi, lo)).toBe(value.toString());
    expect(renderUnsigned64(hi, lo)).toBe(bits.toString());
    expect(renderHex64(hi, lo)).toBe(bits.toString(16).toUpperCase());
    expect(renderOctal64(hi, lo)).toBe(bits === 0n ? '0' : `0${bits.toString(8)}`);
  });
});

test('a small integer shows its own bits in other bases', () => {
  expect([renderInt(-1, 'dec', 1), renderInt(-1, 'hex', 1), renderInt(-1, 'hex', 2), renderInt(-1, 'hex', 4)]).toEqual([
    '-1',
    'FF',
    'FFFF',
    'FFFFFFFF',
  ]);
  expect([renderInt(0, 'oct', 4), renderInt(0o644, 'oct', 4)]).toEqual(['0', '0644']);
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
])('%d as printf has it with %%g is %s', (value, text) => {
  expect(renderGeneral(value)).toBe(text);
});
