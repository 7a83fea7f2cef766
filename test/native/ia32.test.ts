import { expect } from '@jest/globals';
import { PROBE_STAT_SLOT } from '../../src/schema/stats.js';
import { X86_64_SYSCALLS } from '../../src/schema/syscalls/x86_64.js';
import { startCapture } from '../helpers/live.js';
import { testIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';
import {
  compileProgram,
  describeNative,
  expectProgram,
  hasIa32,
  interestIn,
  makeFolder,
  record,
  recordProgram,
  runToEnd,
} from './harness.js';

const testWithIa32 = testIf(hasIa32);
const INTEREST_EXIT = 2;
/** Filters on numbers that the kernel evaluates: a descriptor, a size, an offset in two halves, a result. */
const FILTER =
  'proc.name startswith ia32- and (fd.num=77 or evt.rawarg.size=3 or evt.rawarg.pos > 4294967296 or evt.rawres=4294967298 or evt.res=ENOENT)';
const FORMAT = '%proc.name %evt.dir %evt.type %evt.args';

describeNative('calls of the 32-bit table are recorded as those of x86_64 (needs IA32 emulation)', () => {
  testWithIa32.each(['ia32-files', 'ia32-processes', 'ia32-sockets'])('%s, parameter by parameter', async (program) => {
    await expectProgram(program);
  });

  testWithIa32(
    'a call that no kernel has is counted, and not taken for the x86_64 call of the same number',
    async () => {
      const { pid, lines, events, stats } = await recordProgram('int80', [], ['-static']);
      expect(lines).toEqual(['200']);
      expect(stats[PROBE_STAT_SLOT.foreignAbi]).toBeGreaterThanOrEqual(200n);
      const misread = events.filter((event) => event.tid === pid && event.code.startsWith('PREAD_'));
      expect(misread).toEqual([]);
    },
  );

  testWithIa32('a 32-bit program is recorded from start to end, by whichever entry it calls the kernel', async () => {
    const { pid, events } = await recordProgram('foreign', [], ['-m32', '-O2', '-fno-pie', '-nostdlib', '-static']);
    const own = events.filter((event) => event.tid === pid);
    const start = own.findIndex((event) => event.code === 'EXECVE_19_X' && event.params['comm'] === 'foreign');
    expect(own[start]?.params).toMatchObject({ res: 0n, tid: BigInt(pid) });
    const calls = own.slice(start + 1);
    expect(calls.map(({ code }) => code)).toEqual([
      'MMAP_E',
      'MMAP_X',
      'MMAP_E',
      'MMAP_X',
      'CALL_EXIT_E',
      'PROCEXIT_1_E',
    ]);
    const mapping = { addr: 0n, length: 4096n, prot: 1n, flags: 0xan, fd: -1n, offset: 7n * 4096n };
    expect(calls.filter(({ code }) => code === 'MMAP_E').map(({ params }) => params)).toEqual([mapping, mapping]);
    for (const { params } of calls.filter(({ code }) => code === 'MMAP_X')) {
      expect(params['res']).toBeGreaterThan(0n);
      expect(params['res']).toBeLessThan(2n ** 32n);
    }
    expect(calls.at(-1)?.params).toMatchObject({ ret: 5n });
  });

  testWithIa32('the interest in a call includes its 32-bit equivalent', async () => {
    const folder = makeFolder();
    const program = compileProgram('ia32-files', folder.path);
    let pid = 0;
    const stats = X86_64_SYSCALLS.filter(({ exit }) => exit === 'STAT_X').map(({ nr }) => nr);
    const work = async () => {
      pid = (await runToEnd(program, [folder.path])).pid;
    };
    const { events } = await record(work, { interest: interestIn(stats, INTEREST_EXIT) });
    folder.remove();
    const own = events.filter(
      (event) => event.tid === pid && !event.code.startsWith('CALL_') && !event.code.startsWith('GENERIC_'),
    );
    expect(own.map(({ code }) => code)).toEqual(['STAT_X', 'PROCEXIT_1_E']);
  });

  testWithIa32('a filter passes the same 32-bit calls in the kernel as afterwards', async () => {
    const scratch = makeScratch();
    const all = await startCapture(scratch.path('all.scap'));
    const part = await startCapture(scratch.path('part.scap'), FILTER);
    for (const name of ['ia32-files', 'ia32-sockets'])
      await runToEnd(compileProgram(name, scratch.path('')), [scratch.path('')]);
    for (const capture of [part, all]) expect(await capture.stop()).toMatchObject({ exitCode: 0 });
    const [whole, passed] = await Promise.all(
      [all, part].map(({ file }) => sysshark(['-r', file, '-p', FORMAT, FILTER])),
    );
    scratch.remove();
    expect(whole!.stdout.split('\n').length).toBeGreaterThan(10);
    expect(passed!.stdout).toBe(whole!.stdout);
  });
});
