/** Root runs only a Node.js that only root can change, whatever is on the caller's PATH and in the environment. */
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { execa, execaSync } from 'execa';
import { describeIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { PROGRAM, ROOT } from '../helpers/sysshark.js';

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
const describeAsRoot = describeIf(isRoot);

const scratch = makeScratch();
/** A folder that only root can write to, like all its parents. */
const rootsOwn = isRoot ? mkdtempSync(join(homedir(), '.sysshark-node-')) : '';
const callers = scratch.path('callers');
const mark = scratch.path('mark');
const VERSION = /^\d+\.\d+\.\d+$/;

/** Creates the caller's replacement of Node.js: it leaves a mark and continues as Node.js. */
function makeNode(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const node = join(folder, 'node');
  writeFileSync(node, `#!/bin/sh\necho ran >>${mark}\nexec ${process.execPath} "$@"\n`, { mode: 0o755 });
  return node;
}

/** Runs a line of shell as root in the caller's folder with this PATH; $S is the program. */
function run(path: string, line = '$S --version', env: NodeJS.ProcessEnv = {}) {
  return execa('/bin/sh', ['-c', line], { cwd: callers, env: { PATH: path, S: PROGRAM, ...env }, reject: false });
}

const ownedByCaller = (path: string): void => chownSync(path, NOBODY, NOBODY);

beforeAll(() => {
  if (!isRoot) return;
  ownedByCaller(makeNode(callers));
  ownedByCaller(callers);
});
afterEach(() => rmSync(mark, { force: true }));
afterAll(() => {
  if (isRoot) rmSync(rootsOwn, { recursive: true });
  scratch.remove();
});

describeAsRoot('root runs no node', () => {
  test.each([
    ['in a folder of the caller’s', () => callers],
    ['in the folder that the caller is in', () => '.'],
    ['in a folder without a name', () => ':'],
    [
      'in a folder that others can write to',
      () => {
        const folder = join(rootsOwn, 'open');
        makeNode(folder);
        chmodSync(folder, 0o777);
        return folder;
      },
    ],
    [
      'below a folder that a group can write to',
      () => {
        const folder = join(rootsOwn, 'group/bin');
        makeNode(folder);
        chmodSync(join(rootsOwn, 'group'), 0o775);
        return folder;
      },
    ],
    [
      'that a group can write to',
      () => {
        const folder = join(rootsOwn, 'file');
        chmodSync(makeNode(folder), 0o775);
        return folder;
      },
    ],
    [
      'that a link of root’s leads to, through a folder of the caller’s',
      () => {
        const folder = join(rootsOwn, 'link');
        mkdirSync(folder);
        symlinkSync(join(callers, 'node'), join(folder, 'node'));
        return folder;
      },
    ],
    [
      'in a folder that a link of the caller’s leads to',
      () => {
        const own = join(rootsOwn, 'sound');
        makeNode(own);
        symlinkSync(own, join(callers, 'theirs'));
        return join(callers, 'theirs');
      },
    ],
  ])('%s', async (_, makePath) => {
    const { exitCode, stdout, stderr } = await run(makePath());
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: expect.stringMatching(VERSION), stderr: '' });
    expect(existsSync(mark)).toBe(false);
  });

  test('of the PATH of an ancestor process', async () => {
    const { exitCode } = await run(callers, 'PATH=/none; export PATH; /bin/sh -c "$S --version; exit \\$?"');
    expect(exitCode).toBe(0);
    expect(existsSync(mark)).toBe(false);
  });

  test('if there is no safe one, and gives one line that says what to do', async () => {
    const line = `mount --bind ${join(callers, 'node')} ${process.execPath} && $S --version`;
    const { exitCode, stdout, stderr } = await run('/usr/bin:/bin', `/usr/bin/unshare -m /bin/sh -c '${line}'`);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^sysshark: root runs only a Node\.js that no other user can change, .*\/usr\/bin\/node\)$/,
      ),
    });
    expect(existsSync(mark)).toBe(false);
  });
});

describeAsRoot('root runs the node', () => {
  test('of root’s own, including through root’s links', async () => {
    makeNode(join(rootsOwn, 'node-20/bin'));
    mkdirSync(join(rootsOwn, 'bin'));
    symlinkSync('node-20', join(rootsOwn, 'current'));
    symlinkSync('../current/bin/node', join(rootsOwn, 'bin/node'));
    expect((await run(`${callers}:${join(rootsOwn, 'bin')}`)).stdout).toMatch(VERSION);
    expect(existsSync(mark)).toBe(true);
  });

  test('of the caller if the caller owns the program, but not one of the caller’s current folder', async () => {
    const clone = scratch.path('clone');
    for (const part of ['bin', 'dist/bundle', 'package.json'])
      cpSync(join(ROOT, part), join(clone, part), { recursive: true });
    execaSync('chown', ['-R', `${NOBODY}:${NOBODY}`, clone]);
    const line = `${clone}/bin/sysshark --version`;
    expect((await run(`.:${process.env['PATH']}`, line)).stdout).toMatch(VERSION);
    expect(existsSync(mark)).toBe(false);
    expect((await run(callers, line)).stdout).toMatch(VERSION);
    expect(existsSync(mark)).toBe(true);
  });
});

describeAsRoot('as root, the environment', () => {
  test.each([
    ['NODE_OPTIONS', () => `--require ${scratch.path('module.cjs')}`],
    ['NODE_V8_COVERAGE', () => mark],
    ['NODE_COMPILE_CACHE', () => mark],
    ['NODE_REDIRECT_WARNINGS', () => mark],
  ])('adds nothing to what Node.js does: %s', async (name, value) => {
    writeFileSync(scratch.path('module.cjs'), `require('node:fs').writeFileSync('${mark}', '')`);
    const { exitCode, stderr } = await run('/usr/bin', '$S --version', { [name]: value() });
    expect({ exitCode, stderr, isMarked: existsSync(mark) }).toEqual({ exitCode: 0, stderr: '', isMarked: false });
  });

  test.each(['readlink', 'find', 'sed', 'tr', 'getent'])('chooses no other %s', async (name) => {
    const tools = scratch.path('tools');
    mkdirSync(tools, { recursive: true });
    writeFileSync(join(tools, name), `#!/bin/sh\necho ran >>${mark}\n`, { mode: 0o755 });
    symlinkSync(PROGRAM, scratch.path(`link-${name}`));
    const { stdout } = await run(tools, `SUDO_USER=root ${scratch.path(`link-${name}`)} --version`);
    expect({ stdout, isMarked: existsSync(mark) }).toEqual({ stdout: expect.stringMatching(VERSION), isMarked: false });
  });
});
