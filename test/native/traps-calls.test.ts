import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { expect, test } from '@jest/globals';
import { PROBE_STAT_SLOT } from '../../src/schema/stats.js';
import type { RawEvent } from './events.js';
import { describeNative, expectProgram, recordProgram } from './harness.js';

/** Exits without the enter event of the same call right before, of one thread. */
function strayExits(events: readonly RawEvent[]): RawEvent[] {
  return events.filter(
    ({ code }, index) => code.endsWith('_X') && events[index - 1]?.code !== code.replace(/_X$/, '_E'),
  );
}

/** The kernel has this setting only where it has the system calls of 32-bit programs. */
const testWithIa32 = existsSync('/proc/sys/abi/vsyscall32') ? test : test.skip;

describeNative('calls do not get mixed up', () => {
  test('unreadable user pointers give empty parameters, and data end where the mapping ends', async () => {
    await expectProgram('unreadable');
  });

  testWithIa32('calls by int 0x80 are counted and never misread (needs IA32 emulation)', async () => {
    const { pid, lines, events, stats } = await recordProgram('int80');
    expect(lines).toEqual(['200']);
    expect(stats[PROBE_STAT_SLOT.foreignAbi]).toBeGreaterThanOrEqual(200n);
    const misread = events.filter((event) => event.tid === pid && /^(WRITEV|STAT)_/.test(event.code));
    expect(misread).toEqual([]);
  });

  testWithIa32('the start of a 32-bit program is recorded, its calls are not (needs IA32 emulation)', async () => {
    const { pid, events } = await recordProgram('foreign', [], ['-m32', '-nostdlib', '-static']);
    const own = events.filter((event) => event.tid === pid);
    const start = own.findIndex((event) => event.code === 'EXECVE_19_X' && event.params['comm'] === 'foreign');
    expect(own[start]?.params).toMatchObject({ res: 0n, tid: BigInt(pid) });
    expect(own.slice(start + 1).map((event) => event.code)).toEqual(['PROCEXIT_1_E']);
    expect(own.at(-1)?.params).toMatchObject({ ret: 5n });
  });

  test('threads that hop between CPUs during a storm on all of them keep their order, and time never goes back', async () => {
    const { events, stats, lines } = await recordProgram('storm');
    expect(stats[PROBE_STAT_SLOT.dropsRing]).toBe(0n);
    expect(events.filter((event, index) => index > 0 && event.ts < events[index - 1]!.ts)).toEqual([]);
    expect(lines).toHaveLength(2 * availableParallelism());
    for (const tid of lines.map(Number)) {
      const own = events.filter((event) => event.tid === tid && event.code !== 'PROCEXIT_1_E').slice(1);
      expect(own.length).toBeGreaterThan(8000);
      expect(new Set(own.map((event) => event.cpu)).size).toBe(availableParallelism());
      expect(strayExits(own)).toEqual([]);
    }
  });
});
