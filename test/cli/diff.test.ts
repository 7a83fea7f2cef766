import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hostileCapture } from '../helpers/hostile-capture.js';
import { describeLiveBesideOthers } from '../helpers/live-tests.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { shell, sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

type Row = Readonly<Record<string, string | number | null>>;

/** The rows of a comparison, without the two of the captures. */
async function rowsOf(a: string, b: string, ...words: readonly string[]): Promise<readonly Row[]> {
  const { stdout, stderr, exitCode } = await sysshark(['diff', '-j', a, b, ...words]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  const rows = stdout.split('\n').map((line) => JSON.parse(line) as Row);
  expect(rows.slice(0, 2).map(({ kind, change }) => [kind, change])).toEqual([
    ['capture', 'A'],
    ['capture', 'B'],
  ]);
  return rows.slice(2);
}

/** Reads a configuration, asks a helper 40 times, writes a temporary file, and serves itself at a port that the kernel chooses. */
const PROGRAM = `use Socket; use File::Temp; my ($conf, $helper) = @ARGV;
my $ok = open my $c, "<", $conf; my @lines = $ok ? <$c> : (); my $t = File::Temp->new(); print $t "x" x 9000; close $t;
for (1 .. 40) { open my $p, "-|", "/bin/sh", "-c", $helper; my $line = <$p>; close $p }
socket(my $s, PF_INET, SOCK_STREAM, 0); bind($s, sockaddr_in(0, INADDR_LOOPBACK)); listen($s, 5);
socket(my $k, PF_INET, SOCK_STREAM, 0); connect($k, getsockname($s)); accept(my $n, $s); syswrite $k, "hi"; sysread $n, my $x, 2;
exit($ok ? 0 : 7)`;

async function capture(name: string, conf: string, helper: string): Promise<string> {
  const file = scratch.path(name);
  const { exitCode } = await sysshark(['-w', file, '--', '/usr/bin/perl', '-e', PROGRAM, conf, helper]);
  expect(exitCode).toBe(conf.endsWith('missing.conf') ? 7 : 0);
  return file;
}

describeLiveBesideOthers('two runs of one program', () => {
  const conf = scratch.path('app.conf');
  const missing = scratch.path('missing.conf');
  let good = '';
  let again = '';
  let bad = '';

  beforeAll(async () => {
    writeFileSync(conf, 'a=1\n');
    good = await capture('good.scap', conf, 'echo hi');
    again = await capture('again.scap', conf, 'echo hi');
    bad = await capture('bad.scap', missing, '/bin/sleep 0.05; echo hi');
  });

  test('that did the same differ in nothing that one run has and the other lacks', async () => {
    const rows = await rowsOf(good, again);
    // latencies can differ for a reason: this machine has other work
    expect(rows.filter(({ kind }) => kind !== 'latency')).toEqual([]);
  });

  test('say so', async () => {
    const { stdout } = await sysshark(['diff', good, good]);
    expect(stdout).toMatch(/\nNo difference found\.$/);
    expect(await rowsOf(good, good)).toEqual([]);
  });

  test('one with another configuration lacks its file, and has an error and a status', async () => {
    const rows = await rowsOf(good, bad);
    const ofPerl = rows.filter((row) => row['process'] === 'perl');
    expect(ofPerl).toContainEqual(
      expect.objectContaining({ kind: 'files', change: 'missing', 'calls.b': 0, what: conf }),
    );
    expect(ofPerl).toContainEqual({
      ...{ kind: 'errors', change: 'new', 'calls.a': 0, 'calls.b': 1 },
      ...{ process: 'perl', call: 'openat', error: 'ENOENT', what: missing },
    });
    expect(ofPerl).toContainEqual({
      ...{ kind: 'endings', change: 'new', 'calls.a': 0, 'calls.b': 1 },
      ...{ process: 'perl', what: 'with status 7' },
    });
    expect(rows).toContainEqual(
      expect.objectContaining({ kind: 'programs', change: 'new', process: 'sleep', what: '/usr/bin/sleep' }),
    );
    // the port and the temporary name were different ones
    expect(rows.filter(({ kind }) => kind === 'connections')).toEqual([]);
    expect(
      rows.filter(({ what }) => String(what).startsWith('/tmp/') && ![conf, missing].includes(String(what))),
    ).toEqual([]);
  });

  test('one with a slow helper waits for it: reads are slower, by as much as their latencies add up to', async () => {
    const slower = (await rowsOf(good, bad)).filter(({ change }) => change === 'slower');
    const read = slower.find((row) => row['process'] === 'perl' && row['call'] === 'read');
    expect(read).toBeDefined();
    // 40 helpers sleep 50 ms each
    expect(read?.['extra']).toBeGreaterThan(40 * 30e6);
    const sums = await Promise.all([good, bad].map((file) => readsOf(file)));
    expect(sums.map(({ count }) => count)).toEqual([read?.['calls.a'], read?.['calls.b']]);
  });

  test('the other way round, what was new is missing', async () => {
    const turned = (rows: readonly Row[]) => rows.filter(({ kind }) => kind !== 'latency' && kind !== 'calls').length;
    const [there, back] = await Promise.all([rowsOf(good, bad), rowsOf(bad, good)]);
    expect(turned(there)).toBe(turned(back));
    expect(back).toContainEqual(expect.objectContaining({ kind: 'files', change: 'new', 'calls.a': 0, what: conf }));
  });

  test('counts of calls and of files are those of jq', async () => {
    const rows = await rowsOf(good, bad);
    const more = rows.filter(({ kind }) => kind === 'calls');
    expect(more.length).toBeGreaterThan(0);
    for (const row of more) {
      const counts = await Promise.all([good, bad].map((file) => callsOf(file, row['process'], row['call'])));
      expect([row['process'], row['call'], ...counts]).toEqual([
        row['process'],
        row['call'],
        row['calls.a'],
        row['calls.b'],
      ]);
    }
  });

  test('a filter narrows both', async () => {
    const rows = await rowsOf(good, bad, 'proc.name=perl and evt.type=openat');
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['errors', 'files']));
  });

  test('standard input can be one of them', async () => {
    const fromFile = await rowsOf(good, bad);
    const { stdout } = await shell(`$S diff -j -r ${good} -r - < ${bad}`);
    expect(stdout.split('\n').length - 2).toBe(fromFile.length);
  });
});

/** The reads of perl in a capture, by jq. */
async function readsOf(file: string): Promise<{ readonly count: number }> {
  const line = `$S -r ${file} -T ndjson "proc.name=perl and evt.type=read and evt.dir=<" | jq -c . | wc -l`;
  return { count: Number((await shell(line)).stdout) };
}

async function callsOf(file: string, process: unknown, call: unknown): Promise<number> {
  const program = `select(.type == "${String(call)}" and .dir == "<" and .process.name == "${String(process)}") | .num`;
  return Number((await shell(`$S -r ${file} -T ndjson | jq -c '${program}' | wc -l`)).stdout);
}

describeWithShared('the same capture twice', () => {
  test.each(['libs-curl-google.scap', 'sf-nginx.scap'])('%s has no difference', async (name) => {
    const file = sharedPath('captures', name);
    const { stdout, exitCode } = await sysshark(['diff', file, file]);
    expect(stdout).toMatch(/\nNo difference found\.$/);
    expect(exitCode).toBe(0);
  });
});

describe('hostile names', () => {
  test('cannot end a line or control a terminal', async () => {
    const [some, none] = ['hostile.scap', 'none.scap'].map(scratch.path) as [string, string];
    writeFileSync(some, hostileCapture());
    await sysshark(['-r', some, '-w', none, 'evt.type=close']);
    const { stdout } = await sysshark(['diff', '-j', none, some]);
    const rows = stdout.split('\n').map((line) => JSON.parse(line) as Row);
    expect(rows.filter(({ kind }) => kind === 'files').length).toBeGreaterThan(0);
    const shown = await shell(`script -qec "$S diff -v ${none} ${some}" /dev/null`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(shown.stdout.replaceAll('\r\n', '\n')).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u0080-\u009f\u202e]/);
  });
});

describe('mistakes', () => {
  test.each([
    [['diff'], /^sysshark: diff compares two captures: diff A B \[FILTER\]$/],
    [['diff', 'nothing', 'nowhere'], /there is no file "nothing"/],
    [['diff', '/etc/passwd', 'nowhere'], /there is no file "nowhere"/],
    [['diff', '/etc/passwd', '/etc/group'], /\/etc\/passwd/],
    [['diff', '-r', 'a', '-r', 'b', '-r', 'c'], /diff compares two captures, not 3/],
    [['diff', '-r', '-', '-r', '-'], /standard input cannot be read twice/],
    [['diff', '-w', 'x', 'a', 'b'], /leave out -w/],
    [['diff', '-T', 'ndjson', 'a', 'b'], /leave out -T/],
    [['diff', 'a', 'b', '--', 'ls'], /diff compares captures that exist/],
    [['--scale', 'time', 'evt.type=open'], /--scale is an option of diff/],
    [['diff', '--scale', 'hours', 'a', 'b'], /--scale takes one of calls time none/],
  ])('%j is one line, with status 1', async (args, message) => {
    const { stdout, stderr, exitCode } = await sysshark(args);
    expect(stderr).toMatch(message);
    expect({ stdout, lines: stderr.split('\n').length, exitCode }).toEqual({ stdout: '', lines: 1, exitCode: 1 });
  });

  test('a filter that no call passes is no lack of differences', async () => {
    const file = scratch.path('some.scap');
    writeFileSync(file, hostileCapture());
    const { stdout, stderr, exitCode } = await sysshark(['diff', file, file, 'proc.name=nobody']);
    expect(stderr).toMatch(/there is nothing to compare: no call of .*some\.scap passes the filter/);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
  });

  test('a capture that is cut is compared as far as it goes, with status 2', async () => {
    const [whole, cut] = ['whole.scap', 'cut.scap'].map(scratch.path) as [string, string];
    const bytes = hostileCapture();
    writeFileSync(whole, bytes);
    writeFileSync(cut, bytes.subarray(0, bytes.length - 1000));
    const { stdout, stderr, exitCode } = await sysshark(['diff', whole, cut]);
    expect(stdout).toMatch(/^Captures:\n/);
    expect(stderr).toMatch(/cut\.scap/);
    expect(exitCode).toBe(2);
  });
});
