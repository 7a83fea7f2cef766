import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { lines } from '../helpers/lines.js';
import { LINE, linesOf, pieces, referenceLines } from '../helpers/pieces.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const capture = (name: string): string => sharedPath('captures', name);
/** Fields that come from lists, earlier events and the call's descriptor; all but the directory, see the last test. */
const NAMES = `${LINE} %proc.pname %proc.cmdline %user.name %group.name %fd.num %fd.type %fd.name %container.name %evt.latency`;
/** Captures, and the number of events per file. */
const SPLITS = [
  ['libs-curl-google.scap', '230'],
  ['libs-single-ipv6.scap', '333'],
  ['libs-sample.scap', '100'],
  ['falco-cat-write.scap', '70'],
  ['sf-alpine.scap', '1700'],
  ['sf-nginx.scap', '7000'],
  ['sf-rename.scap', '900'],
  ['sf-setns.scap', '3000'],
  ['sf-tcp-client-server.scap', '500'],
] as const;
const MEGABYTE = 1_000_000;
/** The largest usual event. */
const ONE_EVENT = 66_000;

let count = 0;
const freshBase = (): string => scratch.path(`${++count}-x.scap`);

async function split(name: string, ...options: string[]): Promise<string[]> {
  const base = freshBase();
  await lines('-r', capture(name), '-w', base, ...options);
  return pieces(base);
}

describeWithShared('a capture in several files', () => {
  test.each(SPLITS)('%s in files of %s events reads like the whole, in the reference, too', async (name, events) => {
    const files = await split(name, '-e', events);
    expect(files.length).toBeGreaterThan(2);
    expect(referenceLines(files)).toEqual(referenceLines([capture(name)]));
    expect(await linesOf(files, NAMES)).toEqual(await linesOf([capture(name)], NAMES));
  });

  test('filtered, its files read like the filtered whole', async () => {
    const filter = ['evt.type in (read, close, clone) and proc.name = curl'];
    const files = await split('libs-curl-google.scap', '-e', '20', ...filter);
    expect(files.length).toBeGreaterThan(2);
    const whole = await linesOf([capture('libs-curl-google.scap')], NAMES, ...filter);
    expect(whole.length).toBeGreaterThan(40);
    expect(await linesOf(files, NAMES)).toEqual(whole);
    expect(referenceLines(files)).toHaveLength(whole.length);
  });

  test('-e is exact, with or without -n and hidden events', async () => {
    const files = await split('libs-curl-google.scap', '-e', '30', '-n', '100', 'evt.type=mmap');
    const lengths = await Promise.all(files.map(async (file) => (await linesOf([file])).length));
    const total = (await linesOf([capture('libs-curl-google.scap')], LINE, 'evt.type=mmap')).length;
    expect(lengths.reduce((sum, length) => sum + length)).toBe(Math.min(100, total));
    expect(lengths.slice(0, -1)).toEqual(lengths.slice(0, -1).map(() => 30));
  });

  test('-C starts a new file every MB megabytes, and processes keep what they inherited', async () => {
    const files = await split('sf-setns.scap', '-C', '1', '-d', 'evt.type exists');
    expect(files.length).toBeGreaterThan(1);
    for (const file of files.slice(0, -1)) {
      expect(statSync(file).size).toBeGreaterThanOrEqual(MEGABYTE);
      expect(statSync(file).size).toBeLessThan(MEGABYTE + ONE_EVENT);
    }
    expect(await linesOf(files)).toEqual(await linesOf([capture('sf-setns.scap')]));
    expect(referenceLines(files)).toEqual(referenceLines([capture('sf-setns.scap')]));
  });

  test('-G names files after the time of their first event, at the given interval', async () => {
    const base = scratch.path('timed-%Y-%j-%H%M%S-%s.scap');
    await lines('-r', capture('sf-alpine.scap'), '-w', base, '-G', '5');
    const files = pieces(scratch.path('timed-'));
    expect(files.map((file) => basename(file))).toEqual([
      'timed-2020-121-160009-1588262409.scap',
      'timed-2020-121-160015-1588262415.scap',
      'timed-2020-121-160020-1588262420.scap',
      'timed-2020-121-160025-1588262425.scap',
      'timed-2020-121-160030-1588262430.scap',
      'timed-2020-121-160035-1588262435.scap',
    ]);
    expect(referenceLines(files)).toEqual(referenceLines([capture('sf-alpine.scap')]));
  });

  test('-z makes each file a separate gzip file', async () => {
    const files = await split('libs-curl-google.scap', '-e', '700', '-z');
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) expect(readFileSync(file).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    expect(referenceLines(files)).toEqual(referenceLines([capture('libs-curl-google.scap')]));
  });

  test('-W keeps the last files, in a ring with sortable numbers', async () => {
    const base = freshBase();
    const all = await split('libs-curl-google.scap', '-e', '100');
    await lines('-r', capture('libs-curl-google.scap'), '-w', base, '-e', '100', '-W', '10');
    const ring = pieces(base);
    expect(ring.map((file) => file.slice(base.length))).toEqual(Array.from({ length: 10 }, (_, i) => `0${i}`));
    const byAge = ring.sort((a, b) =>
      Number(statSync(a, { bigint: true }).mtimeNs - statSync(b, { bigint: true }).mtimeNs),
    );
    expect(await linesOf(byAge)).toEqual(await linesOf(all.slice(-10)));
  });

  test('-W with times in the names removes the oldest files of that name, and no others', async () => {
    const base = scratch.path('kept-%H%M%S-%a.scap');
    const other = scratch.path('kept-notes-of-mine.scap');
    writeFileSync(other, '');
    writeFileSync(scratch.path('kept-000000-Mon.scap'), '');
    await lines('-r', capture('sf-alpine.scap'), '-w', base, '-G', '5', '-W', '2');
    expect(pieces(scratch.path('kept-')).map((file) => basename(file))).toEqual([
      'kept-160030-Thu.scap',
      'kept-160035-Thu.scap',
      basename(other),
    ]);
  });

  test('another run continues the numbers and overwrites nothing', async () => {
    const base = freshBase();
    const run = () => lines('-r', capture('libs-curl-google.scap'), '-w', base, '-e', '1000');
    await run();
    const before = pieces(base).map((file) => readFileSync(file));
    await run();
    const files = pieces(base);
    expect(files).toEqual(Array.from({ length: before.length * 2 }, (_, i) => `${base}${i}`));
    expect(files.slice(0, before.length).map((file) => readFileSync(file))).toEqual(before);
  });

  test('another run continues a ring after its newest file', async () => {
    const base = freshBase();
    const run = (...options: string[]) => lines('-r', capture('libs-curl-google.scap'), '-w', base, ...options);
    await run('-e', '1000', '-n', '1200', '-W', '4');
    const [first, second] = pieces(base).map((file) => readFileSync(file));
    await run('-e', '1000', '-n', '500', '-W', '4');
    expect(pieces(base)).toEqual([0, 1, 2].map((number) => `${base}${number}`));
    expect(
      pieces(base)
        .slice(0, 2)
        .map((file) => readFileSync(file)),
    ).toEqual([first, second]);
  });

  test('another run adds a number to a name with the same time', async () => {
    const base = scratch.path('again-%F.scap');
    for (let run = 0; run < 3; run++) await lines('-r', capture('libs-sample.scap'), '-w', base, '-G', '3600');
    const [name, ...more] = pieces(scratch.path('again-'));
    expect(more).toEqual([`${name}1`, `${name}2`]);
  });

  test('a ring that would overwrite the input is an error', async () => {
    const base = freshBase();
    await lines('-r', capture('libs-sample.scap'), '-w', base, '-e', '1000', '-W', '3');
    const { stderr, exitCode } = await sysshark(['-r', `${base}0`, '-w', base, '-e', '10', '-W', '3']);
    expect({ stderr, exitCode }).toEqual({
      stderr: `sysshark: -w ${base}0 would overwrite a capture that -r reads`,
      exitCode: 1,
    });
  });

  test('a capture without events is one file', async () => {
    const [file, ...more] = await split('falco-2016-empty.scap', '-C', '1', 'evt.type=execve and evt.type=clone');
    expect(more).toEqual([]);
    expect(referenceLines([file as string])).toEqual([]);
  });

  test('a missing folder is reported before anything is read', async () => {
    const path = scratch.path('absent/x.scap');
    const { stderr, exitCode } = await sysshark(['-r', capture('libs-sample.scap'), '-w', path, '-C', '1']);
    expect({ stderr, exitCode }).toEqual({
      stderr: `sysshark: cannot write ${path}: no such file or directory`,
      exitCode: 1,
    });
  });

  test('relative paths in an unknown directory start with "." in later files', async () => {
    const files = await split('sf-files.scap', '-e', '1000');
    const relative = (lines: readonly string[]) =>
      lines.map((line) => line.replaceAll('(<f>./', '(<f>').replaceAll('(./', '('));
    expect(relative(await linesOf(files))).toEqual(relative(await linesOf([capture('sf-files.scap')])));
  });
});
