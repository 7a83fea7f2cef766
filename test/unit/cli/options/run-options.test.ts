import { describe, expect, test } from '@jest/globals';
import { checkOptions, type RunOptions } from '../../../../src/cli/options/run-options.js';
import { parseCommandLine } from '../../../../src/cli/program.js';

function options(...argv: string[]): RunOptions {
  const commandLine = parseCommandLine(argv);
  return checkOptions(commandLine.options, commandLine.words);
}

describe('a command line', () => {
  test('without words captures this machine and prints lines', () => {
    expect(options()).toMatchObject({
      inputs: [],
      output: null,
      printing: 'lines',
      maxEvents: Number.POSITIVE_INFINITY,
      snaplen: 80,
      timeMode: 'h',
      filter: '',
      displayFilters: [],
      textFile: null,
      isQuiet: false,
      keepsStateEvents: true,
      render: { maxLength: 80, buffers: 'normal' },
    });
  });

  test('joins its words into one filter, including negative numbers', () => {
    expect(options('evt.rawres', '<', '-1', '-n', '5')).toMatchObject({ filter: 'evt.rawres < -1', maxEvents: 5 });
  });

  test('accepts combined letters, such as -zw FILE and -qS', () => {
    expect(options('-zw', 'x.scap', '-qS')).toMatchObject({ gzip: true, output: 'x.scap', hasSummary: true });
  });

  test('is converted to byte strings where events are compared with it', () => {
    expect(options('proc.name=ä', '-p', '%proc.name ä')).toMatchObject({
      filter: 'proc.name=Ã¤',
      format: '%proc.name Ã¤',
    });
  });

  test('prints nothing if a capture is written', () => {
    expect(options('-w', 'x').printing).toBe('nothing');
  });

  test('renders buffers for JSON with -j', () => {
    expect(options('-j')).toMatchObject({ printing: 'json', render: { buffers: 'json' } });
  });

  test.each([
    ['128k', 1 << 17],
    ['8M', 8 << 20],
    ['3m', 4 << 20],
    ['1G', 1 << 30],
  ])('--buffer %s is rounded up to a power of two', (text, bytes) => {
    expect(options('--buffer', text).ringBytes).toBe(bytes);
  });

  test.each([['64k'], ['2G'], ['8 M'], ['-1']])('--buffer %s is an error', (text) => {
    expect(() => options(`--buffer=${text}`)).toThrow(/--buffer takes a size from 128k to 1g/);
  });

  test('accepts options for defaults: --modern-bpf and -F', () => {
    expect(options('--modern-bpf', '-F', 'evt.type=open')).toMatchObject({ filter: 'evt.type=open' });
  });
});
