/** Everything that a captured command does is recorded or counted as lost, and nothing that other processes do. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { describeLive } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';
import { compileProgram } from '../native/harness.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const DROPPED = /^sysshark: (\d+) events dropped: ring buffer full/m;
/** Calls of `counted` and its C library that it does not count: thread creation and exit, sleeps, and calls at the start of each thread. */
const MAX_OTHERS = 5000;

describeLive('a captured command', () => {
  let storm = '';

  beforeAll(() => {
    storm = compileProgram('counted', scratch.path(''));
  });

  test('has neither events nor losses of other processes in its capture', async () => {
    const file = scratch.path('beside.scap');
    const strangers = execa(storm, ['60000'], { reject: false, stdio: 'ignore' });
    const captured = await sysshark(['--buffer', '128K', '-w', file, '--', 'sleep', '1']);
    strangers.kill();
    expect(captured).toMatchObject({ exitCode: 0, stderr: '' });
    const { stdout } = await sysshark(['-r', file, '-p', '%proc.name']);
    expect(new Set(stdout.split('\n'))).toEqual(new Set(['sleep']));
  });

  test('has each event recorded or counted as lost, exactly once', async () => {
    const file = scratch.path('storm.scap');
    const { stdout, stderr, exitCode } = await sysshark(['--buffer', '128K', '-w', file, '--', storm, '500']);
    expect(exitCode).toBe(0);
    const made = 2 * stdout.split('\n').reduce((sum, calls) => sum + Number(calls), 0);
    const dropped = Number(DROPPED.exec(stderr)?.[1]);
    const read = await sysshark(['-r', file, '-p', '%evt.type']);
    const recorded = read.stdout.split('\n').length;
    expect(dropped).toBeGreaterThan(0);
    expect(recorded + dropped - made).toBeGreaterThan(0);
    expect(recorded + dropped - made).toBeLessThan(MAX_OTHERS);
  });
});
