import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa, execaSync } from 'execa';
import { describeIf } from '../helpers/prerequisites.js';
import { addSudoer, removeSudoer } from '../helpers/sudoer.js';

/**
 * Setup by a user who is not root but has sudo, and has Node.js only in the home folder: sudo's secure_path is a folder with
 * all programs of the system except Node.js.
 */
const ROOT = new URL('../..', import.meta.url).pathname;
const USER = 'sysshark-setup';
const HOME = `/home/${USER}`;
const CLONE = `${HOME}/sysshark`;
const SYSTEM_PATH = `${HOME}/system`;
const NODE_NAMES = new Set(['node', 'nodejs', 'npm', 'npx', 'corepack']);
const MINUTES = 60_000;

const isRoot = process.getuid?.() === 0;
const canTry = isRoot && existsSync('/usr/bin/sudo') && existsSync('/usr/bin/apt-get');
const describeAsRoot = describeIf(canTry);

function makeSystemPath(): void {
  mkdirSync(SYSTEM_PATH);
  for (const folder of ['/usr/sbin', '/usr/bin'])
    for (const name of readdirSync(folder))
      if (!NODE_NAMES.has(name) && !existsSync(join(SYSTEM_PATH, name)))
        symlinkSync(join(folder, name), join(SYSTEM_PATH, name));
}

function makeNode(): void {
  mkdirSync(`${HOME}/node/bin`, { recursive: true });
  copyFileSync(process.execPath, `${HOME}/node/bin/node`);
  chmodSync(`${HOME}/node/bin/node`, 0o755);
  const npm = execaSync('sh', ['-c', 'command -v npm']).stdout;
  symlinkSync(realpathSync(npm), `${HOME}/node/bin/npm`);
}

/** The current files of git's index, and a .git, as in a clone. */
function makeClone(): void {
  execaSync('git', ['-c', 'safe.directory=*', 'clone', '-q', '--no-hardlinks', ROOT, CLONE]);
}

/** npm's settings for reaching its registry, and its cache. */
function makeNpmSettings(): void {
  const [cafile, cache] = execaSync('npm', ['config', 'get', 'cafile', 'cache']).stdout.split('\n');
  const settings = ['prefer-offline=true', 'update-notifier=false'];
  if (cafile?.startsWith('cafile=/')) settings.push(cafile);
  writeFileSync(`${HOME}/.npmrc`, `${settings.join('\n')}\n`);
  const fetched = `${cache?.replace('cache=', '')}/_cacache`;
  if (existsSync(fetched)) execaSync('cp', ['-r', fetched, `${HOME}/fetched`]);
  execaSync('sh', ['-c', `mkdir -p ${HOME}/.npm && mv ${HOME}/fetched ${HOME}/.npm/_cacache`], { reject: false });
}

/** Runs a command line in the clone as the user, with Node.js only on the user's PATH. */
function asUser(command: string) {
  const env = { HOME, USER, LOGNAME: USER, PATH: `${HOME}/node/bin:${SYSTEM_PATH}` };
  return execa('setpriv', [`--reuid=${USER}`, `--regid=${USER}`, '--init-groups', 'sh', '-c', command], {
    cwd: CLONE,
    env,
    extendEnv: false,
    reject: false,
  });
}

describeAsRoot('setup by a user with sudo and a Node.js of their own', () => {
  beforeAll(() => {
    addSudoer(USER, `secure_path="${SYSTEM_PATH}"`);
    makeSystemPath();
    makeNode();
    makeNpmSettings();
    makeClone();
    execaSync('chown', ['-R', '-h', `${USER}:${USER}`, HOME]);
  }, 2 * MINUTES);

  afterAll(() => removeSudoer(USER), MINUTES);

  test(
    'sudo bin/setup builds, and no file of the tree belongs to root',
    async () => {
      const setup = await asUser('sudo ./bin/setup');
      expect({ code: setup.exitCode, stderr: setup.exitCode === 0 ? '' : setup.stderr }).toEqual({
        code: 0,
        stderr: '',
      });
      expect(existsSync(`${CLONE}/dist/cli/main.js`)).toBe(true);
      expect((await asUser('find . -user root')).stdout).toBe('');
    },
    5 * MINUTES,
  );

  test(
    'a second run, without sudo, changes nothing',
    async () => {
      const files = 'find dist build node_modules -newer package.json -printf "%p %T@\\n" | sort';
      const before = (await asUser(files)).stdout;
      expect((await asUser('./bin/setup')).exitCode).toBe(0);
      expect((await asUser(files)).stdout).toBe(before);
    },
    MINUTES,
  );

  test('sudo bin/sysshark finds the Node.js of its caller', async () => {
    const { stdout, exitCode } = await asUser('sudo ./bin/sysshark --version');
    expect({ stdout, exitCode }).toEqual({ stdout: expect.stringMatching(/^\d+\.\d+\.\d+$/), exitCode: 0 });
  });

  test(
    'bin/setup without sudo names missing packages',
    async () => {
      const { stderr, exitCode } = await asUser(
        `mkdir -p ${HOME}/poor && ln -sf ${SYSTEM_PATH}/* ${HOME}/poor/ && rm ${HOME}/poor/sudo ${HOME}/poor/dpkg-query && ` +
          `printf '#!/bin/sh\\nexit 1\\n' >${HOME}/poor/dpkg-query && chmod 755 ${HOME}/poor/dpkg-query && ` +
          `PATH=${HOME}/node/bin:${HOME}/poor ./bin/setup`,
      );
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/needs root \(and found no sudo\) to install: clang lld bpftool /);
    },
    MINUTES,
  );

  test(
    'npm test installs no system packages: it names the missing ones and the command that installs them',
    async () => {
      const { stderr, exitCode } = await asUser(`PATH=${HOME}/node/bin:${HOME}/poor npm test`);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/missing: clang lld .*clang-format .*; to install: \.\/bin\/setup --for-tests$/m);
    },
    MINUTES,
  );

  test(
    'bin/setup without apt names what is missing',
    async () => {
      const { stderr, exitCode } = await asUser(
        `rm -f ${HOME}/poor/apt-get ${HOME}/poor/bpftool && PATH=${HOME}/node/bin:${HOME}/poor ./bin/setup`,
      );
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/no apt-get here; install these and run it again: bpftool/);
    },
    MINUTES,
  );
});
