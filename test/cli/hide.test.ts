/** Programs that try to escape a capture: a command is still followed, and has its ids on the host. */
import { chmodSync, chownSync, copyFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeLive, startCapture } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';
import { compileProgram, runToEnd } from '../native/harness.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const NOBODY = 65534;
/** The ways of test/native/programs/hide.c, and the host's user that opens the file in each. */
const WAYS: Readonly<Record<string, number>> = {
  daemon: 0,
  sibling: 0,
  'user-namespace': 0,
  'root-inside': NOBODY,
  'many-ranges': 85002,
  'pid-namespace': 0,
  deeper: 0,
  'exec-of-a-thread': 0,
  'without-its-leader': 0,
  name: 0,
  vfork: 0,
  memory: 0,
  chroot: 0,
  setuid: NOBODY,
  ...(process.arch === 'x64' ? { int80: 0 } : {}),
};
const ENDS = 'evt.type in (open, openat) and evt.dir=< and evt.arg.name startswith /hidden/';
const FORMAT = ['-p', '%evt.arg.name %user.uid', ENDS];

/** The lines of some ways in FORMAT, in order. */
const linesOf = (ways: readonly (readonly [string, number])[]): string[] =>
  ways.map(([way, uid]) => `/hidden/${way} ${uid}`).sort();

describeLive('a program that hides', () => {
  let program: readonly [string, string] = ['', ''];

  beforeAll(() => {
    const hide = compileProgram('hide', scratch.path(''));
    const copy = scratch.path('hide-setuid');
    copyFileSync(hide, copy);
    chownSync(copy, NOBODY, NOBODY);
    chmodSync(copy, 0o4755);
    chmodSync(scratch.path(''), 0o755);
    program = [hide, copy];
  });

  test('is followed as a command, whatever it executes and whichever its parent is', async () => {
    const { stdout, exitCode } = await sysshark([...FORMAT, '--', ...program]);
    expect(exitCode).toBe(0);
    expect(
      stdout
        .split('\n')
        .filter((line) => line !== '')
        .sort(),
    ).toEqual(linesOf(Object.entries(WAYS)));
  });

  test('has its user on the host, whichever user it is in its namespace', async () => {
    const capture = await startCapture(scratch.path('nobody.scap'), `user.uid=${NOBODY}`);
    await runToEnd(program[0], program.slice(1));
    expect(await capture.stop()).toMatchObject({ exitCode: 0 });
    const { stdout } = await sysshark(['-r', capture.file, ...FORMAT]);
    expect(
      stdout
        .split('\n')
        .filter((line) => line.endsWith(` ${NOBODY}`))
        .sort(),
    ).toEqual(linesOf(Object.entries(WAYS).filter(([, uid]) => uid === NOBODY)));
  });
});
