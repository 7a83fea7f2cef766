import { expect, test } from '@jest/globals';
import { tickLabel, tickStep } from '../../../page/strip/ticks.js';
import { duration, magnitude, roundDuration, spoken } from '../../../page/text/durations.js';
import { spanText, TIME_FORMATS, type TimeFrame } from '../../../page/text/times.js';

// jest runs in UTC
const TIME = '1560550525670972543';
const FRAME: TimeFrame = {
  begin: '1560550506587785329',
  sinceCaptured: '1598',
  shownBefore: '1560550525670969845',
  reference: null,
};

test.each([
  ['time', '22:15:25.670972543'],
  ['date', '2019-06-14 22:15:25.670972543'],
  ['day', '2019/165 22:15:25.670972543'],
  ['epoch', '1560550525.670972543'],
  ['begin', '19.083187214'],
  ['captured', '0.000001598'],
  ['shown', '0.000002698'],
  ['utc', '22:15:25.670972543'],
  ['utc-date', '2019-06-14 22:15:25.670972543'],
  ['utc-day', '2019/165 22:15:25.670972543'],
])('%s', (id, text) => {
  expect(TIME_FORMATS.length).toBe(10);
  expect(TIME_FORMATS.find((format) => format.id === id)?.text(TIME, FRAME)).toBe(text);
});

test('times before a reference are negative', () => {
  const begin = TIME_FORMATS.find(({ id }) => id === 'begin');
  expect(begin?.text('1000000000', { ...FRAME, reference: '2500000001' })).toBe('-1.500000001');
});

test('durations have a unit that fits', () => {
  expect([0, 789, 2698, 1_234_567, 1_678_432_000].map(duration)).toEqual([
    '0 ns',
    '789 ns',
    '2.70 µs',
    '1.23 ms',
    '1.678 s',
  ]);
  expect([1, 100, 1e6, 1e10, 1e12].map(magnitude)).toEqual([0, 0, 50, 100, 100]);
});

test('round durations have the largest unit of which they have a whole number', () => {
  const [min, h, d] = [60e9, 3600e9, 86_400e9];
  expect([0, 1e5, 15e8, 1e10, min, 10 * min, 90 * min, h, 36 * h, d, 7 * d, 9e10].map(roundDuration)).toEqual([
    '0 ns',
    '100 µs',
    '1.5 s',
    '10 s',
    '1 min',
    '10 min',
    '90 min',
    '1 h',
    '36 h',
    '1 d',
    '7 d',
    '90 s',
  ]);
});

test('long durations are said in two units', () => {
  expect([59_999_000_000, 60e9, 75.5e9, 5400e9, 7199e9, 86_400e9, 90 * 86_400e9 + 7260e9].map(spoken)).toEqual([
    '59.999 s',
    '1 min',
    '1 min 15 s',
    '1 h 30 min',
    '1 h 59 min',
    '1 d',
    '90 d 2 h',
  ]);
});

test('a span has the date of its end if that is another day', () => {
  expect(spanText(FRAME.begin, TIME)).toBe('2019-06-14 22:15:06 – 22:15:25');
  expect(spanText(FRAME.begin, '1560556800000000000')).toBe('2019-06-14 22:15:06 – 2019-06-15 00:00:00');
});

test('marks of an axis are round, and not too many', () => {
  for (const span of [1, 999, 26_887_000_000, 3.6e12, 7e14, 1.6e16, 1.8e18]) {
    const step = tickStep(span, 12);
    expect(span / step).toBeLessThanOrEqual(12);
    expect(span / step).toBeGreaterThan(0.5);
    expect(tickLabel(step, step)).toMatch(/^([12356]|12|30|[125]0+) (ns|µs|ms|s|min|h|d)$/);
  }
  expect(tickLabel(4e9, 2e9)).toBe('4 s');
  expect(tickLabel(4e6, 2e6)).toBe('4 ms');
  // what people count in
  expect([6e10, 6e11, 8.64e13, 1.6e16].map((span) => tickStep(span, 12) / 1e9)).toEqual([5, 60, 7200, 1_728_000]);
  expect(tickLabel(1_728_000e9, 1_728_000e9)).toBe('20 d');
});
