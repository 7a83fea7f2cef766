import { describe, expect, test } from '@jest/globals';
import { OPTIONS } from '../../../../src/cli/command-line/table.js';
import { checkOptions, type RunOptions } from '../../../../src/cli/options/run-options.js';
import { parseCommandLine } from '../../../../src/cli/program.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../../src/fields/field-context.js';
import { compileFilter } from '../../../../src/filter/filter.js';

function optionsOf(...argv: string[]): RunOptions {
  const { options, words } = parseCommandLine(argv);
  return checkOptions(options, words);
}

function messageOf(...argv: string[]): string {
  try {
    optionsOf(...argv);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('no error');
}

describe('options and values of strace are answered with what to do', () => {
  test.each([
    [['-f', 'ls'], /unknown option '-f'; child processes are always recorded/],
    [['-ff'], /unknown option '-ff'; child processes are always recorded/],
    [['-yy'], /unknown option '-yy'; descriptors are always shown with their names/],
    [['--follow'], /unknown option '--follow'; child processes/],
    [['--followed'], /unknown option '--followed'; see sysshark --help/],
    [['--trace=open'], /unknown option '--trace=open'; .* evt\.type=openat$/],
    [['-c'], /argument missing; sysshark -cl .*; for a table of calls, use -q -S$/],
    [['-T'], /argument missing; .*%evt\.latency/],
    [['-ttt'], /-t takes one of h a r d D, not "tt"; .* use -t a$/],
    [['-P', '/etc/passwd'], /-P takes no value such as "\/etc\/passwd"; .*fs\.path\.name/],
    [['-e', 'trace=open,close'], /to see only these calls, use the filter "evt\.type in \(open, close\)"$/],
    [['-e', 'trace=!open,close'], /but these, use the filter "not evt\.type in \(open, close\)"$/],
    [['-e', 'openat', '-w', 'x'], /use the filter evt\.type=openat$/],
    [['-e', '!openat'], /use the filter "not evt\.type=openat"$/],
    [['-e', 'trace=file'], /use the filter evt\.category=file$/],
    [['-e', 'trace=%network'], /use the filter evt\.category=net$/],
    [['-e', 't=%desc'], /use the filter "fd\.num exists"$/],
    [['-e', 'trace=/^open'], /use a filter such as evt\.type=openat$/],
    [['-e', 'status=failed'], /use the filter evt\.failed=true$/],
    [['-e', 'inject=open:error=EIO'], /never changed$/],
    [['-e', '10'], /-e requires -w FILE$/],
  ])('%j', (argv, message) => {
    expect(messageOf(...argv)).toMatch(message);
  });
});

describe('options and values of tshark are answered with what to do', () => {
  test.each([
    [['-c', '20'], /-c takes a NAME, not "20"; .* use -n 20$/],
    [['-z', 'io,stat,1'], /-z takes no value such as "io,stat,1"; .* use -c iobytes$/],
    [['-q', '-z', 'conv,tcp', '-w', 'x'], /use -c topconns$/],
    [['-z', 'http_req,tree'], /use -c httptop or/],
    [['-z', 'dns,tree'], /sysshark -cl lists/],
    [['-z'], /-z requires -w FILE$/],
    [['-i', 'eth0'], /system calls are captured on the whole machine/],
    [['-nr', 'x.pcap'], /-n takes a NUMBER, not "r"; addresses are never looked up/],
    [['-n', 'many'], /-n takes a number of at least 1, not "many"$/],
    [['-b', 'filesize:1000', '-w', 'x'], /use -C MB -W FILES$/],
    [['-t', 'ad'], /-t takes one of h a r d D, not "ad"; h is the time of day/],
    [['-T', 'pdml'], /not "pdml"; .* use -T ndjson$/],
    [['-G', 'fields'], /sysshark -l lists the fields$/],
    [['-e', 'proc.name'], /use -T fields -e proc\.name$/],
    [['-a', 'packets:9'], /-a takes duration:N, not "packets:9"; .* use -n$/],
    [['-a', '9'], /-a takes duration:N, not "9"$/],
    [['-a', 'duration:x'], /-a duration:N takes a number of at least 1, not "x"$/],
  ])('%j', (argv, message) => {
    expect(messageOf(...argv)).toMatch(message);
  });
});

test('what an answer offers exists: its filters are filters, its options are options', () => {
  const answers = [
    messageOf('-e', 'trace=%file'),
    messageOf('-e', 'trace=%net'),
    messageOf('-e', 'trace=memory'),
    messageOf('-e', 'trace=%ipc'),
    messageOf('-e', 'trace=%signal'),
    messageOf('-e', 'trace=%process'),
    messageOf('-e', 'signal=SIGINT'),
    messageOf('-e', 'status=successful'),
  ];
  for (const answer of answers) {
    const [, filter = ''] = /the filter (\S+)$/.exec(answer) ?? [];
    expect(compileFilter(filter, DEFAULT_FIELD_CONTEXT).mask).toContain(1);
  }
  const letters = new Set(OPTIONS.map(({ letter }) => letter));
  for (const letter of 'CWcqSeTnwXvG') expect(letters).toContain(letter);
});

test('-a duration:N is -M N; with both, the shorter time counts', () => {
  expect(optionsOf('-a', 'duration:5').maxTime).toBe(5e9);
  expect(optionsOf('-a', 'duration:5', '-M', '3').maxTime).toBe(3e9);
  expect(optionsOf('-a', 'duration:2', '-M', '3').maxTime).toBe(2e9);
});
