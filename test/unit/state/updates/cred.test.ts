import { expect, test } from '@jest/globals';
import { TASK } from '../../../../src/state/task-flags.js';
import { int } from '../../../helpers/event-samples.js';
import { namedEvent } from '../../../helpers/process-events.js';
import { lastPrinted } from '../../../helpers/story.js';

const SERVER = 1000;
const WORKER = 1001;
const KEEP = 0xffffffff;
const NOFILE = 7;
const AFTER = namedEvent('GETUID_E', SERVER);

const call = (name: 'SETUID' | 'SETGID' | 'SETRESUID' | 'SETRESGID', values: Record<string, Buffer>, result = 0) => [
  namedEvent(`${name}_E`, SERVER, values),
  namedEvent(`${name}_X`, SERVER, { res: int(result, 8) }),
];

test.each([
  ['SETUID', { uid: int(0, 4) }, '0 root 1000'],
  ['SETGID', { gid: int(0, 4) }, '1000 user 0'],
  ['SETRESUID', { ruid: int(5, 4), euid: int(0, 4), suid: int(6, 4) }, '0 root 1000'],
  ['SETRESGID', { rgid: int(5, 4), egid: int(0, 4), sgid: int(6, 4) }, '1000 user 0'],
  ['SETRESUID', { ruid: int(5, 4), euid: int(KEEP, 4), suid: int(6, 4) }, '1000 user 1000'],
] as const)('%s sets what it says', (name, values, ids) => {
  const format = '%user.uid %user.name %group.gid';
  expect(lastPrinted(format, ...call(name, values), AFTER)).toBe(ids);
  expect(lastPrinted(format, ...call(name, values, -1), AFTER)).toBe('1000 user 1000');
});

test('setreuid and setregid report ids at their exit', () => {
  const setreuid = namedEvent('SETREUID_X', SERVER, { res: int(0, 8), euid: int(0, 4), ruid: int(0, 4) });
  const setregid = namedEvent('SETREGID_X', SERVER, { res: int(0, 8), egid: int(0, 4), rgid: int(0, 4) });
  expect(lastPrinted('%user.uid %group.gid', setreuid, AFTER)).toBe('0 1000');
  expect(lastPrinted('%user.uid %group.gid', setregid, AFTER)).toBe('1000 0');
});

test('setsid starts a session', () => {
  expect(lastPrinted('%proc.sid', namedEvent('SETSID_X', SERVER, { res: int(777, 8) }), AFTER)).toBe('777');
  expect(lastPrinted('%proc.sid', namedEvent('SETSID_X', SERVER, { res: int(-1, 8) }), AFTER)).toBe('1000');
});

const CAPS = '%thread.cap_inheritable|%thread.cap_permitted|%thread.cap_effective';

test('capset sets all three sets', () => {
  const sets = { cap_inheritable: int(1, 8), cap_permitted: int(2, 8), cap_effective: int(4, 8) };
  expect(lastPrinted(CAPS, namedEvent('CAPSET_X', SERVER, { res: int(0, 8), ...sets }), AFTER)).toBe(
    'CAP_CHOWN|CAP_DAC_OVERRIDE|CAP_DAC_READ_SEARCH',
  );
  expect(lastPrinted(CAPS, namedEvent('CAPSET_X', SERVER, { res: int(-1, 8), ...sets }), AFTER)).toBe('||');
});

test('a new user namespace gives all capabilities', () => {
  const unshare = (flags: number, result: number) => [
    namedEvent('UNSHARE_E', SERVER, { flags: int(flags, 4) }),
    namedEvent('UNSHARE_X', SERVER, { res: int(result, 8) }),
  ];
  const setns = [
    namedEvent('SETNS_E', SERVER, { nstype: int(TASK.NEWUSER, 4) }),
    namedEvent('SETNS_X', SERVER, { res: int(0, 8) }),
  ];
  for (const calls of [unshare(TASK.NEWUSER, 0), setns])
    expect(lastPrinted('%thread.cap_effective', ...calls, AFTER)).toContain('CAP_SYS_ADMIN');
  for (const calls of [unshare(1, 0), unshare(TASK.NEWUSER, -1)]) expect(lastPrinted(CAPS, ...calls, AFTER)).toBe('||');
});

test('setrlimit sets the descriptor limit of the process', () => {
  const setrlimit = (resource: number, limit: number, tid = SERVER) => [
    namedEvent('SETRLIMIT_E', tid, { resource: int(resource, 1) }),
    namedEvent('SETRLIMIT_X', tid, { res: int(0, 8), cur: int(limit, 8), max: int(4096, 8) }),
  ];
  expect(lastPrinted('%proc.fdlimit', ...setrlimit(NOFILE, 99), AFTER)).toBe('99');
  expect(lastPrinted('%proc.fdlimit', ...setrlimit(NOFILE, 99, WORKER), AFTER)).toBe('99');
  expect(lastPrinted('%proc.fdlimit', ...setrlimit(NOFILE, -1), AFTER)).toBe('1024');
  expect(lastPrinted('%proc.fdlimit', ...setrlimit(3, 99), AFTER)).toBe('1024');
});

test('prlimit sets that of another process', () => {
  const prlimit = (pid: number) => [
    namedEvent('PRLIMIT_E', 2000, { pid: int(pid, 8), resource: int(NOFILE, 1) }),
    namedEvent('PRLIMIT_X', 2000, { res: int(0, 8), newcur: int(98, 8) }),
  ];
  expect(lastPrinted('%proc.fdlimit', ...prlimit(SERVER), AFTER)).toBe('98');
  expect(lastPrinted('%proc.fdlimit', ...prlimit(0), AFTER)).toBe('1024');
  expect(lastPrinted('%proc.fdlimit', ...prlimit(0), namedEvent('GETUID_E', 2000))).toBe('98');
});
