/** The user and the rights of a live capture, before and after it starts, with real users and the real sudo. */
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa, execaSync } from 'execa';
import { describeLive } from '../helpers/live.js';
import { runOracle } from '../helpers/oracle.js';
import { makeScratch } from '../helpers/scratch.js';
import { addSudoer, removeSudoer } from '../helpers/sudoer.js';
import { PROGRAM, ROOT } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const USER = 'sysshark-caller';
/** A supplementary group of the user. */
const FURTHER_GROUP = 'adm';
const NONE = '0000000000000000';
const KILL_ONLY = '0000000000000020';
const scratch = makeScratch();
const own = scratch.path('own');
const AS_USER = ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--init-groups'];
const WITH_SUDO = [...AS_USER, 'sudo', PROGRAM];

const idOf = (...words: string[]): string => execaSync('id', words).stdout;

/** Runs a command to its end. */
function run([program, ...words]: readonly string[]) {
  return execa(program as string, words, { reject: false });
}

/** The program among the descendants of a process, below sudo and its monitor; null if it has not started. */
function programUnder(pid: number): number | null {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('sysshark.cjs')) return pid;
  return children.map((child) => programUnder(Number(child))).find((found) => found !== null) ?? null;
}

/** Starts a capture into a file in `own`; resolves when it has started. */
async function start(words: readonly string[], name: string, ...args: string[]) {
  const file = join(own, name);
  const [program, ...more] = [...words, '-w', file, ...args];
  const child = execa(program as string, more, { reject: false });
  await until(() => child.exitCode !== null || (existsSync(file) && statSync(file).size > 0));
  const pid = programUnder(child.pid as number) as number;
  const stop = async (signal: NodeJS.Signals = 'SIGINT') => {
    process.kill(pid, signal);
    return await child;
  };
  return { file, pid, stop };
}

/** The distinct rights of a process's threads: ids, groups and capabilities. */
function rightsOf(pid: number): readonly string[] {
  const rights = readdirSync(`/proc/${pid}/task`).map((tid) => {
    const status = readFileSync(`/proc/${pid}/task/${tid}/status`, 'utf8');
    return ['Uid', 'Gid', 'Groups', 'CapPrm', 'CapEff', 'CapInh', 'CapAmb']
      .map((name) => new RegExp(`^${name}:\\s*(.*?)\\s*$`, 'm').exec(status)?.[1]?.replace(/\s+/g, ' '))
      .join(' | ');
  });
  return [...new Set(rights)].sort();
}

/** The rights of a user with these capabilities. */
function rights(name: string, capabilities = NONE): string {
  const [uid, gid, groups] = [idOf('-u', name), idOf('-g', name), idOf('-G', name)];
  const sorted = groups.split(' ').sort((a, b) => Number(a) - Number(b));
  const four = (id: string): string => Array(4).fill(id).join(' ');
  return [four(uid), four(gid), sorted.join(' '), capabilities, capabilities, NONE, NONE].join(' | ');
}

/** Words that run a program as the user nobody with only these capabilities. */
function asUnprivilegedWith(...capabilities: string[]): readonly string[] {
  const list = ['-all', ...capabilities.map((name) => `+${name}`)].join(',');
  return [
    'setpriv',
    '--reuid=65534',
    '--regid=65534',
    '--clear-groups',
    `--inh-caps=${list}`,
    `--ambient-caps=${list}`,
  ];
}

beforeAll(() => {
  if (process.getuid?.() !== 0) return;
  addSudoer(USER);
  execaSync('usermod', ['-a', '-G', FURTHER_GROUP, USER]);
  mkdirSync(own);
  chmodSync(scratch.path(''), 0o755);
  chmodSync(own, 0o777);
});
afterAll(() => {
  if (process.getuid?.() === 0) removeSudoer(USER);
  scratch.remove();
});

describeLive('a capture that root starts', () => {
  test.each([
    ['under sudo continues as the user who called it', WITH_SUDO, [], USER],
    ['continues as the user that -Z names', [PROGRAM], ['-Z', 'nobody'], 'nobody'],
    ['under sudo continues as the user that -Z names', WITH_SUDO, ['-Z', 'nobody'], 'nobody'],
  ])('%s: no thread has more rights than that user, and events still arrive', async (_, words, args, user) => {
    const capture = await start(words, `${user}-${words.length}.scap`, ...args, 'proc.name=cat');
    expect(rightsOf(capture.pid)).toEqual([rights(user)]);
    execaSync('cat', ['/etc/hostname']);
    expect(await capture.stop()).toMatchObject({ exitCode: 0, stderr: '' });
    const { uid, gid, mode } = statSync(capture.file);
    expect({ uid: String(uid), gid: String(gid) }).toEqual({ uid: idOf('-u', user), gid: idOf('-g', user) });
    expect(mode & 0o7777).toBe(0o600);
    const filter = 'proc.name=cat and evt.type=openat and evt.dir=< and fd.name=/etc/hostname';
    expect(runOracle(capture.file, ['-f', filter])).toMatchObject({ status: 0, lines: [expect.any(String)] });
  });

  test.each([
    ['with -Z root', WITH_SUDO, ['-Z', 'root']],
    ['started without sudo', [PROGRAM], []],
  ])('%s stays root', async (name, words, args) => {
    const capture = await start(words, `${name}.scap`, ...args);
    const [identity] = rightsOf(capture.pid);
    expect(identity).toMatch(/^0 0 0 0 \| 0 0 0 0 \|/);
    expect((await capture.stop()).exitCode).toBe(0);
    expect(statSync(capture.file).uid).toBe(0);
  });

  test('scans running processes as root, before it drops root', async () => {
    const reader = execa('sh', ['-c', 'exec 9</etc/hostname; while sleep 0.05; do read x <&9; done'], {
      reject: false,
    });
    const capture = await start([PROGRAM], 'before.scap', '-Z', 'nobody', `proc.pid=${reader.pid}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await capture.stop();
    reader.kill();
    const filter = 'evt.type=dup2 and fd.num=9 and evt.dir=>';
    const { lines } = runOracle(capture.file, ['-f', filter, '-p', '%proc.exepath %fd.name']);
    expect(new Set(lines)).toEqual(new Set([expect.stringMatching(/^\/usr\/bin\/dash \/etc\/hostname$/)]));
  });

  test('still counts lost events', async () => {
    const capture = await start([PROGRAM], 'lost.scap', '-Z', 'nobody', '--buffer', '128k');
    process.kill(capture.pid, 'SIGSTOP');
    execaSync('dd', ['if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=20000', 'status=none']);
    process.kill(capture.pid, 'SIGCONT');
    expect((await capture.stop()).stderr).toMatch(/^sysshark: \d{4,} events dropped: ring buffer full/m);
  });

  test('under sudo follows a symbolic link of its caller, but not one of another user', async () => {
    writeFileSync(join(own, 'precious'), 'precious');
    chownSync(join(own, 'precious'), Number(idOf('-u', USER)), Number(idOf('-g', USER)));
    symlinkSync('precious', join(own, 'link'));
    lchownSync(join(own, 'link'), 65534, 65534);
    const { exitCode, stderr } = await run([...WITH_SUDO, '-n', '1', '-w', join(own, 'link')]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('belongs to another user') });
    expect(readFileSync(join(own, 'precious'), 'utf8')).toBe('precious');
    lchownSync(join(own, 'link'), Number(idOf('-u', USER)), Number(idOf('-g', USER)));
    expect(await run([...WITH_SUDO, '-n', '1', '-w', join(own, 'link')])).toMatchObject({ exitCode: 0 });
    expect(runOracle(join(own, 'precious'))).toMatchObject({ status: 0, lines: [expect.any(String)] });
  });

  test.each([
    ['under sudo', WITH_SUDO, [], `${USER}, who called sudo`],
    ['with -Z', [PROGRAM], ['-Z', 'nobody'], 'nobody'],
  ])('%s reports which user cannot write the file', async (_, words, args, who) => {
    const file = scratch.path('not-theirs.scap');
    expect(await run([...words, '-w', file, ...args])).toMatchObject({
      exitCode: 1,
      stderr: `sysshark: cannot write ${file}: permission denied: the file is written as ${who} (as root with -Z root)`,
    });
    expect(existsSync(file)).toBe(false);
  });
});

describeLive('a command', () => {
  const PRINT_RIGHTS = ['sh', '-c', 'id -u; id -G; grep CapEff /proc/self/status'];

  test('runs as root under sudo, as without a capture, and still ends with the capture', async () => {
    expect((await run([...WITH_SUDO, '-q', '--', ...PRINT_RIGHTS])).stdout).toMatch(/^0\n/);
    const capture = await start(WITH_SUDO, 'command.scap', '--', 'sleep', '60');
    expect(rightsOf(capture.pid)).toEqual([rights(USER), rights(USER, KILL_ONLY)]);
    await until(() => runOracle(capture.file).lines.some((line) => line.includes('sleep')));
    const { exitCode, signal } = await capture.stop('SIGTERM');
    expect({ exitCode, signal }).toEqual({ exitCode: 143 });
  });

  test('runs as the user that -Z names, with that user’s groups and without capabilities', async () => {
    const { stdout } = await run([PROGRAM, '-q', '-Z', USER, '--', ...PRINT_RIGHTS]);
    expect(stdout.split('\n')).toEqual([idOf('-u', USER), idOf('-G', USER), `CapEff:\t${NONE}`]);
  });

  test('does not start if setpriv, which changes its user, is missing; the error is one line', async () => {
    const hide = 'mount --bind /dev/null /usr/bin/setpriv && exec "$@"';
    const words = ['unshare', '-m', 'sh', '-c', hide, 'sh', PROGRAM, '-Z', USER, '--', 'id'];
    const { exitCode, stderr } = await run(words);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr:
        'sysshark: a command of another user is started by /usr/bin/setpriv (package util-linux), which cannot be run',
    });
  });

  test('is not started by an sh or setpriv from the caller’s PATH', async () => {
    const path = scratch.path('hostile');
    mkdirSync(path);
    for (const name of ['sh', 'setpriv']) writeFileSync(join(path, name), `#!/bin/sh\necho ran >&2\n`, { mode: 0o755 });
    const env = { PATH: `${path}:${process.env['PATH']}` };
    for (const args of [[], ['-Z', USER]])
      expect(await execa(PROGRAM, ['-q', ...args, '--', '/usr/bin/true'], { reject: false, env })).toMatchObject({
        exitCode: 0,
        stderr: '',
      });
  });

  test('is waited for, with descendants that outlive it, even if /proc shows users only their own processes', async () => {
    const file = join(own, 'hidden.scap');
    // a separate instance: a remount would change /proc of the whole machine
    const hide = 'mount -t proc -o hidepid=2 proc /proc && exec "$@"';
    const family = '(sleep 1.5; cat /dev/null) & exit 0';
    const env = { SUDO_USER: USER, SUDO_UID: idOf('-u', USER), SUDO_GID: idOf('-g', USER) };
    const words = ['-m', 'sh', '-c', hide, 'sh', PROGRAM, '-w', file, '--', 'sh', '-c', family];
    expect((await execa('unshare', words, { reject: false, env })).exitCode).toBe(0);
    expect(runOracle(file, ['-f', 'proc.name=cat and evt.type=procexit']).lines).toHaveLength(1);
  });
});

describeLive('without root', () => {
  test('CAP_BPF, CAP_PERFMON and CAP_SYS_PTRACE are enough to capture', async () => {
    const capture = await start(
      [...asUnprivilegedWith('bpf', 'perfmon', 'sys_ptrace'), PROGRAM],
      'capable.scap',
      'proc.name=cat',
    );
    execaSync('cat', ['/etc/hostname']);
    expect(await capture.stop()).toMatchObject({ exitCode: 0, stderr: '' });
    const filter = 'proc.name=cat and evt.type=openat and evt.dir=< and fd.name=/etc/hostname';
    const { lines } = runOracle(capture.file, ['-f', filter, '-p', '%proc.exepath']);
    expect(lines).toEqual([execaSync('readlink', ['-f', '/usr/bin/cat']).stdout]);
  });

  test.each([
    [['bpf', 'sys_ptrace'], 'CAP_PERFMON'],
    [['perfmon', 'sys_ptrace'], 'CAP_BPF'],
    [[], 'CAP_BPF and CAP_PERFMON'],
  ])('with only %s, one line says what is missing and what to do', async (capabilities, missing) => {
    const words = [...asUnprivilegedWith(...capabilities), PROGRAM];
    expect(await run([...words, '-n', '1'])).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: `sysshark: loading the probe: permission denied, lacks ${missing}: use sudo (root is given up once capturing starts) or only the capabilities (docs/PRIVILEGES.md)`,
    });
    const { stdout, exitCode } = await run([...words, 'doctor']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.stringContaining(`${missing} missing;`) });
  });

  test.each([
    ['sys_ptrace', 'no environments and descriptors without CAP_DAC_READ_SEARCH'],
    ['dac_read_search', 'no executables, working directories, environments and descriptors without CAP_SYS_PTRACE'],
  ])('doctor reports what is unknown if the only other capability is %s', async (capability, unknown) => {
    const { stdout, exitCode } = await run([...asUnprivilegedWith('bpf', 'perfmon', capability), PROGRAM, 'doctor']);
    const text = `for running processes of other users: ${unknown}`;
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(new RegExp(`${text}$`, 'm')) });
  });

  test('the command in docs/PRIVILEGES.md gives a user everything that a capture can use', async () => {
    const [, line] = /```sh\n(.*?)```/s.exec(readFileSync(join(ROOT, 'docs/PRIVILEGES.md'), 'utf8')) ?? [];
    const [program, ...words] = [...AS_USER, 'sh', '-c', line as string];
    const { stdout, exitCode } = await execa(program as string, words, { reject: false, cwd: ROOT });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^ok +capabilities +sufficient$/m),
    });
  });

  test('-Z is an error', async () => {
    expect(await run([...asUnprivilegedWith('bpf', 'perfmon'), PROGRAM, '-Z', USER, '-n', '1'])).toMatchObject({
      exitCode: 1,
      stderr: `sysshark: -Z ${USER} requires root`,
    });
  });
});

test.each([
  [['-Z', 'no-such-user', '-n', '1'], 'there is no user "no-such-user" on this machine'],
  [['-Z', 'nobody', '-r', 'x.scap'], '-Z is for live captures only'],
])('%s is an error', async (args, message) => {
  expect(await run([PROGRAM, ...args])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(message) });
});

/** Runs a short capture as root, with the variables by which sudo identifies its caller. */
function underSudo(env: NodeJS.ProcessEnv) {
  return execa(PROGRAM, ['-q', '-n', '1'], { reject: false, env });
}

describeLive('invalid sudo variables are an error:', () => {
  const sound = () => ({ SUDO_USER: USER, SUDO_UID: idOf('-u', USER), SUDO_GID: idOf('-g', USER) });

  test.each([
    '-5',
    '4294967295',
    '4294967296',
    '18446744073709551616',
    'x',
    '1e3',
    '0x10',
    ' 7',
    '99999999999999999999',
  ])('the id "%s"', async (id) => {
    for (const name of ['SUDO_UID', 'SUDO_GID'])
      expect(await underSudo({ ...sound(), [name]: id })).toMatchObject({
        exitCode: 1,
        stderr: `sysshark: cannot switch to the user who called sudo: ${name} is not an id from 0 to 4294967294; name a user with -Z`,
      });
  });

  test('a user without a group, and a name of another user', async () => {
    expect((await underSudo({ ...sound(), SUDO_GID: '' })).stderr).toMatch(/: SUDO_UID is set, but SUDO_GID is not; /);
    expect((await underSudo({ ...sound(), SUDO_USER: 'root' })).stderr).toMatch(
      /: SUDO_USER does not have the id SUDO_UID; /,
    );
  });

  test('but an id without an account is accepted, without groups', async () => {
    const file = join(own, 'unknown.scap');
    const env = { SUDO_USER: 'a\x1b[31m\n', SUDO_UID: '54321', SUDO_GID: '54322' };
    expect((await execa(PROGRAM, ['-w', file, '-n', '1'], { reject: false, env })).exitCode).toBe(0);
    expect(statSync(file)).toMatchObject({ uid: 54321, gid: 54322 });
  });
});
