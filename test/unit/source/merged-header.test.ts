import { expect, test } from '@jest/globals';
import { emptyFd } from '../../../src/scap/fdlist.js';
import { type CaptureHeader, emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { mergeHeaders } from '../../../src/source/merged-header.js';

const user = (uid: number, name: string) => ({ uid, gid: uid, name, home: '/', shell: '/bin/sh' });
const thread = (tid: number, exe: string) => ({ ...emptyThread(tid, tid), exe });
const machine = (hostname: string) => ({ cpus: 1, memoryBytes: 0, hostname, bootTime: 0n });

const FIRST: CaptureHeader = {
  ...emptyHeader(),
  users: [user(0, 'root'), user(1000, 'ann')],
  threads: [thread(1, 'init'), thread(5, 'sh')],
  fds: new Map([
    [1, [emptyFd(0, 2)]],
    [5, [{ ...emptyFd(0, 2), name: '/first' }]],
  ]),
};
const SECOND: CaptureHeader = {
  ...emptyHeader(),
  machine: machine('second'),
  users: [user(1000, 'bob'), user(1001, 'eve')],
  groups: [{ gid: 3, name: 'sys' }],
  threads: [thread(1, 'init'), thread(5, 'vi'), thread(9, 'cat')],
  fds: new Map([
    [1, [{ ...emptyFd(0, 2), name: '/other' }, emptyFd(4, 2)]],
    [5, [emptyFd(7, 2)]],
    [9, [emptyFd(1, 2)]],
  ]),
};
const MERGED = mergeHeaders([FIRST, SECOND]);

test('users, groups and threads are merged by id, and the first header wins', () => {
  expect(MERGED.users.map(({ uid, name }) => [uid, name])).toEqual([
    [0, 'root'],
    [1000, 'ann'],
    [1001, 'eve'],
  ]);
  expect(MERGED.groups).toEqual(SECOND.groups);
  expect(MERGED.threads.map(({ tid, exe }) => [tid, exe])).toEqual([
    [1, 'init'],
    [5, 'sh'],
    [9, 'cat'],
  ]);
});

test('descriptors are merged only if the program is the same', () => {
  const numbers = [...MERGED.fds].map(([tid, fds]) => [tid, fds.map(({ fd, name }) => [fd, name])]);
  expect(numbers).toEqual([
    [
      1,
      [
        [0, ''],
        [4, ''],
      ],
    ],
    [5, [[0, '/first']]],
    [9, [[1, '']]],
  ]);
});

test('the machine is the one of the first header that has one', () => {
  expect(MERGED.machine).toEqual(machine('second'));
  expect(mergeHeaders([{ ...FIRST, machine: machine('first') }, SECOND]).machine).toEqual(machine('first'));
});

test('the headers themselves do not change', () => {
  expect(FIRST.fds.get(1)).toHaveLength(1);
  expect(FIRST.users).toHaveLength(2);
});
