import { expect, test } from '@jest/globals';
import { int, text } from '../../../helpers/event-samples.js';
import { namedEvent } from '../../../helpers/process-events.js';
import { lastPrinted } from '../../../helpers/story.js';

const SERVER = 1000;
const WORKER = 1001;
const O_DIRECTORY = 1 << 10;
const READ = namedEvent('READ_E', SERVER, { fd: int(20, 8), size: int(1, 4) });

function openat(name: string, dirfd = -100, more: Record<string, Buffer> = {}, tid = SERVER) {
  const values = { fd: int(20, 8), dirfd: int(dirfd, 8), name: text(name), ...more };
  return namedEvent('OPENAT_2_X', tid, values);
}

test.each([
  ['/etc/passwd', -100, '/etc/passwd'],
  ['/a/b/./c/../d', -100, '/a/b/d'],
  ['file', -100, '/home/user/file'],
  ['../file', 2, '/tmp/file'],
  ['file', 2, '/tmp/dir/file'],
  ['file', 77, '<UNKNOWN>file'],
  ['/absolute', 77, '/absolute'],
])('openat of %s at %d opens %s', (name, dirfd, path) => {
  expect(lastPrinted('%fd.name %fd.nameraw', openat(name, dirfd), READ)).toBe(`${path} ${name}`);
});

test('sets type (file or directory), device and inode', () => {
  const format = '%fd.typechar %fd.dev %fd.ino';
  const place = { dev: int(0x801, 4), ino: int((1n << 40n) + 5n, 8) };
  expect(lastPrinted(format, openat('/a', -100, place), READ)).toBe('f 801 1099511627781');
  const directory = { ...place, flags: int(O_DIRECTORY, 4) };
  expect(lastPrinted(format, openat('/a', -100, directory), READ)).toBe('d 801 1099511627781');
});

test('a failed call opens nothing', () => {
  for (const result of [-2, -1]) {
    const failed = openat('/a', -100, { fd: int(result, 8) });
    expect(lastPrinted('%fd.name', failed, READ)).toBe('<NA>');
  }
});

test('a thread opens for its process', () => {
  expect(lastPrinted('%fd.name', openat('/a', -100, {}, WORKER), READ)).toBe('/a');
});

test('open, creat and openat2 each have the path in another parameter', () => {
  const values = { fd: int(20, 8), name: text('file'), dirfd: int(2, 8), dev: int(0x802, 4), ino: int(7, 8) };
  for (const [code, path] of [
    ['OPEN_X', '/home/user/file'],
    ['CREAT_X', '/home/user/file'],
    ['OPENAT2_X', '/tmp/dir/file'],
  ] as const)
    expect(lastPrinted('%fd.name %fd.dev %fd.ino', namedEvent(code, SERVER, values), READ)).toBe(`${path} 802 7`);
});

test('the path of the enter event is used, unless it could not be read', () => {
  const enter = (name: string) => namedEvent('OPENAT_2_E', SERVER, { dirfd: int(-100, 8), name: text(name) });
  expect(lastPrinted('%fd.name', enter('/enter'), openat('/exit'), READ)).toBe('/enter');
  for (const unread of ['<NA>', '(NULL)'])
    expect(lastPrinted('%fd.name', enter(unread), openat('/exit'), READ)).toBe('/exit');
});

test('open_by_handle_at has the full path', () => {
  const values = { fd: int(20, 8), path: text('/mnt/file'), dev: int(0x803, 4), ino: int(8, 8) };
  const opened = namedEvent('OPEN_BY_HANDLE_AT_X', SERVER, values);
  expect(lastPrinted('%fd.name %fd.nameraw %fd.dev %fd.ino', opened, READ)).toBe('/mnt/file /mnt/file 803 8');
});
