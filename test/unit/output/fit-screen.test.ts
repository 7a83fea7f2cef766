import { describe, expect, test } from '@jest/globals';
import { fitScreen } from '../../../src/output/fit-screen.js';

const RED = '\u001b[31m';
const PLAIN = '\u001b[0m';

describe('lines on a screen', () => {
  test.each([
    ['short', 'short'],
    ['exactly 10', 'exactly 10'],
    ['eleven long', 'eleven lon'],
    [`${RED}short${PLAIN}`, `${RED}short${PLAIN}`],
    [`${RED}much too long${PLAIN}`, `${RED}much too l${PLAIN}`],
    ['äöüäöüäöüäöü', 'äöüäöüäöüä'],
    ['日本語日本語', '日本語日本'],
    ['a日本語日本語', 'a日本語日'],
    ['😀😀😀😀😀😀', '😀😀😀😀😀'],
  ])('%j is cut to ten cells: %j', (line, expected) => {
    expect(fitScreen([line], { columns: 10, rows: 5 })).toEqual([expected]);
  });

  test('leave a row for the cursor, and the last one counts those left out', () => {
    const lines = ['1', '2', '3', '4', '5'];
    expect(fitScreen(lines, { columns: 80, rows: 6 })).toEqual(lines);
    expect(fitScreen(lines, { columns: 80, rows: 5 })).toEqual([
      '1',
      '2',
      '3',
      '(2 more lines: the terminal is too small)',
    ]);
    expect(fitScreen(lines, { columns: 9, rows: 2 })).toEqual(['(5 more l']);
    expect(fitScreen(lines, { columns: 9, rows: 1 })).toHaveLength(1);
  });
});
