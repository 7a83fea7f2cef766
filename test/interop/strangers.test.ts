/** Of processes that the filter rejects, not even opens and closes are recorded; that must not change what descriptors are called. */
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { linesOfThreads } from '../helpers/lines-of-threads.js';
import { describeLive, startCapture } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED } from '../helpers/seed.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const STRANGERS = 4;
const STEPS = 10;
const FORMAT = '*%thread.tid %evt.dir %evt.type %evt.res %fd.num %fd.type %fd.name';
const FILTERS = [
  'proc.name=wk_accepted',
  'proc.name=wk_accepted and evt.type in (lseek, fstat, pread)',
  'proc.name=wk_accepted and evt.dir=<',
];

/** Exits by thread, without calls on numbers that are not open: only unfiltered captures may still know them. */
async function exitsOfThreads(file: string, filter: string): Promise<string[]> {
  const lines = await linesOfThreads(file, FORMAT, `(${filter}) and evt.dir=<`);
  return lines.filter((line) => !line.includes(' EBADF '));
}

describeLive('calls of rejected processes that change descriptors', () => {
  test('are not recorded, but accepted events name the same descriptors', async () => {
    const program = scratch.path('wk_stranger');
    const accepted = scratch.path('wk_accepted');
    const source = new URL('../helpers/stranger.c', import.meta.url).pathname;
    execFileSync('cc', ['-O1', '-pthread', '-Wno-unused-result', '-o', program, source]);
    copyFileSync(program, accepted);
    const env = { WK_ACCEPTED: accepted };
    const start = (i: number) => execa(program, [String(SEED + i), String(STEPS)], { env, stdin: 'pipe' });
    const early = Array.from({ length: STRANGERS / 2 }, (_, i) => start(i));
    const all = await startCapture(scratch.path('all.scap'), '--buffer', '64M');
    const parts = await Promise.all(
      FILTERS.map((filter, i) => startCapture(scratch.path(`part-${i}.scap`), '--buffer', '64M', filter)),
    );
    const late = Array.from({ length: STRANGERS / 2 }, (_, i) => start(STRANGERS + i));
    const strangers = [...early, ...late];
    for (const { stdin } of strangers) stdin.end('\n');
    for (const stranger of strangers) expect((await stranger).exitCode).toBe(0);
    for (const capture of [...parts, all]) expect(await capture.stop()).toEqual({ exitCode: 0, stderr: '' });
    for (const [i, filter] of FILTERS.entries()) {
      const expected = await exitsOfThreads(all.file, filter);
      expect(expected.length).toBeGreaterThan(100);
      expect([SEED, filter, ...(await exitsOfThreads((parts[i] as typeof all).file, filter))]).toEqual([
        SEED,
        filter,
        ...expected,
      ]);
    }
  }, 120_000);
});
