import { describe, expect, test } from '@jest/globals';
import type { ColumnType, Value } from '../../../../src/output/rows/column.js';
import { humanBytes } from '../../../../src/output/rows/human-bytes.js';
import { valueText } from '../../../../src/output/rows/value-text.js';

const shown = (type: ColumnType, value: Value, elapsed?: number) =>
  valueText({ name: 'sample', heading: 'Sample', type }, 'none')(value, elapsed);

describe('values in human-readable form', () => {
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
    expect(shown('bytes', bytes)).toBe(text);
  });

  test('CPU time is a percentage of the reported time', () => {
    expect(shown('cpu', 5e8, 1e9)).toBe('50.00%');
    expect(shown('cpu', 3e9, 1e9)).toBe('300.00%');
    expect(shown('cpu', 5, 0)).toBe('0.00%');
  });

  test.each([
    ['count', 1234567, '1234567'],
    ['number', 2n ** 63n, '9223372036854775808'],
    ['double', 5, '5.0'],
    ['bool', false, 'false'],
    ['duration', 2690, '2.69us'],
    ['duration', 2690n, '2.69us'],
    ['text', 'a\nb', 'a\nb'],
    ['texts', ['a', 'b'], 'a, b'],
    ['text', null, 'none'],
    ['bytes', null, 'none'],
  ] as const)('a %s of %p', (type, value, text) => {
    expect(shown(type, value)).toBe(text);
  });

  test('times are times of day', () => {
    expect(shown('time', 1_700_000_000_123_456_789n)).toMatch(/^\d\d:\d\d:20\.123456789$/);
    expect(shown('second', 1_700_000_000)).toMatch(/^\d\d:\d\d:20$/);
  });

  test('a column may have its own text for all values except missing ones', () => {
    const column = { name: 'x', heading: 'X', type: 'text', text: (value: unknown) => `<${String(value)}>` } as const;
    expect([valueText(column, '-')('a'), valueText(column, '-')(null)]).toEqual(['<a>', '-']);
  });
});
