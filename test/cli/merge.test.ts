import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { lines } from '../helpers/lines.js';
import { runOracle } from '../helpers/oracle.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { shell, sysshark } from '../helpers/sysshark.js';
import { withoutNumbers } from '../helpers/without-numbers.js';

const captureOf = (name: string): string => sharedPath('captures', `${name}.scap`);
const scratch = mkdtempSync(join(tmpdir(), 'sysshark-merge-'));
const inScratch = (name: string): string => join(scratch, name);
afterAll(() => rmSync(scratch, { recursive: true }));

/** Without event numbers, which differ if hidden events are left out. */
const LINE = '*%evt.rawtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';

/** Writes several captures into one, and reads that with the reference, too. */
async function merged(...inputs: string[]): Promise<string[]> {
  const path = inScratch('merged.scap');
  const read = inputs.flatMap((input) => ['-r', input]);
  await lines(...read, '-w', path);
  const all = await lines('-r', path);
  expect(await lines(...read)).toEqual(all);
  const { lines: theirs, status } = runOracle(path);
  expect(status).toBe(0);
  const theirLines = theirs.map((line) => Buffer.from(line, 'latin1').toString());
  // it also counts enter events that were made up for it
  expect(withoutNumbers(theirLines)).toEqual(withoutNumbers(all));
  return all;
}

async function part(name: string, capture: string, ...args: string[]): Promise<string> {
  await lines('-r', capture, '-w', inScratch(name), ...args);
  return inScratch(name);
}

function numberOf(line: string | undefined): string {
  return line?.split(' ')[0] ?? '1';
}

describeWithShared('several captures', () => {
  const whole = ['libs-curl-google', 'libs-sample', 'falco-open-multiple-files', 'sf-alpine', 'sf-setns'];

  test.each(whole)('%s, cut in two and merged, is the whole again', async (name) => {
    const capture = captureOf(name);
    const all = await lines('-r', capture);
    const half = all.length >> 1;
    const first = await part('first.scap', capture, '-n', String(half));
    const second = await part('second.scap', capture, `evt.num > ${numberOf(all[half - 1])}`);
    expect(withoutNumbers(await merged(first, second))).toEqual(withoutNumbers(all));
    expect(withoutNumbers(await merged(second, first))).toEqual(withoutNumbers(all));
  });

  test.each(whole)('%s, sorted into three by filters and merged, is the whole again', async (name) => {
    const capture = captureOf(name);
    const files = ['evt.type in (open, openat, read, close)', 'evt.type in (clone, execve, procexit, write)'];
    const parts = [
      await part('a.scap', capture, files[0] as string),
      await part('b.scap', capture, files[1] as string),
      await part('c.scap', capture, `not (${files.join(' or ')})`),
    ];
    expect(withoutNumbers(await merged(...parts))).toEqual(withoutNumbers(await lines('-r', capture)));
  });

  test('the same capture twice is that capture', async () => {
    const capture = captureOf('sf-files');
    expect(await merged(capture, capture)).toEqual(await lines('-r', capture));
  });

  test('captures that follow each other are printed in time order, each as if read alone', async () => {
    const [older, newer] = [captureOf('sf-tcp-client-server'), captureOf('sf-files')];
    const alone = [...(await lines('-r', older, '-p', LINE)), ...(await lines('-r', newer, '-p', LINE))];
    await merged(newer, older);
    expect(await lines('-r', inScratch('merged.scap'), '-p', LINE)).toEqual(alone);
  });

  test('event numbers run on', async () => {
    const numbers = (await merged(captureOf('sf-tcp-client-server'), captureOf('sf-files'))).map((line) =>
      Number(numberOf(line)),
    );
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  test('sysshark merge A B -w C writes what -r A -r B -w C does, in any order of its words', async () => {
    const [a, b] = [captureOf('sf-files'), captureOf('sf-tcp-client-server')];
    await lines('-r', a, '-r', b, '-w', inScratch('by-options.scap'));
    const bytes = readFileSync(inScratch('by-options.scap'));
    for (const args of [
      ['merge', a, b, '-w', inScratch('c.scap')],
      ['-w', inScratch('c.scap'), 'merge', a, b],
    ]) {
      await lines(...args);
      expect(readFileSync(inScratch('c.scap')).equals(bytes)).toBe(true);
    }
    await lines('merge', '-z', a, b, '-w', inScratch('c.scap.gz'));
    expect(await lines('-r', inScratch('c.scap.gz'))).toEqual(await lines('-r', inScratch('c.scap')));
    const times = (await lines('-r', inScratch('c.scap'), '-p', '%evt.rawtime')).map(BigInt);
    expect(times.every((time, i) => i === 0 || time >= (times[i - 1] as bigint))).toBe(true);
    expect(runOracle(inScratch('c.scap')).status).toBe(0);
  });

  test.each([
    [['merge']],
    [['merge', captureOf('sf-files'), '-w', inScratch('never.scap')]],
    [['merge', captureOf('sf-files'), captureOf('sf-setns')]],
  ])('%j gives an error that says what is missing, status 1', async (args) => {
    const { stdout, stderr, exitCode } = await sysshark(args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
    expect(stderr).toMatch(/^sysshark: merge needs at least two captures and an output file: merge A B -w C$/);
    expect(existsSync(inScratch('never.scap'))).toBe(false);
  });

  test('-n, -M and -S count over all of them', async () => {
    const read = ['-r', captureOf('sf-files'), '-r', captureOf('sf-tcp-client-server')];
    const all = await lines(...read);
    expect(await lines(...read, '-n', '200')).toEqual(all.slice(0, 200));
    const table = await lines(...read, '-q', '-S');
    const closes = all.filter((line) => / < close /.test(line)).length;
    expect(table.find((line) => line.startsWith('close '))?.split(/\s+/)[1]).toBe(String(closes));
    const early = await lines(...read, '-M', '1');
    expect(early.length).toBeLessThan(
      await lines('-r', captureOf('sf-tcp-client-server')).then((own) => own.length + 1),
    );
  });

  test('one of them may be read from a pipe, and the merged one written to one', async () => {
    const { stdout, exitCode } = await shell(
      `cat ${captureOf('sf-files')} | $S -r - -r ${captureOf('libs-sample')} -w - | $S -r -`,
    );
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual(await lines('-r', captureOf('libs-sample'), '-r', captureOf('sf-files')));
  });

  test('damage in one: all events of all are delivered, then it is reported, status 2', async () => {
    const bytes = readFileSync(captureOf('sf-tcp-client-server'));
    const raw = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
    writeFileSync(inScratch('cut.scap'), raw.subarray(0, raw.length - 2001));
    const cut = await sysshark(['-r', inScratch('cut.scap'), '-p', LINE]);
    const whole = await lines('-r', captureOf('sf-files'), '-p', LINE);
    const both = ['-r', captureOf('sf-files'), '-r', inScratch('cut.scap')];
    const { stdout, stderr, exitCode } = await sysshark([...both, '-p', LINE]);
    expect(cut.stdout.split('\n').length).toBeGreaterThan(100);
    expect(stdout.split('\n')).toEqual([...cut.stdout.split('\n'), ...whole]);
    expect({ stderr, exitCode }).toEqual({ stderr: cut.stderr, exitCode: 2 });
    expect((await sysshark([...both, '-w', inScratch('of-cut.scap')])).exitCode).toBe(2);
    expect(await lines('-r', inScratch('of-cut.scap'), '-p', LINE)).toEqual(stdout.split('\n'));
  });

  test('two damaged ones are both reported', async () => {
    const bytes = readFileSync(captureOf('sf-files'));
    for (const name of ['x.scap', 'y.scap']) writeFileSync(inScratch(name), bytes.subarray(0, bytes.length - 3));
    const { stderr, exitCode } = await sysshark(['-q', '-r', inScratch('x.scap'), '-r', inScratch('y.scap')]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^sysshark: .*x\.scap: .*; .*y\.scap: .*$/);
  });

  test('one that is not a capture: status 1 before anything is written', async () => {
    for (const input of [import.meta.filename, inScratch('missing.scap')]) {
      const args = ['-r', captureOf('sf-files'), '-r', input, '-w', inScratch('unwritten.scap')];
      const { stderr, exitCode } = await sysshark(args);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^sysshark: .*(merge\.test\.ts|missing\.scap).*$/);
      expect(existsSync(inScratch('unwritten.scap'))).toBe(false);
    }
  });

  test('standard input is one capture, not two', async () => {
    const { stderr, exitCode } = await sysshark(['-r', '-', '-r', '-']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^sysshark: -r - can be given only once/);
  });
});
