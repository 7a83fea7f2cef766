import { describe, expect, test } from '@jest/globals';
import { humanBytes, UNIT_TEXTS } from '../../../src/analysis/units.js';

describe('units', () => {
  test.each([
    [0, '0B'],
    [16, '16B'],
    [1023, '1023B'],
    [1024, '1.00KB'],
    [1321, '1.29KB'],
    [508559360, '485.00M'],
    [3 * 2 ** 30, '3.00G'],
    [2 ** 50, '1024.00T'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(humanBytes(bytes)).toBe(text);
  });

  test('CPU time is in percent of the time that it is of', () => {
    expect(UNIT_TEXTS.cpu(5e8, 1e9)).toBe('50.00%');
    expect(UNIT_TEXTS.cpu(3e9, 1e9)).toBe('300.00%');
    expect(UNIT_TEXTS.cpu(5, 0)).toBe('0.00%');
  });
});
