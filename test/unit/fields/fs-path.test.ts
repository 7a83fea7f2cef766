import { expect, test } from '@jest/globals';
import { isExitType } from '../../../src/schema/event.js';
import { EVENTS, EVT, type EventCode } from '../../../src/schema/events.js';
import { int, text } from '../../helpers/event-samples.js';
import { type NamedParams, namedEvent } from '../../helpers/process-events.js';
import type { EventParts } from '../../helpers/scap.js';
import { lastPrinted, printed } from '../../helpers/story.js';

/** A process of the sample machine in /home/user, with descriptor 2 open on /tmp/dir and 1 on a pipe. */
const SERVER = 1000;
const [PIPE, DIRECTORY, CLOSED] = [1, 2, 77];
const AT_FDCWD = -100;
const ENOENT = -2;
const ALL = '%fs.path.name %fs.path.nameraw %fs.path.source %fs.path.target';

const fd = (number: number) => int(number, 8);
const succeeded = { res: fd(0) };
const failed = { res: fd(ENOENT) };

/** Enter and exit of a call. Only old enter events have parameters. */
function call(name: string, exit: NamedParams, enter: NamedParams = {}): EventParts[] {
  return [namedEvent(`${name}_E` as EventCode, SERVER, enter), namedEvent(`${name}_X` as EventCode, SERVER, exit)];
}

/** Calls with a directory descriptor and one path, and the name of the path parameter in the exit event. */
const AT_CALLS: Readonly<Record<string, string>> = {
  UNLINKAT_2: 'name',
  MKDIRAT: 'path',
  MKNODAT: 'path',
  FCHMODAT: 'filename',
  FCHOWNAT: 'pathname',
  NEWFSTATAT: 'path',
};

test.each(Object.entries(AT_CALLS))('the path of %s is relative to its directory', (name, path) => {
  const of = (dirfd: number, given: string) =>
    lastPrinted('%fs.path.name', ...call(name, { ...succeeded, dirfd: fd(dirfd), [path]: text(given) }));
  expect(of(AT_FDCWD, 'a')).toBe('/home/user/a');
  expect(of(AT_FDCWD, '../a')).toBe('/home/a');
  expect(of(DIRECTORY, 'a')).toBe('/tmp/dir/a');
  expect(of(DIRECTORY, '/a')).toBe('/a');
  expect(of(CLOSED, 'a')).toBe('<UNKNOWN>a');
});

test.each(['OPENAT_2', 'OPENAT2'])('the path of a failed %s is relative to its directory', (name) => {
  const of = (dirfd: number) => {
    const values = { fd: fd(ENOENT), dirfd: fd(dirfd), name: text('a') };
    return lastPrinted('%fs.path.name %fs.path.nameraw', ...call(name, values, values));
  };
  expect(of(AT_FDCWD)).toBe('/home/user/a a');
  expect(of(DIRECTORY)).toBe('/tmp/dir/a a');
});

/** Calls with two paths, each relative to its own directory if there are directory descriptors. */
const TWO_PATHS: readonly (readonly [code: string, values: NamedParams, source: string, target: string])[] = [
  ['RENAME', { oldpath: text('old'), newpath: text('new') }, '/home/user/old', '/home/user/new'],
  ...['RENAMEAT', 'RENAMEAT2'].map(
    (name) =>
      [
        name,
        { olddirfd: fd(AT_FDCWD), oldpath: text('old'), newdirfd: fd(DIRECTORY), newpath: text('new') },
        '/home/user/old',
        '/tmp/dir/new',
      ] as const,
  ),
  ['LINK_2', { oldpath: text('old'), newpath: text('new') }, '/home/user/new', '/home/user/old'],
  [
    'LINKAT_2',
    { olddir: fd(DIRECTORY), oldpath: text('old'), newdir: fd(AT_FDCWD), newpath: text('new') },
    '/home/user/new',
    '/tmp/dir/old',
  ],
  ['SYMLINK', { target: text('../to'), linkpath: text('sub/link') }, '/home/user/sub/link', '/home/user/to'],
  [
    'SYMLINKAT',
    { target: text('to'), linkdirfd: fd(DIRECTORY), linkpath: text('link') },
    '/tmp/dir/link',
    '/tmp/dir/to',
  ],
  ['MOUNT', { dev: text('tmpfs'), dir: text('on') }, 'tmpfs', '/home/user/on'],
];

test.each(TWO_PATHS)('a filter on fs.path.name compares both paths of %s', (name, values, source, target) => {
  const events = call(name, { ...succeeded, ...values });
  expect(lastPrinted('%fs.path.name %fs.path.source %fs.path.target', ...events)).toBe(`${source} ${source} ${target}`);
  const passed = (filter: string) => printed('%evt.type', events, filter).length;
  for (const path of [source, target]) {
    expect(passed(`fs.path.name = ${path}`)).toBe(1);
    expect(passed(`fs.path.name in (${path})`)).toBe(1);
    expect(passed(`fs.path.name != ${path}`)).toBe(0);
    expect(passed(`fs.path.name endswith ${path.slice(-3)}`)).toBe(1);
  }
  expect(passed('fs.path.name != /elsewhere')).toBe(1);
});

test('raw paths are the ones that the program passed', () => {
  const values = { olddirfd: fd(AT_FDCWD), oldpath: text('./old'), newdirfd: fd(DIRECTORY), newpath: text('new') };
  const format = '%fs.path.nameraw %fs.path.sourceraw %fs.path.targetraw';
  expect(lastPrinted(format, ...call('RENAMEAT2', { ...succeeded, ...values }))).toBe('./old ./old new');
  expect(printed('%evt.type', call('RENAMEAT2', values), 'fs.path.nameraw=new')).toEqual(['renameat2']);
});

test('failed calls have their paths', () => {
  expect(lastPrinted(ALL, ...call('UNLINKAT_2', { ...failed, dirfd: fd(AT_FDCWD), name: text('a') }))).toBe(
    '/home/user/a a <NA> <NA>',
  );
  expect(lastPrinted(ALL, ...call('RENAME', { ...failed, oldpath: text('a'), newpath: text('b') }))).toBe(
    '/home/user/a a /home/user/a /home/user/b',
  );
});

test('an empty path means the descriptor itself, if the call succeeded', () => {
  const of = (values: NamedParams) =>
    lastPrinted('%fs.path.name', ...call('NEWFSTATAT', { ...values, path: text('') }));
  expect(of({ ...succeeded, dirfd: fd(DIRECTORY) })).toBe('/tmp/dir');
  expect(of({ ...succeeded, dirfd: fd(PIPE) })).toBe('pipe:[123]');
  expect(of({ ...failed, dirfd: fd(DIRECTORY) })).toBe('<NA>');
});

test('calls on a descriptor have its name, or none if it is unknown', () => {
  expect(lastPrinted('%fs.path.name', ...call('FCHMOD', { fd: fd(PIPE) }))).toBe('pipe:[123]');
  expect(lastPrinted('%fs.path.name', ...call('FCHMOD', { fd: fd(CLOSED) }))).toBe('<NA>');
});

test('the path of chdir is relative to the previous directory', () => {
  const pathOf = (values: NamedParams) =>
    lastPrinted('%fs.path.name', ...call('CHDIR', { ...values, path: text('sub') }));
  expect(pathOf(succeeded)).toBe('/home/user/sub');
  expect(pathOf(failed)).toBe('/home/user/sub');
});

test('a path that could not be read is missing', () => {
  expect(lastPrinted(ALL, ...call('UNLINK_2', failed))).toBe('<NA> <NA> <NA> <NA>');
});

test('an open has the name of its descriptor', () => {
  const values = { fd: fd(12), dirfd: fd(DIRECTORY), name: text('un\x01printable') };
  expect(lastPrinted('%fs.path.name %fd.name', ...call('OPENAT_2', values, values))).toBe(
    '/tmp/dir/un.printable /tmp/dir/un.printable',
  );
});

test.each([
  ['MKDIR', { path: text('old') }, '/home/user/old'],
  ['UNLINKAT', { dirfd: fd(DIRECTORY), name: text('old') }, '/tmp/dir/old'],
  ['LINKAT', { olddir: fd(DIRECTORY), oldpath: text('a'), newdir: fd(AT_FDCWD), newpath: text('b') }, '/home/user/b'],
])('%s from before 2018 has the paths of its enter event', (name, enter, path) => {
  expect(lastPrinted('%fs.path.name', ...call(name, succeeded, enter))).toBe(path);
});

test('every exit event with a path parameter has fs.path.name', () => {
  const ofExec = new Set<number>([EVT.EXECVE_19_X, EVT.EXECVEAT_X]);
  const isPath = ({ type }: { readonly type: string }) => type === 'fspath' || type === 'fsrelpath';
  const rows = EVENTS.filter((row) => isExitType(row.id) && row.params.some(isPath) && !ofExec.has(row.id));
  expect(rows.length).toBeGreaterThan(30);
  for (const { code, name, params } of rows) {
    const values = Object.fromEntries(params.filter(isPath).map((param) => [param.name, text('/a')]));
    const exit = namedEvent(code as EventCode, SERVER, { ...values, ...(params[0]?.name === 'fd' && { fd: fd(-1) }) });
    expect([code, printed('%evt.type', [exit], 'fs.path.name=/a')]).toEqual([code, [name]]);
  }
});

test('the path of an execve is relative to the working directory, whether it succeeded or not', () => {
  const of = (res: number, given: string) =>
    lastPrinted('%fs.path.name %fs.path.nameraw', ...call('EXECVE_19', { res: fd(res) }, { filename: text(given) }));
  expect(of(ENOENT, 'a')).toBe('/home/user/a a');
  expect(of(ENOENT, '/bin/a')).toBe('/bin/a /bin/a');
  expect(of(0, 'a')).toBe('/home/user/a a');
});

test.each(['EXECVEAT_X', 'EXECVE_19_X'] as const)(
  'the path of an execveat that ends in %s is relative to its directory',
  (exit) => {
    const res = exit === 'EXECVEAT_X' ? ENOENT : 0;
    const of = (dirfd: number, given: string) => {
      const enter = namedEvent('EXECVEAT_E', SERVER, { dirfd: fd(dirfd), pathname: text(given) });
      return lastPrinted('%fs.path.name', enter, namedEvent(exit, SERVER, { res: fd(res) }));
    };
    expect(of(AT_FDCWD, 'a')).toBe('/home/user/a');
    expect(of(DIRECTORY, 'a')).toBe('/tmp/dir/a');
    expect(of(DIRECTORY, '/a')).toBe('/a');
  },
);
