import { describe, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { AWAITED } from '../../../src/fields/waiting.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { EVENTS } from '../../../src/schema/events.js';
import { SHOWN_CODE_NAMES } from '../../../src/schema/syscall-codes.js';

/** Names of the calls that can pass a filter. */
function callsOf(filter: string): ReadonlySet<string> {
  const { mask, codes } = compileFilter(filter, DEFAULT_FIELD_CONTEXT);
  const own = EVENTS.filter(({ id, name }) => mask[id] === 1 && name !== 'syscall').map(({ name }) => name);
  return new Set([...own, ...SHOWN_CODE_NAMES.filter((_, code) => code > 0 && codes[code] === 1)]);
}

describe('evt.waits_for', () => {
  test.each([
    ['time', ['nanosleep', 'clock_nanosleep', 'restart_syscall']],
    ['events', ['poll', 'ppoll', 'select', 'pselect6', 'epoll_wait', 'epoll_pwait', 'epoll_pwait2', 'io_pgetevents']],
    ['lock', ['futex', 'futex_waitv', 'flock', 'semop']],
    ['connection', ['accept', 'accept4']],
    ['child', ['wait4', 'waitid']],
    ['signal', ['pause', 'rt_sigsuspend', 'rt_sigtimedwait']],
    ['message', ['msgrcv', 'mq_timedreceive']],
  ])('is %s for %j, and absent for calls that do not wait', (awaited, names) => {
    const calls = callsOf(`evt.waits_for=${awaited}`);
    expect([...calls]).toEqual(expect.arrayContaining(names));
    const others = callsOf('not evt.waits_for exists');
    for (const name of calls) expect(others).not.toContain(name);
    for (const name of ['read', 'openat', 'epoll_ctl', 'execve']) expect(others).toContain(name);
  });

  test('has a value for every call of evt.is_wait', () => {
    const waiting = callsOf('evt.waits_for exists');
    expect([...waiting]).toEqual(expect.arrayContaining([...callsOf('evt.is_wait=true')]));
    expect(new Set(AWAITED.flatMap((one) => [...callsOf(`evt.waits_for=${one}`)]))).toEqual(waiting);
  });

  test('refuses what no call waits for', () => {
    expect(() => callsOf('evt.waits_for=locks')).toThrow(/did you mean lock/);
  });
});
