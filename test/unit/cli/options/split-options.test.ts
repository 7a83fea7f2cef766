import { describe, expect, test } from '@jest/globals';
import { checkOptions } from '../../../../src/cli/options/run-options.js';
import type { SplitOptions } from '../../../../src/cli/options/split-options.js';
import { parseCommandLine } from '../../../../src/cli/program.js';

const NO_LIMIT = Number.POSITIVE_INFINITY;

function split(...argv: string[]): SplitOptions | null {
  const { options, words } = parseCommandLine(argv);
  return checkOptions(options, words).split;
}

describe('the output', () => {
  test('is one capture by default', () => {
    expect(split('-w', 'x')).toBeNull();
  });

  test('is split by megabytes, seconds and events, and a number of files is kept', () => {
    expect(split('-w', 'x', '-C', '5', '-G', '60', '-e', '1000', '-W', '3')).toEqual({
      kind: 'series',
      limits: { bytes: 5e6, time: 60e9, events: 1000 },
      isTimed: false,
      keep: 3,
    });
  });

  test('has times in file names only with -G', () => {
    expect(split('-w', 'x-%H', '-G', '60')).toMatchObject({ isTimed: true, keep: NO_LIMIT });
    expect(split('-w', 'x-%H', '-C', '60')).toMatchObject({ isTimed: false });
    expect(split('-w', '100%Q', '-C', '60')).toMatchObject({ isTimed: false });
  });

  test('is kept in memory by the flight recorder', () => {
    expect(split('-w', 'x', '--ring', '64M', '--dump-on', 'proc.name=ä', '--after', '5', '-W', '2')).toEqual({
      kind: 'recorder',
      ringBytes: 64 << 20,
      dumpOn: 'proc.name=Ã¤',
      after: 5e9,
      keep: 2,
    });
    expect(split('-w', 'x', '--ring', '1m')).toMatchObject({ dumpOn: '', after: 1e9, keep: NO_LIMIT });
  });

  test.each([
    [['-C', '1'], '-C requires -w FILE'],
    [['-W', '1'], '-W requires -w FILE'],
    [['--ring', '1M'], '--ring requires -w FILE'],
    [['-w', '-', '-e', '5'], '-e writes several captures, which standard output cannot hold: give -w a file name'],
    [['-w', 'x', '-W', '5'], '-W requires -C, -G or -e'],
    [['-w', 'x', '-C', '0'], '-C takes a number of at least 1, not "0"'],
    [['-w', 'x', '-G', '1.5'], '-G takes a number of at least 1, not "1.5"'],
    [['-w', 'x', '-e', 'many'], '-e takes a number of at least 1, not "many"'],
    [['-w', 'x', '-C', '1', '-W', '1000000'], '-W takes a number from 1 to 100000, not "1000000"'],
    [['-w', 'x%c', '-G', '1'], '-w x%c: "%c" is not supported in file names; write %% for %'],
    [['-w', 'x%', '-G', '1'], '-w x%: "%" is not supported in file names; write %% for %'],
    [['-w', '%H/x', '-G', '1'], '-w %H/x: times are supported in the file name, not in the name of its folder'],
    [['-w', 'x', '--ring', '64k'], '--ring takes a size from 1m to 1g, such as 64M, not "64k"'],
    [['-w', 'x', '--after', '5'], '--dump-on and --after require --ring SIZE'],
    [['-w', 'x', '--ring', '1M', '--after', '-1'], '--after takes a number of at least 0, not "-1"'],
    [
      ['-w', 'x', '--ring', '1M', '-C', '1'],
      '-C splits a capture and --ring writes one on demand: give only one of them',
    ],
  ])('%j is an error', (argv, message) => {
    expect(() => split(...argv)).toThrow(message);
  });
});
