/** Kernels that may preempt programs of system calls: there, perf calls these, or two programs share each hook. */
import { readdirSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { testIf } from '../helpers/prerequisites.js';
import { describeNative, expectProgram, hasIa32, record, runToEnd } from './harness.js';

/** How many programs this process has attached to perf. */
function countPerfLinks(): number {
  const links = readdirSync('/proc/self/fdinfo').filter((fd) => {
    try {
      return /^link_type:\s*perf/m.test(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'));
    } catch {
      return false; // the descriptor of the list itself
    }
  });
  return links.length;
}

/** Whether this kernel is used like this, or nearly so. 6.12, which is not, refuses the program of execve then. */
const isNew = (([major = 0, minor = 0]) => major > 6 || (major === 6 && minor >= 18))(release().split('.').map(Number));

describeNative('programs of system calls that the kernel might preempt', () => {
  test.each([
    ['perf', 3],
    ['substituted', 0],
  ] as const)('are called as the option says: %s', async (callHooks, perfLinks) => {
    const work = async () => expect(countPerfLinks()).toBe(perfLinks);
    await record(work, { callHooks });
    expect(countPerfLinks()).toBe(0);
  });

  describe.each(['perf', 'substituted'] as const)('%s', (callHooks) => {
    test.each(['calls-files', 'calls-processes', 'read-write', 'clone'])(
      'record %s, parameter by parameter',
      async (program) => {
        await expectProgram(program, [], { callHooks });
      },
    );

    test('record the descendants of a followed process only, to their ends', async () => {
      const work = () => runToEnd('/bin/sh', ['-c', '(exit 3); exit 4']).then(() => undefined);
      const { events } = await record(work, { callHooks, followed: process.pid });
      const ends = events.filter(({ code }) => code === 'PROCEXIT_1_E');
      expect(ends.map(({ params }) => params['ret'])).toEqual([3n, 4n]);
      expect(new Set(events.map(({ tid }) => tid)).size).toBe(2);
    });

    testIf(hasIa32 && isNew).each(['ia32-files', 'ia32-processes', 'ia32-sockets'])(
      'record %s, parameter by parameter',
      async (program) => {
        await expectProgram(program, [], { callHooks });
      },
    );
  });
});
