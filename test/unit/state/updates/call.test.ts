/** Descriptors of calls without an event of their own. */
import { expect, test } from '@jest/globals';
import { int, text } from '../../../helpers/event-samples.js';
import { type AnyEventCode, type NamedParams, namedEvent } from '../../../helpers/process-events.js';
import { lastPrinted } from '../../../helpers/story.js';

const SERVER = 1000;
const AT_FDCWD = int(-100, 8);
/** A directory of the server. */
const DIRECTORY = int(2, 8);
const CLONE = int(1, 4);
const FROM_EMPTY = int(4, 4);

const reads = (fd: number) => namedEvent('READ_E', SERVER, { fd: int(fd, 8), size: int(1, 4) });
const event = (code: AnyEventCode, values: NamedParams) => namedEvent(code, SERVER, values);
const named = (...events: Parameters<typeof lastPrinted>[1][]) => lastPrinted('%fd.name', ...events, reads(20));
const made = { fd: int(20, 8) };

test.each<[AnyEventCode, NamedParams, string]>([
  ['CALL_FSOPEN_X', {}, 'X anon_inode:[fscontext]'],
  ['CALL_FSPICK_X', {}, 'X anon_inode:[fscontext]'],
  ['CALL_FANOTIFY_INIT_X', {}, 'X anon_inode:[fanotify]'],
  ['CALL_LANDLOCK_CREATE_RULESET_X', {}, 'X anon_inode:[landlock-ruleset]'],
  ['CALL_PERF_EVENT_OPEN_X', {}, 'X anon_inode:[perf_event]'],
  ['CALL_FSMOUNT_X', {}, 'd /'],
  ['CALL_MEMFD_SECRET_X', {}, 'f /secretmem (deleted)'],
  ['CALL_MQ_OPEN_X', { name: text('queue') }, 'f /queue'],
  ['CALL_OPEN_TREE_X', { dirfd: AT_FDCWD, path: text('/a/../b') }, 'f /b'],
  ['CALL_OPEN_TREE_X', { dirfd: DIRECTORY, path: text('b') }, 'f /tmp/dir/b'],
  ['CALL_OPEN_TREE_X', { dirfd: DIRECTORY, path: text('') }, 'd /tmp/dir'],
  ['CALL_OPEN_TREE_X', { dirfd: DIRECTORY, path: text('b'), flags: CLONE }, 'd /'],
])('%s names its descriptor, unless it fails (%#)', (code, values, expected) => {
  expect(lastPrinted('%fd.typechar %fd.name', event(code, { ...values, ...made }), reads(20))).toBe(expected);
  const failed = event(code, { ...values, fd: int(-24, 8) });
  expect(lastPrinted('%fd.typechar %fd.name', failed, reads(20))).toBe('o <NA>');
});

test('landlock_create_ruleset that returns a version makes no descriptor', () => {
  const version = event('CALL_LANDLOCK_CREATE_RULESET_X', { ...made, flags: int(1, 4) });
  expect(named(version)).toBe('<NA>');
});

test('calls whose path is unknown make no descriptor known', () => {
  const unknown = Buffer.alloc(0);
  expect(named(event('CALL_OPEN_TREE_X', { ...made, dirfd: AT_FDCWD, path: unknown }))).toBe('<NA>');
  expect(named(event('CALL_MQ_OPEN_X', { ...made, name: unknown }))).toBe('<NA>');
});

test('move_mount renames the descriptor of a mount that moves', () => {
  const mount = event('CALL_FSMOUNT_X', made);
  const move = (values: NamedParams) =>
    event('CALL_MOVE_MOUNT_X', {
      from_dirfd: int(20, 8),
      from_path: text(''),
      to_dirfd: DIRECTORY,
      to_path: text('to'),
      flags: FROM_EMPTY,
      ...values,
    });
  expect(named(mount, move({}))).toBe('/tmp/dir/to');
  expect(named(mount, move({ res: int(-22, 8) }))).toBe('/');
  expect(named(mount, move({ flags: int(0, 4) }))).toBe('/');
  expect(named(mount, move({ to_path: text('') }))).toBe('/');
});

test('close_range closes its descriptors', () => {
  const range = (values: NamedParams) =>
    event('CALL_CLOSE_RANGE_X', { first: int(20, 4), last: int(30, 4), ...values });
  const mount = event('CALL_FSMOUNT_X', made);
  expect(named(mount, range({}))).toBe('<NA>');
  expect(named(mount, range({ first: int(21, 4) }))).toBe('/');
  expect(named(mount, range({ res: int(-22, 8) }))).toBe('/');
  expect(named(mount, range({ flags: int(4, 4) }))).toBe('/');
});
