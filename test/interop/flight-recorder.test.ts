import { statSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { lines } from '../helpers/lines.js';
import { LINE, linesOf, pieces, referenceLines } from '../helpers/pieces.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const CAPTURE = sharedPath('captures', 'sf-setns.scap');
/** It has more events, most of them internal, than the recorder holds. */
const LONG_CAPTURE = sharedPath('captures', 'sf-nginx.scap');
const EXEC_OF_SORT = 'evt.type=execve and evt.dir=< and proc.name=sort';
const MEBIBYTE = 1 << 20;
/** The lists of the capture's initial state. */
const HEADER_BYTES = 500_000;

/** Dumps of the capture, and the messages about them. */
async function record(name: string, ...options: string[]): Promise<{ files: string[]; messages: string[] }> {
  const base = scratch.path(name);
  const { stderr, exitCode } = await sysshark(['-r', CAPTURE, '-w', base, '--ring', '1M', ...options]);
  expect(exitCode).toBe(0);
  return { files: pieces(base), messages: stderr.split('\n') };
}

/** As many events of the whole capture as a part has, from the first of the part on. */
function inWhole(whole: readonly string[], part: readonly string[]): string[] {
  const first = whole.indexOf(part[0] as string);
  return whole.slice(first, first + part.length);
}

describeWithShared('the flight recorder', () => {
  test('writes the last events up to the one that matches, with all names, in the reference, too', async () => {
    const { files, messages } = await record('match.scap', '--dump-on', EXEC_OF_SORT, '--after', '0');
    expect(files).toEqual([scratch.path('match.scap0')]);
    expect(messages).toEqual([`sysshark: wrote ${files[0]}`]);
    const lines = await linesOf(files);
    expect(lines.length).toBeGreaterThan(1000);
    expect(lines.at(-1)).toContain('sort (8099) < execve res=0 exe=sort');
    expect(lines).toEqual(inWhole(await linesOf([CAPTURE]), lines));
    const theirs = referenceLines(files);
    expect(theirs).toEqual(inWhole(referenceLines([CAPTURE]), theirs));
  });

  test('holds no more than its memory allows', async () => {
    const base = scratch.path('last.scap');
    const options = ['--ring', '1M', '--dump-on', 'evt.num=29000', '--after', '0'];
    await sysshark(['-r', LONG_CAPTURE, '-w', base, ...options]);
    const files = pieces(base);
    expect(statSync(files[0] as string).size).toBeLessThan(MEBIBYTE + HEADER_BYTES);
    const dumped = await lines('-r', files[0] as string, '-D', '-p', LINE);
    const whole = await lines('-r', LONG_CAPTURE, '-D', '-p', LINE);
    expect(whole.indexOf(dumped[0] as string)).toBeGreaterThan(0);
    expect(dumped).toEqual(inWhole(whole, dumped));
  });

  test('continues for the time after the match', async () => {
    const times = async (files: readonly string[]) => (await linesOf(files, '%evt.rawtime')).map(BigInt);
    const { files } = await record('after.scap', '--dump-on', 'evt.num=2000', '--after', '1');
    const [match] = (await lines('-r', CAPTURE, '-p', '%evt.rawtime', 'evt.num=2000')).map(BigInt);
    const whole = await times([CAPTURE]);
    const end = (match as bigint) + 1_000_000_000n;
    const dumped = await times(files);
    expect(dumped.at(-1)).toBe(whole.filter((time) => time <= end).at(-1));
    expect(dumped.at(-1)).toBeGreaterThan(match as bigint);
  });

  test('writes no event twice', async () => {
    const { files } = await record('often.scap', '--dump-on', 'evt.type=execve', '--after', '0');
    expect(files.length).toBeGreaterThan(3);
    const lines = await linesOf(files, '%evt.rawtime %evt.cpu %thread.tid %evt.dir %evt.type');
    const whole = await linesOf([CAPTURE], '%evt.rawtime %evt.cpu %thread.tid %evt.dir %evt.type');
    expect(lines).toEqual(inWhole(whole, lines));
  });

  test('-W keeps the last dumps, -z compresses them', async () => {
    const { files } = await record('kept.scap', '--dump-on', 'evt.type=execve', '--after', '0', '-W', '2', '-z');
    expect(files).toEqual([0, 1].map((number) => scratch.path(`kept.scap${number}`)));
    for (const file of files) expect(referenceLines([file]).at(-1)).toContain('execve');
  });

  test('with a filter keeps only events that pass', async () => {
    const filter = 'proc.name in (sort, bash)';
    const { files } = await record('filtered.scap', '--dump-on', 'evt.type=execve', '--after', '0', filter);
    const lines = await linesOf(files.slice(0, 1));
    expect(lines.length).toBeGreaterThan(10);
    expect(lines).toEqual(inWhole(await linesOf([CAPTURE], LINE, filter), lines));
    expect(lines.at(-1)).toContain('execve');
  });

  test('without a match writes nothing, which is reported', async () => {
    const { files, messages } = await record('none.scap', '--dump-on', 'proc.name=other');
    expect(files).toEqual([]);
    expect(messages).toEqual(['sysshark: nothing was written: no event matched --dump-on, and no SIGUSR1 came']);
  });

  test('shows an error in a filter with its position', async () => {
    const { stderr, exitCode } = await sysshark(['-r', CAPTURE, '-w', 'x', '--ring', '1M', '--dump-on', 'evt.typ=x']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('evt.typ=x\n  ^');
  });
});
