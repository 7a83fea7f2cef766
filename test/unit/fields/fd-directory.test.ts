import { expect, test } from '@jest/globals';
import type { EventCode } from '../../../src/schema/events.js';
import { int, text } from '../../helpers/event-samples.js';
import { type NamedParams, namedEvent } from '../../helpers/process-events.js';
import type { EventParts } from '../../helpers/scap.js';
import { lastPrinted, printed } from '../../helpers/story.js';

/** A process of the sample machine in /home/user, with descriptor 2 open on /tmp/dir. */
const SERVER = 1000;
const DIRECTORY = 2;
const AT_FDCWD = -100;
const STRANGER = 4711;
const FORMAT = '%fd.num %fd.directory %fd.containerdirectory';

const fd = (number: number) => int(number, 8);

function call(name: string, exit: NamedParams, enter: NamedParams = {}, tid = SERVER): EventParts[] {
  return [namedEvent(`${name}_E` as EventCode, tid, enter), namedEvent(`${name}_X` as EventCode, tid, exit)];
}

/** Exits of calls with a directory descriptor, and the names of that and of the path. */
const AT_CALLS: readonly (readonly [name: string, dirfd: string, path: string])[] = [
  ['UNLINKAT_2', 'dirfd', 'name'],
  ['MKDIRAT', 'dirfd', 'path'],
  ['MKNODAT', 'dirfd', 'path'],
  ['FCHMODAT', 'dirfd', 'filename'],
  ['FCHOWNAT', 'dirfd', 'pathname'],
  ['NEWFSTATAT', 'dirfd', 'path'],
  ['RENAMEAT2', 'olddirfd', 'oldpath'],
  ['LINKAT_2', 'olddir', 'oldpath'],
  ['SYMLINKAT', 'linkdirfd', 'linkpath'],
];

test.each(AT_CALLS)('the directory of %s is the working directory for AT_FDCWD', (name, dirfd, path) => {
  const of = (directory: number, res: number) =>
    lastPrinted(FORMAT, ...call(name, { res: int(res, 8), [dirfd]: fd(directory), [path]: text('a') }));
  for (const res of [0, -2]) {
    expect(of(AT_FDCWD, res)).toBe('-100 /home/user :/home/user');
    expect(of(DIRECTORY, res)).toBe('2 /tmp/dir :/tmp/dir');
  }
});

test('a failed execveat has the directory that its enter event names', () => {
  const enter = { dirfd: fd(AT_FDCWD), pathname: text('a') };
  expect(printed(FORMAT, call('EXECVEAT', { res: int(-2, 8) }, enter))).toEqual([
    '-100 /home/user :/home/user',
    '-100 /home/user :/home/user',
  ]);
});

test('for calls without a path, the number of AT_FDCWD is no directory', () => {
  const values = { fd: fd(AT_FDCWD), size: int(1, 4) };
  expect(lastPrinted(FORMAT, ...call('READ', { res: int(-9, 8), ...values }, values))).toBe('-100  :');
});

test('a working directory that is not known is absent', () => {
  const removed = call('UNLINKAT_2', { res: int(0, 8), dirfd: fd(AT_FDCWD), name: text('a') }, {}, STRANGER);
  expect(lastPrinted('%fd.directory', ...removed)).toBe('<NA>');
});

test('filters find calls by their working directory, whatever other events are skipped', () => {
  const removed = call('UNLINKAT_2', { res: int(0, 8), dirfd: fd(AT_FDCWD), name: text('a') });
  const elsewhere = call('UNLINKAT_2', { res: int(0, 8), dirfd: fd(DIRECTORY), name: text('a') });
  const events = [...removed, ...elsewhere, ...removed];
  expect(printed('%evt.num', events, 'fd.directory=/home/user')).toEqual(['2', '6']);
  expect(printed('%evt.num', events, 'fd.directory=/tmp/dir')).toEqual(['4']);
});
