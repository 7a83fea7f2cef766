import { expect, test } from '@jest/globals';
import { int, text } from '../../../helpers/event-samples.js';
import { namedEvent } from '../../../helpers/process-events.js';
import { lastPrinted } from '../../../helpers/story.js';

const SERVER = 1000;
const WORKER = 1001;
const AFTER = namedEvent('READ_E', SERVER, { fd: int(2, 8), size: int(1, 4) });
const chdir = (path: string, result = 0, tid = SERVER) =>
  namedEvent('CHDIR_X', tid, { res: int(result, 8), path: text(path) });

test.each([
  ['/srv', '/srv/'],
  ['/srv/', '/srv/'],
  ['sub', '/home/user/sub/'],
  ['..', '/home/'],
  ['/', '/'],
])('chdir to %s leads to %s', (path, directory) => {
  expect(lastPrinted('%proc.cwd', chdir(path), AFTER)).toBe(directory);
});

test('a failed chdir changes nothing', () => {
  expect(lastPrinted('%proc.cwd', chdir('/srv', -2), AFTER)).toBe('/home/user/');
});

test('a thread changes the directory of its process', () => {
  expect(lastPrinted('%proc.cwd', chdir('/srv', 0, WORKER), AFTER)).toBe('/srv/');
});

test('fchdir changes to the directory of its descriptor, if it succeeds', () => {
  const fchdir = (result: number) => [
    namedEvent('FCHDIR_E', SERVER, { fd: int(2, 8) }),
    namedEvent('FCHDIR_X', SERVER, { res: int(result, 8) }),
  ];
  expect(lastPrinted('%proc.cwd', ...fchdir(0), AFTER)).toBe('/tmp/dir/');
  expect(lastPrinted('%proc.cwd', ...fchdir(-20), AFTER)).toBe('/home/user/');
});

test('relative paths start from the new directory', () => {
  const opened = namedEvent('OPEN_X', SERVER, { fd: int(20, 8), name: text('file') });
  expect(lastPrinted('%fd.name', chdir('/srv'), opened)).toBe('/srv/file');
});
