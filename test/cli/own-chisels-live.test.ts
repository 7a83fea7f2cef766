/** Chisels in modules of users, live: they get events, and are imported once root is given up, with the real sudo. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa, execaSync } from 'execa';
import { describeLive } from '../helpers/live.js';
import { writeExamples } from '../helpers/own-chisels.js';
import { makeScratch } from '../helpers/scratch.js';
import { sharedPath } from '../helpers/shared.js';
import { addSudoer, removeSudoer } from '../helpers/sudoer.js';
import { PROGRAM, sysshark } from '../helpers/sysshark.js';

const USER = 'sysshark-chisel';
const scratch = makeScratch();
const { path } = scratch;
const UNDER_SUDO = ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--init-groups', 'sudo', PROGRAM] as const;

/** A chisel that says as whom each of its parts runs, and notes each import in a file. */
const IDENTITY = `
import { appendFileSync } from 'node:fs';
import { setuid, getuid } from 'node:process';
const who = () => { try { setuid(0); } catch {} return getuid(); };
appendFileSync('${path('imports')}', who() + '\\n');
export default {
  summary: 'who runs it',
  filter: 'proc.name=true and evt.type=execve and evt.dir=<',
  columns: { start: 'number', event: 'number', name: 'text' },
  layout: 'columns',
  start() {
    const start = who();
    return { event: ({ process }) => ({ start, event: who(), name: process.name }) };
  },
};`;

beforeAll(() => {
  if (process.getuid?.() !== 0) return;
  addSudoer(USER);
  writeExamples(path);
  writeFileSync(path('identity.mjs'), IDENTITY);
  chmodSync(path(''), 0o777);
});
afterAll(() => {
  if (process.getuid?.() === 0) removeSudoer(USER);
  scratch.remove();
});

const run = ([program, ...words]: readonly string[]) =>
  execa(program as string, words, { reject: false, cwd: path(''), env: { TZ: 'UTC' } });

describeLive('a live capture with a chisel of a user', () => {
  test.each([
    ['under sudo', [...UNDER_SUDO], (): number => Number(execaSync('id', ['-u', USER]).stdout)],
    ['with -Z nobody', [PROGRAM, '-Z', 'nobody'], (): number => 65534],
    ['with -Z root', [PROGRAM, '-Z', 'root'], (): number => 0],
  ] as const)('%s never runs the module as anybody else', async (_, words, expected) => {
    writeFileSync(path('imports'), '');
    chmodSync(path('imports'), 0o666);
    const args = ['-j', '-c', './identity.mjs', '--', '/bin/true'];
    const { stdout, stderr, exitCode } = await run([...words, ...args]);
    const uid = expected();
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(JSON.parse(stdout)).toEqual({ start: uid, event: uid, name: 'true' });
    expect(new Set(readFileSync(path('imports'), 'utf8').trim().split('\n'))).toEqual(new Set([String(uid)]));
  });

  test('under sudo reads a capture as the user, too', async () => {
    const capture = sharedPath('captures/sf-files.scap');
    writeFileSync(path('imports'), '');
    const words = [...UNDER_SUDO, '-r', capture, '-c', './identity.mjs'];
    expect(await run(words)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readFileSync(path('imports'), 'utf8').trim()).toBe(execaSync('id', ['-u', USER]).stdout);
  });

  test('says what is wrong with it before anything is captured', async () => {
    writeFileSync(path('wrong.mjs'), '\nlet = 1;\n');
    const { stderr, exitCode } = await run([...UNDER_SUDO, '-c', './wrong.mjs', '--', 'touch', path('ran')]);
    expect(stderr).toMatch(/^sysshark: \.\/wrong\.mjs:2: SyntaxError: [^\n]*$/);
    expect({ exitCode, hasRun: existsSync(path('ran')) }).toEqual({ exitCode: 1, hasRun: false });
  });

  test('counts what the machine does, the same as the written capture', async () => {
    const command = ['sh', '-c', 'for i in 1 2 3; do /bin/cat /dev/null; done; rm -f gone; : > gone; rm gone'];
    const both = [
      '-Z',
      'root',
      '-w',
      path('c.scap'),
      '-j',
      '-c',
      './waste.mjs',
      '-c',
      './deleted.mjs',
      '--',
      ...command,
    ];
    const live = await sysshark(both, { cwd: path('') });
    expect(live.stderr).toBe('');
    const args = ['-r', path('c.scap'), '-Z', 'root', '-j', '-c', './waste.mjs', '-c', './deleted.mjs'];
    const { stdout } = await sysshark(args, { cwd: path('') });
    const rows = (text: string): string[] =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .sort();
    expect(rows(live.stdout)).toEqual(rows(stdout));
    expect(stdout).toMatch(/"process":"rm",.*"path":"[^"]*\/gone"/);
    expect(stdout).toMatch(/"proc.name":"cat","fd.name":"\/dev\/null"/);
  });
});
