import { describe, expect, test } from '@jest/globals';
import { parseCommandLine } from '../../../../src/cli/program.js';

/** The chisels of a command line, each with the words after it. */
function chiselsOf(...argv: string[]): string[][] {
  const { words, chisels } = parseCommandLine(argv);
  return chisels.map(({ name, from, to }) => [name, ...words.slice(from, to)]);
}

describe('words after -c', () => {
  test.each([
    [['-c', 'a', 'x', 'y'], [['a', 'x', 'y']]],
    [['-ca', 'x'], [['a', 'x']]],
    [['--chisel', 'a', 'x'], [['a', 'x']]],
    [['--chisel=a', 'x'], [['a', 'x']]],
    [['-qc', 'a', 'x'], [['a', 'x']]],
    [['-qca', 'x'], [['a', 'x']]],
    [['f', '-c', 'a', 'x', '-n', '5', 'y'], [['a', 'x']]],
    [['-c', 'a', '-n', '5', 'x'], [['a']]],
    [
      ['-n5', 'w', '-c', 'a', 'x', '-c', 'b', '-cc', 'y', '-q', 'z'],
      [['a', 'x'], ['b'], ['c', 'y']],
    ],
    [['-c', 'a', 'x', '-p', '-c', 'y'], [['a', 'x']]],
    [['-c', 'a', '-B', 'x'], [['a']]],
    [['-c', 'a', '-1', '-'], [['a', '-1', '-']]],
    [['-T', 'fields', '-e', 'f', 'x'], []],
    [['-c', 'a', '--', '-c', 'b'], [['a']]],
  ])('%j', (argv, expected) => {
    expect(chiselsOf(...argv)).toEqual(expected);
  });
});
