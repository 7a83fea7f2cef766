import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { hostileCapture } from '../helpers/hostile-capture.js';
import { describeLiveBesideOthers } from '../helpers/live-tests.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { shell, sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

/** What --last-error says about a captured command. */
async function lastError(name: string, ...command: string[]): Promise<string> {
  const file = scratch.path(name);
  await sysshark(['-w', file, '--', ...command]);
  const { stdout, stderr, exitCode } = await sysshark(['explain', '-r', file, '--last-error']);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return stdout;
}

const perl = (name: string, script: string) => lastError(name, '/usr/bin/perl', '-e', script);

describeLiveBesideOthers('--last-error explains why a program ended', () => {
  test('a missing folder, which a child of the shell looked for', async () => {
    const text = await lastError('path.scap', 'sh', '-c', 'ls /etc >/dev/null; cat /etc/nope/deeper/file; exit 3');
    expect(text).toMatch(/^cat\(\d+\) ended with status 1 \(event \d+\)\.\nIt had printed the message of ENOENT/);
    expect(text).toMatch(/cannot open \/etc\/nope\/deeper\/file \(O_RDONLY\): .*\(ENOENT\)/);
    expect(text).toMatch(/The folder \/etc exists \(event \d+\), what is missing comes after it\./);
  });

  test.each([
    [
      'a name in a folder that allows none',
      'mkdir "/proc/new"',
      'The folder /proc exists (event N), but new cannot be made there',
    ],
    [
      'a folder above a new name',
      'mkdir "/tmp/nope/new"',
      'The folder /tmp exists (event N), so the folder /tmp/nope is missing.',
    ],
    [
      'a link to nothing',
      `$l = "${scratch.path('link')}"; symlink("/nope", $l) && open F, $l`,
      'and so did link (event N): what it leads to',
    ],
    ['an old name', 'rename "/tmp/nope", "/tmp/new"', 'The folder /tmp exists (event N), so nope itself is missing.'],
    ['one of two paths', 'link "/tmp/nope1", "/etc/nope2/new"', 'One of these is missing: /etc/nope2, /tmp/nope1.'],
    [
      'a file in the place of a folder',
      'open F, "/etc/passwd/x"',
      '/etc is a folder (event N), what is none comes after it',
    ],
    [
      'a file in the place of the last folder',
      'opendir D, "/etc/passwd"',
      '/etc is a folder (event N), so passwd itself is none.',
    ],
  ])('a path that lacks %s', async (name, script, why) => {
    const known = 'open F, "/etc/group"; open F, "/proc/stat"; rmdir "/tmp/$$" if mkdir "/tmp/$$"';
    const text = await perl(`${name}.scap`, `${known}; ${script} or die "it: $!"`);
    expect(text.replaceAll(/\d\d+/g, 'N')).toContain(why);
  });

  test('a port, and the process that holds it', async () => {
    const text = await perl(
      'named-port.scap',
      `use Socket; $p = 30000 + $$ % 2000; socket($a, PF_INET, SOCK_STREAM, 0);
bind($a, sockaddr_in($p, INADDR_LOOPBACK)) or die; listen($a, 1); socket($b, PF_INET, SOCK_STREAM, 0);
bind($b, sockaddr_in($p, INADDR_LOOPBACK)) or die "bind: $!"`,
    );
    const [, port, pid] = /Port (\d+) is held by perl\((\d+)\) as descriptor 3\./.exec(text) ?? [];
    expect(Number(port)).toBe(30000 + (Number(pid) % 2000));
  });

  test('a signal, and the process that sent it, whatever has failed before', async () => {
    const kill = 'if ($p = fork) { select(undef, undef, undef, 0.3); kill 9, $p; wait; exit 3 }';
    const text = await perl('killed.scap', `${kill} open(F, "/nosuch"); sleep 10`);
    const [, pid, parent] =
      /^perl\((\d+)\) ended by SIGKILL \(event \d+\)\.\nAnother process sent this signal\.\nEvent \d+: perl\((\d+)\)/.exec(
        text,
      ) ?? [];
    expect(text).toContain(`perl(${parent}) sends SIGKILL to process ${pid}`);
  });

  test.each([
    ['a fault', 'open(F, "/nosuch"); print unpack("p", pack("Q", 1))', 'SIGSEGV', 'That is a fault of the program'],
    ['a signal of its own', 'open(F, "/nosuch"); kill 15, $$; sleep 1', 'SIGTERM', 'It sent this signal to itself.'],
    ['a limit', 'open(F, "/nosuch"); 1 while 1', 'SIGKILL', 'Who sent it is not in the capture'],
  ])('%s ends a program', async (name, script, signal, why) => {
    const command = ['sh', '-c', 'ulimit -c 0; ulimit -t 1; exec /usr/bin/perl -e "$0"', script];
    const text = await lastError(`${name}.scap`, ...command);
    expect(text).toMatch(new RegExp(`^perl\\(\\d+\\) ended by ${signal} \\(event \\d+\\)\\.\\n${why}`));
  });

  test('a port at which nobody listens', async () => {
    const text = await perl(
      'refused.scap',
      'use Socket; socket($b, PF_INET, SOCK_STREAM, 0); connect($b, sockaddr_in(9, INADDR_LOOPBACK)) or die "connect: $!"',
    );
    expect(text).toMatch(/No process of this machine that the capture knows listens at port 9\./);
    expect(text).toMatch(/Before it, on this descriptor:\n {2}event \d+: \w+ by perl/);
  });

  test('a descriptor that was closed before', async () => {
    const text = await perl(
      'closed.scap',
      'use POSIX; open F, "/etc/passwd"; POSIX::close(3); POSIX::read(3, $x, 10) or die "read: $!"',
    );
    expect(text).toMatch(/Descriptor 3 was \/etc\/passwd until event \d+, which closed it\./);
  });

  test('a pipe whose reader has closed its end', async () => {
    const text = await perl(
      'pipe.scap',
      '$SIG{PIPE} = "IGNORE"; pipe(my $r, my $w); close $r; syswrite($w, "x") or die "write: $!"',
    );
    expect(text).toMatch(/\(EPIPE\)\.\n[\s\S]*The other end was given up by perl\(\d+\) with close \(event \d+\)\./);
  });

  test('a pipe whose reader has ended', async () => {
    const text = await perl(
      'ended.scap',
      '$SIG{PIPE} = "IGNORE"; pipe(my $r, my $w); my $child = fork; if (!$child) { sleep 1; require POSIX; POSIX::_exit(0) } close $r; waitpid $child, 0; syswrite($w, "x") or die "write: $!"',
    );
    expect(text).toMatch(/\(EPIPE\)\.\n[\s\S]*The other end was given up by perl\(\d+\) when it ended \(event \d+\)\./);
  });

  test('a connection that its other end closed with bytes that it had not read', async () => {
    const text = await perl(
      'reset.scap',
      `use Socket; socket($l, PF_INET, SOCK_STREAM, 0); listen($l, 1); socket($c, PF_INET, SOCK_STREAM, 0);
connect($c, getsockname $l) or die "connect: $!"; accept($s, $l); syswrite($c, "unread"); close $s;
defined sysread($c, $x, 10) or die "read: $!"`,
    );
    expect(text).toMatch(
      /\(ECONNRESET\)\.\n[\s\S]*The other end was given up by perl\(\d+\) with close \(event \d+\)\./,
    );
    expect(text).toContain('A reset comes from an end that is closed');
  });

  test('the limit of open descriptors', async () => {
    const text = await lastError(
      'limit.scap',
      'sh',
      '-c',
      `ulimit -n 10; /usr/bin/perl -e 'while (1) { open my $f, "/etc/passwd" or die "open: $!"; push @f, $f }'`,
    );
    expect(text).toMatch(/\(EMFILE\)\.\n[\s\S]*its limit was 10/);
  });

  test('a program that succeeded has no failure to explain', async () => {
    const file = scratch.path('fine.scap');
    await sysshark(['-w', file, '--', 'true']);
    const { stderr, exitCode } = await sysshark(['explain', '-r', file, '--last-error']);
    expect({ stderr, exitCode }).toEqual({ stderr: 'sysshark: no program ended badly', exitCode: 1 });
  });
});

describeWithShared('a call of a capture', () => {
  const FILE = sharedPath('captures', 'libs-curl-google.scap');

  test('that succeeded is one sentence: what was asked, and what came', async () => {
    const { stdout } = await sysshark(['explain', '-r', FILE, '1343']);
    expect(stdout.split('\n')[0]).toMatch(
      /^Event 1343: curl\(17497\) reads from .*:80 \(descriptor 4, ipv6\): 6040 bytes\.$/,
    );
    expect(stdout).toMatch(/\n {2}event 1312: send by curl\(17497\): 78|\n {2}event 1312: \w+ by curl\(17497\): 78/);
  });

  test('whose start is given is explained by its end', async () => {
    const started = await sysshark(['explain', '-r', FILE, '1342']);
    expect(started.stdout).toMatch(/^Event \d+: /);
    expect(started.exitCode).toBe(0);
  });

  test('-T words has a sentence for each call that ended, with the numbers of the events', async () => {
    const words = await sysshark(['-r', FILE, '-T', 'words', 'proc.name=curl']);
    const ends = await sysshark(['-r', FILE, '-p', '%evt.num', 'proc.name=curl and evt.dir=< and syscall.type exists']);
    const numbers = words.stdout.split('\n').map((line) => line.split(' ')[0]);
    expect(numbers).toEqual(expect.arrayContaining(ends.stdout.split('\n')));
    for (const line of words.stdout.split('\n'))
      expect(line).toMatch(/^\d+ [\d:.]{18} (?:a thread of )?curl\(17497\) .*\.$/);
  });
});

describeLiveBesideOthers('-T words', () => {
  test('tells calls whose arguments the exit event lacks, and whose verb is irregular', async () => {
    const file = scratch.path('synced');
    const program = `use POSIX; getppid(); kill 0, 0; kill 10, 999999; setpgid(0, 0); open(F, ">", "${file}"); flock(F, 2)`;
    const script = `perl -e '${program}'; sync -d ${file}`;
    const filter = 'evt.type in (getppid,kill,setpgid,flock,fdatasync) and proc.name in (perl,sync)';
    const { stdout } = await sysshark(['-T', 'words', filter, '--', 'sh', '-c', script]);
    expect(stdout.split('\n').map((line) => line.replace(/^\d+ [\d:.]{18} /, ''))).toEqual([
      expect.stringMatching(/^perl\(\d+\) calls getppid: \d+\.$/),
      expect.stringMatching(/^perl\(\d+\) asks whether its process group can get signals\.$/),
      expect.stringMatching(
        /^perl\(\d+\) cannot send SIGUSR1 to process 999999: there is no such process \(ESRCH\)\.$/,
      ),
      expect.stringMatching(/^perl\(\d+\) calls setpgid \(pid=0 pgid=0\): 0\.$/),
      expect.stringMatching(
        `^perl\\(\\d+\\) changes the lock of ${file} \\(descriptor 3, file\\) to 2\\(LOCK_EX\\)\\.$`,
      ),
      expect.stringMatching(`^sync\\(\\d+\\) has ${file} \\(descriptor 3, file\\) written to the disk\\.$`),
    ]);
  });
});

describe('hostile names', () => {
  test('cannot end a line or control a terminal', async () => {
    const file = scratch.path('hostile.scap');
    writeFileSync(file, hostileCapture());
    const { stdout } = await sysshark(['-r', file, '-T', 'words']);
    expect(stdout.split('\n').length).toBeGreaterThan(100);
    for (const line of stdout.split('\n')) expect(line).toMatch(/^\d+ [\d:.]{18} [\s\S]*\.$/);
    const numbers = stdout.split('\n').map((line) => line.split(' ')[0]);
    for (const num of [numbers[5], numbers[50], numbers[150]]) {
      const shown = await shell(`script -qec "$S explain -r ${file} ${num}" /dev/null`);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(shown.stdout.replaceAll('\r\n', '\n')).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u0080-\u009f\u202e]/);
    }
  });
});

describe('mistakes', () => {
  test.each([
    [['explain', '5'], /explain reads a capture: .*--explain/],
    [['explain', '-r', 'x'], /explain takes the number of one event/],
    [['explain', '-r', 'x', 'many'], /explain takes a number of at least 1|explain takes/],
    [['explain', '-r', 'x', '5', '6'], /explain takes the number of one event, not "5 6"/],
    [['explain', '-r', '-', '--last-error'], /standard input cannot be read twice/],
    [['-r', 'x', '--last-error'], /--last-error is an option of explain/],
  ])('%j is one line, with status 1', async (args, message) => {
    const { stdout, stderr, exitCode } = await sysshark(args);
    expect(stderr).toMatch(message);
    expect({ stdout, lines: stderr.split('\n').length, exitCode }).toEqual({ stdout: '', lines: 1, exitCode: 1 });
  });

  test('a number that no event has', async () => {
    const file = scratch.path('few.scap');
    writeFileSync(file, hostileCapture());
    const { stderr, exitCode } = await sysshark(['explain', '-r', file, '99999999']);
    expect(stderr).toMatch(/^sysshark: there is no event 99999999: the last one is \d+$/);
    expect(exitCode).toBe(1);
  });
});
