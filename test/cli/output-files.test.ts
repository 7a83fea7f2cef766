/** Output files: who may read them, which are not written, and which must survive. */
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { describeIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { ROOT, shell, sysshark } from '../helpers/sysshark.js';

const CAPTURE = join(ROOT, 'fixtures/fuzz/capture/events-1');
const NOBODY = 65534;
const scratch = makeScratch();
afterAll(() => scratch.remove());

let folder = '';
let count = 0;
const inFolder = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = scratch.path(String(++count));
  mkdirSync(folder);
});

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);
const bytesOf = (path: string): string => readFileSync(path, 'latin1');
/** A capture in a file of the folder. */
function captureIn(name: string): string {
  writeFileSync(inFolder(name), readFileSync(CAPTURE));
  return inFolder(name);
}
/** A text file in the folder. */
function textIn(name: string): string {
  writeFileSync(inFolder(name), 'not a capture\n');
  return inFolder(name);
}

describe('a capture that is written', () => {
  test('can be read only by its owner, whatever the umask and the previous mode', async () => {
    await shell(`umask 0; $S -r ${CAPTURE} -w new`, { cwd: folder });
    chmodSync(textIn('old'), 0o666);
    await sysshark(['-r', CAPTURE, '-w', inFolder('old')]);
    await shell(`umask 0; $S -r ${CAPTURE} -w part -e 5`, { cwd: folder });
    const modes = readdirSync(folder).map((name) => `${name.replace(/\d+$/, '')} ${modeOf(inFolder(name))}`);
    expect([...new Set(modes)].sort()).toEqual(['new 600', 'old 600', 'part 600']);
    expect(bytesOf(inFolder('old'))).toBe(bytesOf(inFolder('new')));
  });

  test('keeps its mode if the shell opened it', async () => {
    const { stderr } = await shell(`umask 022; $S -r ${CAPTURE} -w - > pipe; $S -r ${CAPTURE} -w /dev/stdout > path`, {
      cwd: folder,
    });
    expect({ stderr, modes: [modeOf(inFolder('pipe')), modeOf(inFolder('path'))] }).toEqual({
      stderr: '',
      modes: ['644', '644'],
    });
    expect(bytesOf(inFolder('path'))).toBe(bytesOf(inFolder('pipe')));
  });

  test.each([
    ['/dev/null', `$S -r ${CAPTURE} -w /dev/null`],
    ['/dev/stdout', `$S -r ${CAPTURE} -w /dev/stdout | $S -r - -n 3`],
    ['/dev/fd/N', `$S -r ${CAPTURE} -w >($S -r - -n 3); wait`],
    ['a descriptor opened by the shell', `exec 7>seventh; $S -r ${CAPTURE} -w /proc/self/fd/7; $S -r seventh -n 3`],
    ['a FIFO', `mkfifo f; $S -r f -n 3 & $S -r ${CAPTURE} -w f; wait`],
  ])('can go to %s like to any file', async (name, line) => {
    const { stdout, stderr, exitCode } = await shell(line, { cwd: folder });
    const expected = name === '/dev/null' ? '' : (await sysshark(['-r', CAPTURE, '-n', '3'])).stdout;
    expect({ stdout, stderr, exitCode }).toEqual({ stdout: expected, stderr: '', exitCode: 0 });
  });

  test('follows symbolic links of the writer, several of them, and to a missing file', async () => {
    textIn('target');
    mkdirSync(inFolder('sub'));
    symlinkSync('../target', inFolder('sub/relative'));
    symlinkSync(inFolder('sub/relative'), inFolder('absolute'));
    symlinkSync('made', inFolder('dangling'));
    await sysshark(['-r', CAPTURE, '-w', inFolder('absolute')]);
    await sysshark(['-r', CAPTURE, '-w', inFolder('dangling')]);
    await sysshark(['-r', CAPTURE, '-w', inFolder('plain')]);
    expect(readlinkSync(inFolder('dangling'))).toBe('made');
    for (const name of ['target', 'made']) expect(bytesOf(inFolder(name))).toBe(bytesOf(inFolder('plain')));
    expect(modeOf(inFolder('target'))).toBe('600');
  });

  test('does not follow a loop of links', async () => {
    symlinkSync('b', inFolder('a'));
    symlinkSync('a', inFolder('b'));
    const { stderr, exitCode } = await sysshark(['-r', CAPTURE, '-w', inFolder('a')]);
    expect({ stderr, exitCode }).toEqual({
      stderr: `sysshark: cannot write ${inFolder('a')}: too many levels of symbolic links`,
      exitCode: 1,
    });
  });
});

describeIf(process.getuid?.() === 0)('what belongs to another user', () => {
  /** Fails to write to a file as root; returns the error. */
  async function writeError(name: string): Promise<string> {
    const { stderr, exitCode } = await sysshark(['-r', CAPTURE, '-w', inFolder(name)]);
    expect(exitCode).toBe(1);
    return stderr.replaceAll(folder, '.');
  }

  test.each(['the link itself', 'one that a link of root points to'])('is not followed: %s', async (which) => {
    const target = textIn('target');
    symlinkSync('target', inFolder('link'));
    lchownSync(inFolder('link'), NOBODY, NOBODY);
    symlinkSync('link', inFolder('own'));
    const name = which === 'the link itself' ? 'link' : 'own';
    expect(await writeError(name)).toBe(
      `sysshark: cannot write ./${name}: the symbolic link ./link belongs to another user: write to what it names, or elsewhere`,
    );
    expect(bytesOf(target)).toBe('not a capture\n');
  });

  test('creates nothing at the target of such a link', async () => {
    symlinkSync('target', inFolder('link'));
    lchownSync(inFolder('link'), NOBODY, NOBODY);
    await writeError('link');
    expect(existsSync(inFolder('target'))).toBe(false);
  });

  test('is not written to, because its owner could read secrets of others', async () => {
    chownSync(textIn('theirs'), NOBODY, NOBODY);
    expect(await writeError('theirs')).toBe(
      'sysshark: cannot write ./theirs: it belongs to another user, who could read the capture: remove it, or write elsewhere',
    );
    expect(bytesOf(inFolder('theirs'))).toBe('not a capture\n');
  });
});

describe('unreadable inputs and unwritable outputs have clear errors', () => {
  test.each([
    ['-r /tmp', 'cannot read /tmp: it is a directory'],
    ['-r /no/such', 'cannot open /no/such: no such file or directory'],
    ['-r text/x', 'cannot open text/x: a part of the path is not a directory'],
    [`-r ${CAPTURE} -w /tmp`, 'cannot write /tmp: it is a directory'],
    [`-r ${CAPTURE} -w new/`, 'cannot write new/: it is a directory'],
    [`-r ${CAPTURE} -w /no/such`, 'cannot write /no/such: no such file or directory'],
    [`-r ${CAPTURE} -w /no/such -C 1`, 'cannot write /no/such: no such file or directory'],
    // errors show the ends of long words
    [`-r ${CAPTURE} -w ${'x'.repeat(300)}`, `cannot write ${'x'.repeat(80)}...${'x'.repeat(79)}: the name is too long`],
    [`-r ${CAPTURE} -w /dev/full`, 'cannot write /dev/full: no space left on device'],
    [`-r ${CAPTURE} -w - >/dev/full`, 'cannot write standard output: no space left on device'],
    [`-r ${CAPTURE} >/dev/full`, 'cannot write standard output: no space left on device'],
    ['-l >/dev/full', 'cannot write standard output: no space left on device'],
    [`-r ${CAPTURE} -w socket`, 'cannot write socket: it is a socket, or a device that does not exist'],
  ])('%s', async (line, message) => {
    textIn('text');
    const socket = createServer().listen(inFolder('socket'));
    await once(socket, 'listening');
    const { stderr, exitCode } = await shell(`$S ${line}`, { cwd: folder });
    socket.close();
    expect({ stderr, exitCode }).toEqual({ stderr: `sysshark: ${message}`, exitCode: 1 });
  });
});

describe('an existing file', () => {
  const BAD = ['no capture', 'an empty file', 'no file', 'pcapng'] as const;
  /** Creates an input that is not a capture. */
  function badInput(kind: (typeof BAD)[number]): string {
    if (kind === 'no file') return inFolder('absent');
    const bad = textIn('bad');
    if (kind === 'an empty file') truncateSync(bad);
    if (kind === 'pcapng') {
      const section = '0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000';
      writeFileSync(bad, Buffer.from(`${section}01000000140000000100000000000400140000000`.slice(0, 96), 'hex'));
    }
    return bad;
  }

  test.each(BAD)('is preserved if -r names %s', async (kind) => {
    const bad = badInput(kind);
    const good = captureIn('good');
    const before = bytesOf(good);
    for (const args of [
      ['-r', bad, '-w', good],
      ['-r', CAPTURE, '-r', bad, '-w', good],
      ['merge', CAPTURE, bad, '-w', good],
    ]) {
      const { exitCode, stderr } = await sysshark(args);
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringMatching(/^sysshark: [^\n]+$/) });
      expect(bytesOf(good) === before).toBe(true);
    }
    if (kind === 'no file') return;
    await shell(`$S -r - -w good < bad`, { cwd: folder });
    expect(bytesOf(good) === before).toBe(true);
  });

  test('is preserved if standard input is empty until the run is ended', async () => {
    const before = bytesOf(captureIn('good'));
    await shell('mkfifo f; exec 8<>f; timeout -s INT 1 $S -r - -w good <f', { cwd: folder });
    expect(bytesOf(inFolder('good')) === before).toBe(true);
  });

  const SAME = [
    ['-r q -w q', '-w q'],
    ['-r q -w hard', '-w hard'],
    ['-r q -w soft', '-w soft'],
    ['-r hard -w q', '-w q'],
    [`-r ${CAPTURE} -r q -w hard`, '-w hard'],
    [`merge ${CAPTURE} q -w q`, '-w q'],
    ['-r - -w q < q', '-w q'],
    ['-r - -w soft < hard', '-w soft'],
    [`-r ${CAPTURE} -r - -w q < hard`, '-w q'],
    ['-r q -c around q 1 evt.num=3', '-w q'],
    ['-r q -w - >> q', 'standard output'],
    ['-r q -w /dev/stdout 1<> hard', 'standard output'],
    ['-r q >> hard', 'standard output'],
    ['-r - < q >> hard', 'standard output'],
  ] as const;
  test.each(SAME)('is preserved if it is read: %s', async (line, output) => {
    captureIn('q');
    linkSync(inFolder('q'), inFolder('hard'));
    symlinkSync('q', inFolder('soft'));
    const { stderr, exitCode } = await shell(`$S ${line}`, { cwd: folder });
    const message =
      output === 'standard output'
        ? 'standard output is a capture that -r reads: give another file'
        : `${output} would overwrite a capture that -r reads`;
    expect({ stderr, exitCode }).toEqual({ stderr: `sysshark: ${message}`, exitCode: 1 });
    expect(bytesOf(inFolder('q')) === bytesOf(CAPTURE)).toBe(true);
  });

  test('is preserved if events and text would go to the same file', async () => {
    const { stderr, exitCode } = await shell(`$S -r ${CAPTURE} -c topprocs_cpu -w both >> both`, { cwd: folder });
    expect({ stderr, exitCode }).toEqual({
      stderr: 'sysshark: -w both is also where text is printed: give another file',
      exitCode: 1,
    });
  });
});

describe('files of a series', () => {
  const TIMED = ['-w', 'x-%H%M%S.scap', '-G', '1', '-W', '2'];
  const RING = ['-w', 'x', '-e', '5', '-W', '3'];
  const run = (...args: string[]) =>
    shell(`"$S" -r ${CAPTURE} ${args.map((arg) => `'${arg}'`).join(' ')}`, { cwd: folder });

  test('-W does not remove a file that is not a capture, even if its name matches', async () => {
    const names = ['x-000000.scap', 'x-000001.scap', 'x-000002.scap'];
    for (const name of names) textIn(name);
    mkdirSync(inFolder('x-000003.scap'));
    symlinkSync(captureIn('other'), inFolder('x-000004.scap'));
    expect(await run(...TIMED)).toMatchObject({ exitCode: 0, stderr: '' });
    const left = readdirSync(folder);
    expect(left).toEqual(expect.arrayContaining([...names, 'x-000003.scap', 'x-000004.scap', 'other']));
    for (const name of names) expect(bytesOf(inFolder(name))).toBe('not a capture\n');
  });

  test('-W removes captures with matching names, including compressed and empty ones', async () => {
    captureIn('x-000000.scap');
    await run('-w', 'x-000001.scap', '-z');
    writeFileSync(inFolder('x-000002.scap'), '');
    await run(...TIMED.with(-1, '1'));
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^x-(?!00000)/)]);
  });

  test('a ring overwrites captures, and does not start if another kind of file has one of its names', async () => {
    expect(await run(...RING)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await run(...RING)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readdirSync(folder)).toEqual(['x0', 'x1', 'x2']);
    textIn('x1');
    expect(await run(...RING)).toMatchObject({
      exitCode: 1,
      stderr: 'sysshark: -W 3 would overwrite x1, which is no capture: move it, or give -w another name',
    });
    expect(bytesOf(inFolder('x1'))).toBe('not a capture\n');
  });

  test('a ring does not change a hard link to its oldest file', async () => {
    await run(...RING);
    linkSync(inFolder('x0'), inFolder('kept'));
    linkSync(inFolder('x1'), inFolder('kept1'));
    linkSync(inFolder('x2'), inFolder('kept2'));
    const before = ['kept', 'kept1', 'kept2'].map((name) => bytesOf(inFolder(name)));
    await run(...RING);
    expect(['kept', 'kept1', 'kept2'].map((name) => bytesOf(inFolder(name)))).toEqual(before);
  });

  test('numbers continue after existing ones, and a link in the way is not followed', async () => {
    textIn('x0');
    symlinkSync('elsewhere', inFolder('x1'));
    expect(await run('-w', 'x', '-e', '5')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(bytesOf(inFolder('x0'))).toBe('not a capture\n');
    expect(existsSync(inFolder('elsewhere'))).toBe(false);
    symlinkSync('elsewhere', inFolder('y'));
    expect(await run('-w', 'y', '-G', '9')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(existsSync(inFolder('elsewhere'))).toBe(false);
  });
});
