import { expect, test } from '@jest/globals';
import { int, text } from '../../../helpers/event-samples.js';
import { namedEvent } from '../../../helpers/process-events.js';
import { lastPrinted } from '../../../helpers/story.js';

const SERVER = 1000;
const reads = (fd: number) => namedEvent('READ_E', SERVER, { fd: int(fd, 8), size: int(1, 4) });
const made = { res: int(20, 8), fd: int(20, 8) };

test.each([
  ['EVENTFD_X', 'e'],
  ['EVENTFD2_X', 'e'],
  ['SIGNALFD_X', 's'],
  ['SIGNALFD4_X', 's'],
  ['TIMERFD_CREATE_X', 't'],
  ['INOTIFY_INIT_X', 'i'],
  ['INOTIFY_INIT1_X', 'i'],
  ['EPOLL_CREATE_X', 'l'],
  ['EPOLL_CREATE1_X', 'l'],
  ['BPF_2_X', 'b'],
  ['USERFAULTFD_X', 'u'],
  ['IO_URING_SETUP_X', 'r'],
] as const)('%s makes a descriptor of kind %s, unless it fails', (code, kind) => {
  expect(lastPrinted('%fd.typechar %fd.name', namedEvent(code, SERVER, made), reads(20))).toBe(`${kind} `);
  const failed = namedEvent(code, SERVER, { res: int(-24, 8), fd: int(-24, 8) });
  expect(lastPrinted('%fd.typechar %fd.name', failed, reads(20))).toBe('o <NA>');
});

test('memfd_create gives a name', () => {
  const memfd = namedEvent('MEMFD_CREATE_X', SERVER, { ...made, name: text('scratch') });
  expect(lastPrinted('%fd.typechar %fd.name', memfd, reads(20))).toBe('m scratch');
});

test('pidfd_open refers to the process whose descriptor pidfd_getfd copies', () => {
  const pidfd = namedEvent('PIDFD_OPEN_X', SERVER, { ...made, pid: int(3000, 8) });
  expect(lastPrinted('%fd.typechar %fd.name', pidfd, reads(20))).toBe('P /proc/3000');
  const copied = namedEvent('PIDFD_GETFD_X', SERVER, { fd: int(21, 8), pid_fd: int(20, 8), target_fd: int(7, 8) });
  expect(lastPrinted('%fd.name', pidfd, copied, reads(21))).toBe('/run/z.sock');
});

test('a pipe has two ends with one inode', () => {
  for (const code of ['PIPE_X', 'PIPE2_X'] as const) {
    const pipe = namedEvent(code, SERVER, { fd1: int(20, 8), fd2: int(21, 8), ino: int(1234, 8) });
    for (const fd of [20, 21]) expect(lastPrinted('%fd.typechar %fd.ino', pipe, reads(fd))).toBe('p 1234');
    const failed = namedEvent(code, SERVER, { res: int(-24, 8), fd1: int(20, 8), fd2: int(21, 8) });
    expect(lastPrinted('%fd.typechar', failed, reads(20))).toBe('o');
  }
});
