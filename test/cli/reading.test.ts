import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { lines } from '../helpers/lines.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { shell, sysshark } from '../helpers/sysshark.js';

const CAPTURE = sharedPath('captures', 'libs-curl-google.scap');
const scratch = mkdtempSync(join(tmpdir(), 'sysshark-cli-'));
const inScratch = (name: string): string => join(scratch, name);
afterAll(() => rmSync(scratch, { recursive: true }));

/** The reference's output for a capture of the shared folder. */
function expected(name: string): string[] {
  return readFileSync(sharedPath('expected', `${name}.txt`), 'latin1')
    .trimEnd()
    .split('\n');
}

describeWithShared('reading a capture', () => {
  test('-r prints the default lines, as the reference does', async () => {
    expect(await lines('-r', CAPTURE)).toEqual(expected('libs-curl-google'));
  });

  test('-n stops after that many events', async () => {
    expect(await lines('-r', CAPTURE, '-n', '100')).toEqual(expected('libs-curl-google').slice(0, 100));
  });

  test('-n counts events that pass the filter', async () => {
    const opens = expected('libs-curl-google').filter((line) => / [<>] open /.test(line));
    expect(await lines('-r', CAPTURE, '-n', '3', 'evt.type=open')).toEqual(opens.slice(0, 3));
  });

  test('the words of a filter may be one argument or many, with ==, quotes and options between', async () => {
    const spellings = [
      ['proc.name=curl and evt.type=open'],
      ['proc.name=curl', 'and', 'evt.type=open'],
      ['proc.name', '==', '"curl"', '&&', 'evt.type', '==', 'open'],
      ['proc.name=curl', '-t', 'a', 'and', 'evt.type=open'],
    ];
    const outputs = await Promise.all(spellings.map((words) => lines('-r', CAPTURE, '-p', '%evt.num', ...words)));
    expect(outputs[0]?.length).toBeGreaterThan(3);
    for (const output of outputs) expect(output).toEqual(outputs[0]);
  });

  test('-M stops after that many seconds of event time', async () => {
    const capture = sharedPath('captures', 'sf-alpine.scap');
    const all = (await lines('-r', capture, '-p', '%evt.rawtime')).map(BigInt);
    const first = all[0] as bigint;
    const within = all.filter((time) => time <= first + 1_000_000_000n);
    expect(within.length).toBeLessThan(all.length);
    expect((await lines('-r', capture, '-M', '1', '-p', '%evt.rawtime')).map(BigInt)).toEqual(within);
  });

  test('-p prints the format, drops events that lack a field unless it begins with a star, and expands \\t', async () => {
    const withPath = await lines('-r', CAPTURE, '-p', '%evt.num\\t%fd.name', 'evt.type=open');
    const all = await lines('-r', CAPTURE, '-p', '*%evt.num\\t%fd.name', 'evt.type=open');
    expect(withPath.length).toBeGreaterThan(0);
    expect(all.length).toBeGreaterThan(withPath.length);
    expect(withPath[0]).toMatch(/^\d+\t\//);
    expect(all.some((line) => line.endsWith('\t<NA>'))).toBe(true);
  });

  test('-pc shows containers', async () => {
    expect((await lines('-r', CAPTURE, '-n', '1', '-pc'))[0]).toMatch(/ \S+ \(\S+\) \S+ \(\d+:\d+\) [<>] /);
  });

  test('-j prints one object per line that jq reads, with all digits of the time', async () => {
    const { stdout, exitCode } = await shell(`$S -r ${CAPTURE} -j -n 5 | jq -c '[."evt.num", ."evt.type"]'`);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toHaveLength(5);
    expect((await lines('-r', CAPTURE, '-j', '-n', '1'))[0]).toMatch(/"evt.outputtime":\d{19}[,}]/);
  });

  test.each([
    ['h', /^\d\d:\d\d:\d\d\.\d{9}$/],
    ['a', /^\d{10}\.\d{1,9}$/],
    ['r', /^\d+\.\d{9}$/],
    ['d', /^\d+\.\d{9}$/],
    ['D', /^\d+\.\d{9}$/],
  ])('-t %s shapes the time', async (mode, shape) => {
    const times = await lines('-r', CAPTURE, '-t', mode, '-n', '5', '-p', '%evt.outputtime');
    for (const time of times) expect(time).toMatch(shape);
  });

  test('-v does not truncate arguments, and prints a report at the end', async () => {
    const cut = await lines('-r', CAPTURE);
    const { stdout, stderr, exitCode } = await sysshark(['-r', CAPTURE, '-v']);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(new RegExp(`^Elapsed time: [0-9.]+, Captured Events: ${cut.length}, [0-9.]+ eps$`));
    const longest = (text: readonly string[]): number => Math.max(...text.map((line) => line.length));
    expect(longest(stdout.split('\n'))).toBeGreaterThan(longest(cut));
  });

  test('-q prints nothing', async () => {
    expect(await lines('-r', CAPTURE, '-q')).toEqual([]);
  });

  test('-S ends with a table of calls', async () => {
    const output = await lines('-r', CAPTURE, '-q', '-S');
    expect(output.join('\n')).toMatch(/Call +Calls +Errors +Time/);
    expect(output.join('\n')).toMatch(/open +\d+ +\d+ +/);
  });

  test.each([['-A'], ['-x'], ['-X'], ['-b']])('%s changes how buffers are written', async (option) => {
    const filter = 'evt.type in (write, writev) and evt.dir=<';
    const plain = await lines('-r', CAPTURE, filter);
    const other = await lines('-r', CAPTURE, option, filter);
    expect(plain.length).toBeGreaterThan(0);
    expect(other).not.toEqual(plain);
  });

  test('-D shows internal events', async () => {
    const empty = sharedPath('captures', 'falco-2016-empty.scap');
    expect(await lines('-r', empty)).toEqual([]);
    expect((await lines('-r', empty, '-D')).length).toBeGreaterThan(0);
  });

  test('-r may be repeated', async () => {
    const one = expected('libs-curl-google').length;
    const other = expected('sf-files').length;
    expect(await lines('-r', CAPTURE, '-r', sharedPath('captures', 'sf-files.scap'))).toHaveLength(one + other);
  });

  test('-r - reads raw and gzip from a pipe', async () => {
    const bytes = readFileSync(CAPTURE);
    const raw = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
    for (const input of [bytes, raw]) {
      const { stdout, exitCode } = await sysshark(['-r', '-', '-n', '3'], { input });
      expect({ stdout: stdout.split('\n'), exitCode }).toEqual({
        stdout: expected('libs-curl-google').slice(0, 3),
        exitCode: 0,
      });
    }
  });

  test('a reader that goes away ends the program quietly', async () => {
    const { stdout, stderr } = await shell(`$S -r ${CAPTURE} | head -n 2; echo "status \${PIPESTATUS[0]}"`);
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual([...expected('libs-curl-google').slice(0, 2), 'status 0']);
  });

  test('a truncated capture gives every event before the cut, then one line with the byte offset, and status 2', async () => {
    const bytes = readFileSync(CAPTURE);
    const raw = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
    writeFileSync(inScratch('cut.scap'), raw.subarray(0, raw.length - 1001));
    const { stdout, stderr, exitCode } = await sysshark(['-r', inScratch('cut.scap')]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^sysshark: .*cut\.scap.* byte \d+.*$/);
    const whole = expected('libs-curl-google');
    const before = stdout.split('\n');
    expect(before.length).toBeGreaterThan(whole.length - 40);
    expect(before).toEqual(whole.slice(0, before.length));
  });

  test('a truncated gzip capture gives what can be decompressed, and ends with status 2', async () => {
    const gzipped = await shell(`gzip -dcf ${CAPTURE} | gzip -c | head -c 20000 | $S -r - -q`);
    expect(gzipped.exitCode).toBe(2);
    expect(gzipped.stderr).toMatch(/^sysshark: standard input: .*cut or damaged.*\d+/);
  });

  test.each([
    ['an empty file', ''],
    ['text', 'this is not a capture\n'],
    ['a gzip of text', Buffer.from('1f8b080000000000000003cb48cdc9c95728cf2fca49e1020088', 'hex')],
  ])('%s is no capture: one line, status 1', async (_, content) => {
    writeFileSync(inScratch('no.scap'), content);
    const { stdout, stderr, exitCode } = await sysshark(['-r', inScratch('no.scap')]);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
    expect(stderr).toMatch(/^sysshark: .*no\.scap.*$/);
  });

  test('a missing file gives one line, status 1', async () => {
    const { stderr, exitCode } = await sysshark(['-r', inScratch('absent.scap')]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^sysshark: .*absent\.scap.*no such file.*$/i);
  });

  test('any user can read a capture, without the addon and without root', async () => {
    const { stdout, stderr } = await shell(
      `cat ${CAPTURE} | setpriv --reuid=65534 --regid=65534 --clear-groups $S -r - -n 2`,
    );
    expect({ stderr, stdout: stdout.split('\n') }).toEqual({
      stderr: '',
      stdout: expected('libs-curl-google').slice(0, 2),
    });
  });
});
