import { expect, test } from '@jest/globals';
import { int, text } from '../../../helpers/event-samples.js';
import { namedEvent } from '../../../helpers/process-events.js';
import { lastPrinted } from '../../../helpers/story.js';

const SERVER = 1000;
const SHELL = 2000;
const CLOEXEC = 1 << 2;
const reads = (fd: number, tid = SERVER) => namedEvent('READ_E', tid, { fd: int(fd, 8), size: int(1, 4) });
const close = (fd: number) => namedEvent('CLOSE_E', SERVER, { fd: int(fd, 8) });
const closed = (result = 0) => namedEvent('CLOSE_X', SERVER, { res: int(result, 8) });

test('the exit event of close still shows the descriptor, later events do not', () => {
  expect(lastPrinted('%fd.name', close(1), closed())).toBe('pipe:[123]');
  expect(lastPrinted('%fd.name', close(1), closed(), reads(1))).toBe('<NA>');
  expect(lastPrinted('%fd.name', close(1), closed(), reads(2))).toBe('/tmp/dir');
});

test('a failed close closes nothing', () => {
  expect(lastPrinted('%fd.name', close(1), closed(-9), reads(1))).toBe('pipe:[123]');
});

test('other processes keep theirs', () => {
  expect(lastPrinted('%fd.name', close(1), closed(), reads(1, SHELL))).toBe('pipe:[123]');
});

test.each([
  [0, 0, [false, false, true]],
  [0, CLOEXEC, [true, true, true]],
  [-22, 0, [true, true, true]],
])('close_range of 0 to 1 with result %d and flags %d leaves open: %p', (result, flags, isOpen) => {
  const values = { res: int(result, 8), first: int(0, 4), last: int(1, 4), flags: int(flags, 4) };
  const range = namedEvent('CLOSE_RANGE_X', SERVER, values);
  expect([0, 1, 2].map((fd) => lastPrinted('%fd.name', range, reads(fd)) !== '<NA>')).toEqual(isOpen);
});

test('a closed file can be opened again', () => {
  const opened = namedEvent('OPEN_X', SERVER, { fd: int(1, 8), name: text('/new') });
  expect(lastPrinted('%fd.name', close(1), closed(), opened, reads(1))).toBe('/new');
});
