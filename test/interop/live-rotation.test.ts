import { existsSync, statSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { describeLive } from '../helpers/live.js';
import { linesOf, pieces, referenceLines } from '../helpers/pieces.js';
import { makeScratch } from '../helpers/scratch.js';
import { PROGRAM, sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** Starts the program; its end is a value. */
function start(...args: string[]) {
  const child = execa(PROGRAM, args, { reject: false });
  const end = child.then(({ exitCode, stderr }) => ({ exitCode, stderr: String(stderr) }));
  return { child, end };
}

/** Causes a few thousand events per call. */
const work = () => execa('sh', ['-c', 'for i in 1 2 3 4 5 6 7 8; do /bin/true; ls /proc/self/fd >/dev/null; done']);

/** Files of a series that are not empty. */
const written = (base: string): number => pieces(base).filter((file) => statSync(file).size > 0).length;

/** Captures until there are so many more files, then ends it by a signal. Returns what it said. */
async function captureUntil(
  base: string,
  files: number,
  signal: NodeJS.Signals,
  ...options: string[]
): Promise<string> {
  const before = written(base);
  const { child, end } = start('-w', base, ...options);
  while (written(base) < before + files) {
    if (child.exitCode !== null) throw new Error((await end).stderr);
    await work();
  }
  child.kill(signal);
  return (await end).stderr;
}

describeLive('a live capture in several files', () => {
  test('is complete up to the last chunk when it is killed, and the next one continues its numbers', async () => {
    const base = scratch.path('killed.scap');
    await captureUntil(base, 4, 'SIGKILL', '-e', '10000');
    const killed = pieces(base);
    const whole = killed.slice(0, -1);
    const lengths = whole.map((file) => referenceLines([file]).length);
    for (const length of lengths) expect(length).toBeGreaterThan(5000);
    // it may have been killed in the middle of a write: then the last file ends in a part of a block
    const { exitCode, stderr } = await sysshark(['-q', '-r', killed.at(-1) as string]);
    expect([exitCode, stderr]).toEqual(exitCode === 0 ? [0, ''] : [2, expect.stringContaining('cut')]);
    await captureUntil(base, 2, 'SIGINT', '-e', '10000');
    const numbers = pieces(base).map((file) => Number(file.slice(base.length)));
    expect(numbers).toEqual(numbers.map((_, index) => index));
    expect(whole.map((file) => referenceLines([file]).length)).toEqual(lengths);
  });

  test('knows in a later file the processes that were started before, and their open files', async () => {
    const base = scratch.path('known.scap');
    const path = scratch.path('held-open');
    const holder = execa('sh', ['-c', `exec 7>${path}; while [ ! -e ${path}.end ]; do echo x >&7; /bin/true; done`]);
    await until(() => existsSync(path));
    const said = await captureUntil(base, 3, 'SIGINT', '-e', '20000');
    await execa('touch', [`${path}.end`]);
    await holder;
    // in the first file it may have been scanned between two calls
    const filter = `evt.type=write and evt.dir=> and proc.pid=${holder.pid}`;
    const writes = await linesOf(pieces(base).slice(1, 3), '*%proc.name %fd.name', filter);
    // a lost event could have named its descriptor
    expect({ said, writes: new Set(writes) }).toEqual({ said: '', writes: new Set([`sh ${path}`]) });
  });

  test('the flight recorder writes earlier events on SIGUSR1, even while nothing happens', async () => {
    const base = scratch.path('recorded.scap');
    const marker = scratch.path('marker-of-the-recorder');
    const command = ['sh', '-c', `: > ${marker}; exec sleep 5`];
    const { child, end } = start('-w', base, '--ring', '2M', '--buffer', '64M', 'evt.type=openat', '--', ...command);
    await until(() => existsSync(marker));
    // the probe delivers its events after 50 ms at most; then the command sleeps
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill('SIGUSR1');
    await until(() => pieces(base).length > 0);
    expect(await end).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(`sysshark: wrote ${base}0`) });
    const lines = referenceLines(pieces(base));
    expect(lines.some((line) => line.includes(` sh (`) && line.includes(`name=${marker}`))).toBe(true);
  });
});
