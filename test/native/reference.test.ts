import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeLive, startCapture } from '../helpers/live.js';
import { runOracle } from '../helpers/oracle.js';
import { MUST_RUN } from '../helpers/prerequisites.js';
import { withoutEarlyEnds, withoutNextNames } from '../helpers/renamed.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';
import { copyWithoutAnnexes } from '../helpers/without-annexes.js';
import { compileProgram, hasIa32, makeFolder, runToEnd } from './harness.js';

const IA32_PROGRAMS: readonly [string][] =
  hasIa32 || MUST_RUN ? [['ia32-files'], ['ia32-processes'], ['ia32-sockets']] : [];
/** Programs with arguments; the others get a temporary folder. */
const PROGRAMS: readonly (readonly [string, ...string[]])[] = [
  ['open'],
  ['read-write'],
  ['data'],
  ['names'],
  ['descriptors'],
  ['waits'],
  ['memory'],
  ['system'],
  ['handle'],
  ['overlay'],
  ['clone', 'text'],
  ['exec', 'text'],
  ['users'],
  ['tcp', '4'],
  ['udp', '6'],
  ['options'],
  ['unix-sockets'],
  ...IA32_PROGRAMS,
];
const FORMAT = '%thread.tid %evt.dir %evt.type %evt.args';

/**
 * Lines without the switches that follow the end of their thread: in the reference they belong to a thread only while other threads
 * of its process are there (docs/DIFFERENCES.md).
 */
function withoutLastSwitches(all: readonly string[]): string[] {
  const ended = new Set<string>();
  return all.filter((line) => {
    const [tid = '', , type] = line.split(' ');
    if (type === 'switch') return !ended.has(tid);
    if (type === 'procexit') ended.add(tid);
    else ended.delete(tid);
    return true;
  });
}

describeWithShared('the reference', () => {
  describeLive('reads a capture of the programs that print the events they expect', () => {
    const scratch = makeScratch();
    const file = scratch.path('programs.scap');
    /** One of them renames itself to this; proc.name follows that here, but not in the reference. */
    const names = [...PROGRAMS.map(([name]) => name), 'renamed'];
    const filter = names.map((name) => `proc.name=${name}`).join(' or ');
    let lines: string[] = [];

    beforeAll(async () => {
      const folder = makeFolder();
      const programs = PROGRAMS.map(([name, ...args]) => ({ path: compileProgram(name, folder.path), args }));
      const capture = await startCapture(file);
      for (const { path, args } of programs) {
        const place = makeFolder();
        await runToEnd(path, args.length > 0 ? args : [place.path]);
        place.remove();
      }
      expect(await capture.stop()).toEqual({ exitCode: 0, stderr: '' });
      folder.remove();
      lines = runOracle(file, ['-v', '-p', FORMAT, '-f', filter]).lines;
    });

    afterAll(() => scratch.remove());

    test('has the same parameters in the reference as here', async () => {
      const { stdout } = await sysshark(['-r', copyWithoutAnnexes(file), '-v', '-p', FORMAT, filter]);
      expect(lines.length).toBeGreaterThan(500);
      const withoutEarly = await withoutEarlyEnds(file);
      const comparable = (all: readonly string[]) => withoutNextNames(withoutLastSwitches(withoutEarly(all)));
      expect(comparable(stdout.split('\n'))).toEqual(comparable(lines));
    });

    test.each([
      ['a created file', /< openat .*name=.*flags=\d+\(.*O_CREAT.*O_F_CREATED\|FD_UPPER_LAYER\)/],
      ['a vector', /< preadv res=9 size=9 data=onesecond/],
      ['a list of descriptors', /> poll fds=\d+:p\S+ \d+:p\S+ timeout=-1/],
      ['a pipe', /< pipe2 res=0 fd1=\d+\(<p>\) fd2=\d+\(<p>\) ino=\d+ flags=\d+\(O_NONBLOCK\|O_CLOEXEC\)/],
      ['an interval', /> nanosleep interval=2000000\(0\.002s\)/],
      ['a futex', /> futex addr=\w+ op=129\(FUTEX_PRIVATE_FLAG\|FUTEX_WAKE\) val=3/],
      ['a request of ptrace', /> ptrace request=3\(PTRACE_PEEKDATA\)/],
      ['a new process', /< clone3 res=\d+\(clone\) exe=\S+\/clone args=text\. tid=.*flags=3\(CLONE_FILES\|CLONE_FS\)/],
      ['an exec', /< execve res=0 exe=by-path args=two\.\.four\. .*trusted_exepath=\S+\/exec/],
      ['a connection', /< connect res=0 tuple=127\.0\.0\.1:\d+->127\.0\.0\.1:\d+ fd=\d+/],
      [
        'an accepted connection',
        /< accept4 fd=\d+\(\S+\) tuple=127\.0\.0\.1:\d+->127\.0\.0\.1:\d+ queuepct=20 queuelen=1 queuemax=5/,
      ],
      ['a message', /< recvmsg res=7 size=7 data=one two tuple=::1:\d+->::1:\d+ msgcontrol=/],
      ['an option', /< setsockopt res=0 fd=\d+\S* level=1\(SOL_SOCKET\) optname=20\(SO_RCVTIMEO\) val=2000005000/],
      ['a failed rename', /< renameat2 res=-9\(EBADF\) olddirfd=1234\S* oldpath=a/],
    ])('the reference prints %s correctly', (_what, line) => {
      expect(lines.filter((text) => line.test(text))).not.toEqual([]);
    });
  });
});
