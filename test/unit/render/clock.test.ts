import { expect, test } from '@jest/globals';
import { nanosOf, renderNanos, secondsOf, writeEpochNanos } from '../../../src/render/clock.js';
import { writtenText } from '../../helpers/emitted.js';

const TIMES = [0n, 1n, 999_999_999n, 1_000_000_000n, 1_700_000_000_123_456_789n, 2n ** 63n - 1n, 2n ** 64n - 1n];

test.each(TIMES)('%s ns are split exactly', (time) => {
  const hi = Number(time >> 32n);
  const lo = Number(time & 0xffffffffn);
  expect([secondsOf(hi, lo), nanosOf(hi, lo)]).toEqual([Number(time / 1_000_000_000n), Number(time % 1_000_000_000n)]);
});

test.each([0, 7, 1000, 999_999, 123_456_789, 999_999_999])('%d ns have nine digits', (nanos) => {
  expect(renderNanos(nanos)).toBe(String(nanos).padStart(9, '0'));
});

test.each([
  0n,
  7n,
  999_999_999n,
  1_000_000_000n,
  1_560_550_507_018_041_443n,
  1_560_550_507_000_000_001n,
  2n ** 64n - 1n,
])('%s ns since the epoch are written to the last digit', (time) => {
  const [hi, lo] = [Number(time >> 32n), Number(time & 0xffffffffn)];
  expect(writtenText((out) => writeEpochNanos(out, hi, lo))).toBe(String(time));
});
