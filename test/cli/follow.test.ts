import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { encodeDrop } from '../../src/scap/drop-block.js';
import { closes, dups, opens } from '../helpers/descriptor-events.js';
import { int } from '../helpers/event-samples.js';
import { hostileCapture } from '../helpers/hostile-capture.js';
import { reads, START, writes } from '../helpers/io-events.js';
import { describeLive } from '../helpers/live.js';
import { cloneExit, namedEvent } from '../helpers/process-events.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, type EventParts, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { shell, sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const SERVER = 1000;
const CHILD = 1001;

/** An object of --json that is about bytes. */
interface Moved {
  readonly stream: number;
  readonly kind: string;
  readonly process: { readonly pid: number };
  readonly data: { readonly data: string };
}

/** A capture on the sample machine. */
function captureOf(name: string, events: readonly EventParts[]): string {
  const file = scratch.path(name);
  const blocks = events.map((event, i) => eventBlock({ ts: START + BigInt(i) * 1000n, ...event }));
  writeFileSync(file, capture(blocks, sampleHeader()));
  return file;
}

const forks: readonly EventParts[] = [
  cloneExit({ tid: SERVER, program: 'server' }, CHILD),
  cloneExit({ tid: CHILD, ptid: SERVER, program: 'server' }, 0),
];

/** What is printed, without the lines about processes. */
async function followed(file: string, ...words: string[]): Promise<string[]> {
  const { stdout } = await sysshark(['follow', '-r', file, ...words]);
  return stdout.split('\n').filter((line) => !line.startsWith('--'));
}

describe('one stream', () => {
  test('has the bytes of copies made by dup and fork; a number that is used again belongs to another', async () => {
    const file = captureOf('copies.scap', [
      ...opens(SERVER, 9, '/x'),
      ...writes({ tid: SERVER, fd: 9, data: 'one\n' }),
      ...dups(SERVER, 9, 10),
      ...writes({ tid: SERVER, fd: 10, data: 'two\n' }),
      ...forks,
      ...closes(SERVER, 9),
      ...opens(SERVER, 9, '/x'),
      ...writes({ tid: SERVER, fd: 9, data: 'other\n' }),
      ...writes({ tid: CHILD, fd: 9, data: 'three\n' }),
      ...reads({ tid: CHILD, fd: 10, data: 'four\n' }),
    ]);
    expect(await followed(file, 'fd.name=/x', '--stream', '1')).toEqual([
      '== 1: /x (file)',
      '> one',
      '> two',
      '> three',
      '< four',
    ]);
    expect(await followed(file, 'fd.name=/x', '--stream', '2')).toEqual(['== 2: /x (file)', '> other']);
    // Stratoshark's Follow File Descriptor Stream filters by thread and number
    const perThread = await sysshark([
      '-r',
      file,
      '-p',
      '%evt.buffer',
      `thread.tid=${SERVER} and fd.num=9 and evt.is_io_write=true and evt.dir=<`,
    ]);
    expect(perThread.stdout.split('\n').join('')).toBe('one.other.');
  });

  test('is shown from the first event on that selects it; the bytes before are counted', async () => {
    const file = captureOf('late.scap', [
      ...opens(SERVER, 9, '/x'),
      ...writes({ tid: SERVER, fd: 9, data: 'one\n' }),
      ...forks,
      ...writes({ tid: CHILD, fd: 9, data: 'two\n' }),
      ...writes({ tid: SERVER, fd: 9, data: 'three\n' }),
    ]);
    expect(await followed(file, `proc.pid=${CHILD} and fd.num=9`)).toEqual([
      '== 1: /x (file); 4 bytes before it was selected are not shown',
      '> two',
      '> three',
    ]);
  });

  test('is shown for processes that have used it before another one selects it', async () => {
    const file = captureOf('selected-by-child.scap', [
      ...opens(SERVER, 9, '/x'),
      ...forks,
      ...writes({ tid: SERVER, fd: 9, data: 'one\n' }),
      ...writes({ tid: SERVER, fd: 9, data: 'two\n' }),
      ...writes({ tid: CHILD, fd: 9, data: 'three\n' }),
      ...writes({ tid: SERVER, fd: 9, data: 'four\n' }),
    ]);
    expect(await followed(file, `proc.pid=${CHILD}`)).toEqual([
      '== 1: /x (file); 8 bytes before it was selected are not shown',
      '> three',
      '> four',
    ]);
  });

  test('a descriptor that the capture does not know is followed by its process and number until it is closed', async () => {
    const file = captureOf('unknown.scap', [
      ...writes({ tid: SERVER, fd: 77, data: 'one\n' }),
      ...closes(SERVER, 77),
      ...writes({ tid: SERVER, fd: 77, data: 'two\n' }),
    ]);
    expect(await followed(file, 'fd.num=77')).toEqual([
      '== 1: a descriptor of which the capture says nothing',
      '> one',
      '== 2: a descriptor of which the capture says nothing',
      '> two',
    ]);
  });
});

describe('what is missing is said', () => {
  test('bytes beyond the snaplen, with the option that keeps them, and status 2', async () => {
    const file = captureOf('cut.scap', [
      ...opens(SERVER, 9, '/x'),
      ...writes({ tid: SERVER, fd: 9, data: 'x'.repeat(500), kept: 3 }),
    ]);
    const { stdout, stderr, exitCode } = await sysshark(['follow', '-r', file, 'fd.name=/x']);
    expect(stdout.split('\n').slice(2)).toEqual(['> xxx', '!! 497 of 500 bytes were not captured']);
    expect(stderr).toMatch(/^sysshark: 497 bytes are missing: .* -s 500 -w whole\.scap$/);
    expect(exitCode).toBe(2);
  });

  test('bytes that sendfile moves, in both streams', async () => {
    const sendfile = { out_fd: int(9, 8), in_fd: int(10, 8), size: int(100, 8) };
    const file = captureOf('sendfile.scap', [
      ...opens(SERVER, 9, '/out'),
      ...opens(SERVER, 10, '/in'),
      namedEvent('SENDFILE_E', SERVER, sendfile),
      namedEvent('SENDFILE_X', SERVER, { res: int(100, 8) }),
    ]);
    const { stderr, exitCode } = await sysshark(['follow', '-r', file, 'fd.name=/out']);
    expect(stderr).toMatch(/^sysshark: 100 bytes are missing: calls such as sendfile/);
    expect(exitCode).toBe(2);
    expect(await followed(file, 'fd.name in (/in, /out)')).toEqual([
      '== 1: /out (file)',
      '!! 100 bytes moved by sendfile: their content is never captured',
      '== 2: /in (file)',
      '!! 100 bytes moved by sendfile: their content is never captured',
    ]);
  });

  test('lost events, in the streams that were open', async () => {
    const file = captureOf('lost.scap', [...opens(SERVER, 9, '/x'), ...writes({ tid: SERVER, fd: 9, data: 'one\n' })]);
    const rest = [
      ...writes({ tid: SERVER, fd: 9, data: 'two\n' }),
      ...opens(SERVER, 8, '/x'),
      ...writes({ tid: SERVER, fd: 8, data: 'new\n' }),
    ];
    writeFileSync(
      file,
      Buffer.concat([readFileSync(file), encodeDrop(0x17979cfe, 0), ...rest.map((event) => eventBlock(event))]),
    );
    expect(await followed(file, 'fd.name=/x')).toEqual([
      '== 1: /x (file)',
      '> one',
      '!! events were lost before this: bytes may be missing',
      '> two',
      '== 2: /x (file)',
      '> new',
    ]);
    const { stderr, exitCode } = await sysshark(['follow', '-r', file, 'fd.name=/x']);
    expect({ stderr, exitCode }).toEqual({
      stderr: 'sysshark: events were lost, so bytes may be missing (a larger --buffer helps)',
      exitCode: 2,
    });
  });

  test('failures, and the end of what can be read; not that a call has to be tried again', async () => {
    const fails = (result: number) => namedEvent('READ_X', SERVER, { res: int(result, 8), fd: int(9, 8) });
    const read = namedEvent('READ_E', SERVER, { fd: int(9, 8) });
    const file = captureOf('failed.scap', [
      ...opens(SERVER, 9, '/x'),
      read,
      fails(-11),
      read,
      fails(-5),
      read,
      fails(0),
    ]);
    expect((await followed(file, 'fd.name=/x')).slice(1)).toEqual([
      '!! read failed: EIO',
      '!! read returned no bytes: the end, or an empty message',
    ]);
  });

  test('a selector that nothing matches is no success', async () => {
    const file = captureOf('none.scap', opens(SERVER, 9, '/x'));
    const { stdout, stderr, exitCode } = await sysshark(['follow', '-r', file, 'fd.name=/y']);
    expect({ stdout, stderr, exitCode }).toEqual({
      stdout: '',
      stderr: 'sysshark: no bytes went through a descriptor that matches fd.name=/y',
      exitCode: 2,
    });
  });
});

describe('forms', () => {
  const BYTES = Buffer.from([...Array(256).keys()]).toString('latin1');
  const file = captureOf('forms.scap', [
    ...opens(SERVER, 9, '/x'),
    ...writes({ tid: SERVER, fd: 9, data: BYTES }),
    namedEvent('PWRITE_E', SERVER, { fd: int(9, 8), pos: int(4096, 8) }),
    namedEvent('PWRITE_X', SERVER, { res: int(2, 8), data: Buffer.from('AB') }),
    ...reads({ tid: SERVER, fd: 9, data: 'answer' }),
  ]);

  test('--raw writes exactly the bytes, of one direction with --only', async () => {
    const { stdout } = await shell(`$S follow -r ${file} fd.name=/x --raw | od -An -v -tx1 | tr -d ' \\n'`);
    expect(stdout).toBe(Buffer.from(`${BYTES}ABanswer`, 'latin1').toString('hex'));
    expect((await sysshark(['follow', '-r', file, 'fd.name=/x', '--raw', '--only', 'read'])).stdout).toBe('answer');
  });

  test('--hex has offsets in the stream, or the position that a call names', async () => {
    const lines = await followed(file, 'fd.name=/x', '--hex');
    expect(lines[1]).toBe('> 00000000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  |................|');
    expect(lines[5]).toBe('> 00000040  40 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  |@ABCDEFGHIJKLMNO|');
    expect(lines.slice(17)).toEqual([
      '!! at position 4096',
      '> 00001000  41 42                                             |AB|',
      '< 00000000  61 6e 73 77 65 72                                 |answer|',
    ]);
  });

  test('--json has an object for each call, with all that was captured', async () => {
    const { stdout } = await sysshark(['follow', '-r', file, 'fd.name=/x', '--json']);
    const objects = stdout.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(objects.map(({ stream, kind }) => [stream, kind])).toEqual([
      [1, 'begin'],
      [1, 'write'],
      [1, 'write'],
      [1, 'read'],
    ]);
    expect(objects[1]).toMatchObject({
      fd: { num: 9, type: 'file', name: '/x' },
      process: { pid: SERVER },
      data: {
        length: 256,
        truncated: false,
        captured: 256,
        data: { base64: Buffer.from(BYTES, 'latin1').toString('base64') },
      },
    });
    expect(objects[2]).toMatchObject({ position: 4096, data: { data: 'AB' } });
  });

  test('-o FOLDER/ has files for each stream, which only their owner can read, and a list on standard output', async () => {
    const folder = scratch.path('files');
    const { stdout } = await sysshark(['follow', '-r', file, 'fd.name=/x', '--raw', '-o', `${folder}/`]);
    expect(stdout).toBe('== 1: /x (file)');
    expect(readdirSync(folder).sort()).toEqual(['1.read', '1.written']);
    expect(readFileSync(`${folder}/1.written`, 'latin1')).toBe(`${BYTES}AB`);
    expect(readFileSync(`${folder}/1.read`, 'latin1')).toBe('answer');
    expect(statSync(`${folder}/1.read`).mode & 0o777).toBe(0o600);
    const again = await sysshark(['follow', '-r', file, 'fd.name=/x', '--raw', '-o', `${folder}/`]);
    expect(again.stderr).toMatch(/cannot write .*\/1\.written: .*exists/);
    expect(again.exitCode).toBe(1);
  });

  test('more streams than files can be open end up in a file each', async () => {
    const numbers = [...Array(200).keys()].map((i) => i + 100);
    const turns = ['first ', 'second\n'].flatMap((data) => numbers.flatMap((fd) => writes({ tid: SERVER, fd, data })));
    const many = captureOf('many.scap', [...numbers.flatMap((fd) => opens(SERVER, fd, `/${fd}`)), ...turns]);
    const folder = scratch.path('many');
    const { exitCode } = await shell(`ulimit -n 120; $S follow -r ${many} -o ${folder}/ fd.type=file`);
    expect(exitCode).toBe(0);
    expect(readdirSync(folder)).toHaveLength(200);
    expect(readFileSync(`${folder}/200.txt`, 'latin1')).toMatch(
      /^== 200: \/299 \(file\)\n-- 200: .*\n> first second\n$/,
    );
  });
});

describe('a terminal', () => {
  test('gets no raw bytes, neither by default nor as a file', async () => {
    const file = captureOf('tty.scap', [...opens(SERVER, 9, '/x'), ...writes({ tid: SERVER, fd: 9, data: '\x1b[2J' })]);
    for (const words of ['--raw', '--raw -o /dev/tty']) {
      const { stdout } = await shell(`script -qec "$S follow -r ${file} fd.name=/x ${words}" /dev/null`);
      expect(stdout).toMatch(/^sysshark: .*terminal/);
      expect(stdout).not.toContain('\x1b');
    }
  });

  test('is sent no control character of data or names', async () => {
    const file = scratch.path('hostile.scap');
    writeFileSync(file, hostileCapture());
    for (const form of ['--ascii', '--hex', '--json']) {
      const { stdout } = await shell(`script -qec "NO_COLOR=1 $S follow -r ${file} ${form}" /dev/null`);
      const text = stdout.replaceAll('\r\n', '\n');
      expect(text.length).toBeGreaterThan(1000);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\u202e]/);
      if (form === '--json') continue;
      for (const line of text.split('\n').slice(0, -1)) expect(line).toMatch(/^(== |-- |!! |> |< |sysshark: )/);
    }
  });
});

describe('mistakes', () => {
  test.each([
    [['follow', '-r', 'x', '--raw', '--hex'], /follow writes one form/],
    [['follow', '-r', 'x', '-p', '%fd.name'], /follow prints bytes, not events: leave out -p/],
    [['follow', '-r', 'x', '--stream', 'one'], /--stream takes a number/],
    [['follow', '-r', 'x', '-c', 'ps'], /follow does not run chisels/],
    [['follow', '-r', 'x', 'fd.name='], /filter/],
    [['-r', 'x', '--raw', 'fd.name=/x'], /--raw is an option of follow/],
  ])('%j is one line, with status 1', async (args, message) => {
    const { stderr, exitCode } = await sysshark(args);
    expect(stderr.split('\n')[0]).toMatch(message);
    expect(exitCode).toBe(1);
  });

  test('--raw of two streams to one place is refused', async () => {
    const file = captureOf(
      'two.scap',
      [8, 9].flatMap((fd) => [...opens(SERVER, fd, '/x'), ...writes({ tid: SERVER, fd, data: 'x' })]),
    );
    const { stderr, exitCode } = await sysshark(['follow', '-r', file, '--raw', 'fd.name=/x']);
    expect(stderr).toMatch(/--raw writes one stream, and more than one matches \(1, 2\): choose with --stream 1/);
    expect(exitCode).toBe(1);
    expect((await sysshark(['follow', '-r', file, '--raw', '--stream', '2', 'fd.name=/x'])).stdout).toBe('x');
  });

  test('a full disk is one error, and a reader that goes away none', async () => {
    const file = captureOf('full.scap', [...opens(SERVER, 9, '/x'), ...writes({ tid: SERVER, fd: 9, data: 'x' })]);
    const full = await sysshark(['follow', '-r', file, '-o', '/dev/full', 'fd.name=/x']);
    expect(full.stderr).toMatch(/^sysshark: cannot write \/dev\/full: .*space/);
    expect(full.exitCode).toBe(1);
    const { stdout, stderr } = await shell(`set -o pipefail; $S follow -r ${file} fd.name=/x | true; echo $?`);
    expect({ stdout, stderr }).toEqual({ stdout: '0', stderr: '' });
  });

  test('what a cut capture has is shown before the error', async () => {
    const file = captureOf('whole.scap', [
      ...opens(SERVER, 9, '/x'),
      ...writes({ tid: SERVER, fd: 9, data: 'one\n' }),
      ...closes(SERVER, 9),
    ]);
    const cut = scratch.path('cut-off.scap');
    writeFileSync(cut, readFileSync(file).subarray(0, -10));
    const { stdout, stderr, exitCode } = await sysshark(['follow', '-r', cut, 'fd.name=/x']);
    expect(stdout).toMatch(/\n> one$/);
    expect(stderr).toMatch(/cut/);
    expect(exitCode).toBe(2);
  });
});

describeWithShared('real captures', () => {
  test('a connection of curl: the request whole, the answer as far as it was captured', async () => {
    const file = sharedPath('captures', 'libs-curl-google.scap');
    const lines = await followed(file, 'fd.sport=80');
    expect(lines.slice(1, 7)).toEqual([
      '> GET / HTTP/1.1',
      '> Host: www.google.com',
      '> User-Agent: curl/7.47.0',
      '> Accept: */*',
      '> ',
      '< HTTP/1.1 200 OK',
    ]);
    expect(lines).toContain('!! 5960 of 6040 bytes were not captured');
  });

  test('both ends of a connection are streams of their own, and say so', async () => {
    const file = sharedPath('captures', 'sf-tcp-client-server.scap');
    const { stdout } = await sysshark(['follow', '-r', file, 'fd.l4proto=tcp', 'and', 'fd.type=ipv4']);
    expect(stdout).toMatch(/^== 2: .*; the other end of stream 1, so the same bytes$/m);
  });
});

describeLive('real programs', () => {
  test('a script whose descriptor goes through dup, fork and exec: the stream has what the file has', async () => {
    mkdirSync(scratch.path('live'));
    const path = scratch.path('live/file');
    const script = `exec 3>${path}; echo one >&3; (echo two >&3); exec 4>&3 3>&-; echo three >&4
/usr/bin/perl -e '$^F = 9; open my $f, ">&=4"; system "echo four >&4"'
/bin/echo five >&4; exec 3>${path}.other; echo other >&3`;
    const { stdout, stderr, exitCode } = await sysshark([
      'follow',
      '--raw',
      `fd.name=${path}`,
      '--',
      'bash',
      '-c',
      script,
    ]);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(`${stdout}\n`).toBe(readFileSync(path, 'latin1'));
    expect(stdout.split('\n').length).toBeGreaterThanOrEqual(4);
  });

  test('a server whose children answer: both directions of its connection, as client and server saw them', async () => {
    const server = `use Socket; socket(my $l, PF_INET, SOCK_STREAM, 0); bind($l, sockaddr_in(0, INADDR_LOOPBACK)); listen($l, 5);
my ($port) = sockaddr_in(getsockname($l));
if (!fork) { socket(my $c, PF_INET, SOCK_STREAM, 0); connect($c, sockaddr_in($port, INADDR_LOOPBACK));
syswrite($c, "question\\n"); shutdown($c, 1); while (sysread($c, my $x, 100)) { print $x } exit }
accept(my $s, $l); sysread($s, my $q, 100);
for my $i (1 .. 3) { if (!fork) { syswrite($s, "answer $i\\n"); exit } wait } close $s; wait`;
    const all = await sysshark([
      'follow',
      'fd.type=ipv4',
      'and',
      'fd.l4proto=tcp',
      '--json',
      '--',
      '/usr/bin/perl',
      '-e',
      server,
    ]);
    const objects = all.stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Moved);
    const bytes = (stream: number, kind: string): string =>
      objects
        .filter((one) => one.stream === stream && one.kind === kind)
        .map((one) => one.data.data)
        .join('');
    const ends = [1, 2].map((stream) => ({ read: bytes(stream, 'read'), write: bytes(stream, 'write') }));
    const answers = 'answer 1\nanswer 2\nanswer 3\n';
    expect(ends.sort((a, b) => a.read.length - b.read.length)).toEqual([
      { read: 'question\n', write: answers },
      { read: answers, write: 'question\n' },
    ]);
    // each child has written to the one stream of the server
    expect(new Set(objects.filter(({ kind }) => kind === 'write').map((one) => one.process.pid)).size).toBe(4);
  });
});
