/** Libraries of plugins beside live system calls: their fields are known, and they never run as root. */
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { describeLive } from '../helpers/live.js';
import { buildPlugin } from '../helpers/plugin-library.js';
import { makeScratch } from '../helpers/scratch.js';
import { addSudoer, removeSudoer } from '../helpers/sudoer.js';
import { PROGRAM, sysshark } from '../helpers/sysshark.js';

const USER = 'sysshark-loader';
const scratch = makeScratch();
const library = scratch.path('libtester.so');
const NONE = `sysshark: fields of ${library} have no values in system calls, only in events of logs`;
const COMMAND = ['-n', '1', '-p', '*%proc.name %t.text', 'evt.type=execve and evt.dir=<', '--', '/bin/true'];

describeLive('a library', () => {
  beforeAll(() => {
    chmodSync(scratch.path(''), 0o755);
    buildPlugin(library, 'SAYS_USER');
    addSudoer(USER);
  });
  afterAll(() => {
    removeSudoer(USER);
    scratch.remove();
  });

  test('runs as the user who called sudo, and a filter may name its fields', async () => {
    const uid = execFileSync('id', ['-u', USER], { encoding: 'utf8' }).trim();
    const [filter = '', ...command] = COMMAND.slice(4);
    const words = [...COMMAND.slice(0, 4), `(${filter}) or t.text = abc`, ...command];
    const { stdout, stderr, exitCode } = await execa(
      'setpriv',
      [`--reuid=${USER}`, `--regid=${USER}`, '--init-groups', 'sudo', PROGRAM, '-H', library, ...words],
      { reject: false, cwd: '/' },
    );
    expect({ stdout, exitCode }).toEqual({ stdout: 'true <NA>', exitCode: 0 });
    expect(stderr.split('\n')).toEqual(expect.arrayContaining([NONE, `sysshark: ${library}: user ${uid}`]));
  });

  test('root says who it is to be; modules are refused', async () => {
    const refused = await sysshark(['-H', library, ...COMMAND]);
    expect(refused).toMatchObject({
      ...{ stdout: '', exitCode: 1 },
      stderr: `sysshark: ${library} would run as root: name a user with -Z, or say -Z root`,
    });
    const asRoot = await sysshark(['-Z', 'root', '-H', library, ...COMMAND]);
    expect(asRoot).toMatchObject({ stdout: 'true <NA>', exitCode: 0, stderr: expect.stringContaining('user 0') });
    const module = await sysshark(['-Z', 'root', '-H', './mine.mjs', ...COMMAND]);
    expect(module.stderr).toBe('sysshark: ./mine.mjs: modules have fields of logs, which are read with -I or -r');
  });
});
