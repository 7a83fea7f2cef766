import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { describeLive } from '../helpers/live.js';
import { runOracle } from '../helpers/oracle.js';
import { makeScratch } from '../helpers/scratch.js';
import { PROGRAM, shell, sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';
import { compileProgram } from '../native/harness.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const FORMAT = '%thread.tid %proc.name %evt.dir %evt.type %evt.args';

describeLive('sysshark -- COMMAND', () => {
  test('captures the command from its exec to its end, and no other process', async () => {
    const busy = execa('sh', ['-c', 'while :; do read x </dev/null; done'], { reject: false });
    const { stdout, exitCode } = await sysshark(['-p', FORMAT, '--', 'cat', '/etc/hostname']);
    busy.kill();
    // the thread's last switch comes after its end
    const lines = stdout.split('\n').filter((line) => /^\d+ /.test(line) && !line.includes(' switch '));
    expect({ exitCode, first: lines[0], last: lines.at(-1) }).toEqual({
      exitCode: 0,
      first: expect.stringMatching(/^\d+ cat < execve res=0 /),
      last: expect.stringMatching(/^\d+ cat > procexit .* ret=0 /),
    });
    expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(1);
    expect(stdout).toContain(readFileSync('/etc/hostname', 'utf8').trim());
  });

  test('captures descendants, including those that outlive the command', async () => {
    const file = scratch.path('family.scap');
    const script =
      '(sleep 0.3; wc -l /etc/passwd >/dev/null) & dd if=/dev/zero of=/dev/null count=3 2>/dev/null; exit 7';
    const { exitCode } = await sysshark(['-w', file, '--', 'sh', '-c', script]);
    expect(exitCode).toBe(7);
    const { lines } = runOracle(file, ['-p', '%proc.name %evt.type', '-f', 'evt.type in (execve, procexit)']);
    expect(new Set(lines)).toEqual(
      new Set([
        'sh execve',
        'dd execve',
        'sleep execve',
        'wc execve',
        'dd procexit',
        'sleep procexit',
        'wc procexit',
        'sh procexit',
      ]),
    );
  });

  test('shows the events of it that pass the filter', async () => {
    const { stdout } = await sysshark([
      '-p',
      '%evt.type',
      'evt.type=openat',
      'and',
      'evt.dir=<',
      '--',
      'cat',
      '/dev/null',
    ]);
    expect(new Set(stdout.split('\n'))).toEqual(new Set(['openat']));
  });

  test.each([
    ['its own', ['sh', '-c', 'exit 42'], 42],
    ['128 and the signal that ended it', ['sh', '-c', 'kill -9 $$'], 137],
    ['that of a shell if there is no such command', ['no-such-command-here'], 127],
  ])('ends with the status of the command: %s', async (_, command, status) => {
    expect((await sysshark(['-q', '--', ...command])).exitCode).toBe(status);
    expect((await sysshark(['-q', '-n', '1', '--', ...command])).exitCode).toBe(status);
  });

  test('warns that a process does I/O without system calls, unless the filter rejects it', async () => {
    const ring = compileProgram('ring', scratch.path(''));
    const result = await sysshark(['-q', '--', ring]);
    expect(result).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(/^sysshark: I\/O through io_uring .*: ring \(\d+\)$/),
    });
    expect(await sysshark(['-q', 'proc.name=nginx', '--', ring])).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('does not warn of its own process, which it does not record', async () => {
    const ring = compileProgram('ring', scratch.path(''));
    const { stderr, exitCode } = await execa(ring, [PROGRAM, '-q', '-n', '1'], { reject: false });
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    const itself = await execa(ring, [PROGRAM, '-q', '-n', '1', '--debug'], { reject: false });
    expect(itself).toMatchObject({ stderr: expect.stringMatching(/io_uring .*: node/), exitCode: 0 });
  });

  test('names such a process in one line without terminal commands, whatever its name', async () => {
    const hostile = scratch.path('r\n7 1\x1b[2J\x07\u202e');
    copyFileSync(compileProgram('ring', scratch.path('')), hostile);
    const { stderr } = await sysshark(['-q', '--', hostile]);
    expect(stderr).toMatch(/^sysshark: I\/O through io_uring [^\n]*: r\.7 1\.\[2J\.\.{3} \(\d+\)$/);
  });

  test('ends the command when it is ended itself', async () => {
    const file = scratch.path('ended.scap');
    const capture = execa(PROGRAM, ['-w', file, '--', 'sleep', '60'], { reject: false });
    const isAsleep = (): boolean => {
      try {
        const [child] = readFileSync(`/proc/${capture.pid}/task/${capture.pid}/children`, 'utf8').trim().split(' ');
        return readFileSync(`/proc/${child}/comm`, 'utf8') === 'sleep\n';
      } catch {
        return false;
      }
    };
    await until(isAsleep);
    capture.kill('SIGTERM');
    expect((await capture).exitCode).toBe(143);
    expect(runOracle(file, ['-f', 'evt.type=execve']).lines.join('\n')).toContain('sleep');
  });
});

describe('a command that cannot be run', () => {
  const made = (name: string, text: string, mode: number): string => {
    writeFileSync(scratch.path(name), text);
    chmodSync(scratch.path(name), mode);
    return scratch.path(name);
  };
  test.each([
    ['no-such-command-here', 127, 'there is no such program on the PATH'],
    ['cd', 127, 'there is no such program on the PATH'],
    ['/no/such/program', 127, 'no such file or directory'],
    ['/etc/hostname/x', 127, 'a part of the path is not a directory'],
    ['/etc', 126, 'it is a directory'],
    ['/etc/hostname', 126, 'permission denied'],
    [made('script', '#! /no/such/shell -e\n', 0o755), 127, 'there is no /no/such/shell, which its first line asks for'],
  ])('is reported in one line, with the status that a shell has: "%s"', async (command, status, why) => {
    const file = made('kept.scap', 'kept', 0o600);
    const { stdout, stderr, exitCode } = await sysshark(['-w', file, '--', command, 'argument']);
    const message = `sysshark: cannot run ${command}: ${why}`;
    expect({ stdout, stderr, exitCode }).toEqual({ stdout: '', stderr: message, exitCode: status });
    expect(readFileSync(file, 'utf8')).toBe('kept');
    expect((await shell(`sh -c 'exec "${command}"'`)).exitCode).toBe(status);
  });
});

test.each([
  ['a command and a capture to read', ['-r', 'x.scap', '--', 'true'], 'give only one of them'],
  ['no command after --', ['-n', '1', '--'], 'a command is missing after --'],
])('gives an error for %s', async (_, args, message) => {
  const { stderr, exitCode } = await sysshark(args);
  expect({ stderr, exitCode }).toEqual({ stderr: expect.stringContaining(message), exitCode: 1 });
});
