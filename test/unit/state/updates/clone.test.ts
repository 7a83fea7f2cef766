import { expect, test } from '@jest/globals';
import { TASK } from '../../../../src/state/task-flags.js';
import { int } from '../../../helpers/event-samples.js';
import { cloneExit, execExit, namedEvent } from '../../../helpers/process-events.js';
import { lastPrinted } from '../../../helpers/story.js';

const SHELL = 2000;
const CHILD = 4000;
const parent = cloneExit({ tid: SHELL, program: 'shell', args: ['-c'] }, CHILD);
const child = cloneExit({ tid: CHILD, ptid: SHELL, program: 'shell', args: ['-c'] }, 0);
const thread = cloneExit({ tid: SHELL, program: 'shell', flags: TASK.THREAD | TASK.FILES }, CHILD);
const AFTER = namedEvent('READ_E', CHILD, { fd: int(7, 8), size: int(1, 4) });
const FORMAT = '%proc.name %proc.pid %proc.ppid %proc.pname %proc.cwd %fd.name';

test('a child is known from the event of its parent, from its own, and from both', () => {
  for (const events of [[parent], [child], [parent, child], [child, parent]])
    expect(lastPrinted(FORMAT, ...events, AFTER)).toBe('shell 4000 2000 shell /home/user/ /run/z.sock');
});

test('a child that has ended before the call of its creator returns is not made again', () => {
  const list = { tid: CHILD, ptid: SHELL, program: 'list' };
  const end = namedEvent('PROCEXIT_1_E', CHILD);
  const lastSwitch = namedEvent('SCHEDSWITCH_6_E', CHILD, { next: int(SHELL, 8) });
  expect(lastPrinted('%proc.name', child, execExit(list), end, parent, lastSwitch)).toBe('list');
  expect(lastPrinted('%proc.name', child, end, parent, AFTER)).toBe('<NA>');
});

test('a new child with the number of one that has ended is made', () => {
  const call = namedEvent('CLONE_20_E', SHELL);
  expect(lastPrinted('%proc.name', child, namedEvent('PROCEXIT_1_E', CHILD), call, parent, AFTER)).toBe('shell');
});

test('a failed clone makes no child', () => {
  const failed = cloneExit({ tid: SHELL, program: 'shell' }, -11);
  expect(lastPrinted('%proc.name', failed, AFTER)).toBe('<NA>');
});

test('a new thread belongs to the process of its creator', () => {
  expect(lastPrinted('%thread.tid %proc.pid %proc.ppid %fd.name', thread, AFTER)).toBe('4000 2000 1 /run/z.sock');
});

const OPENED = namedEvent('OPEN_X', SHELL, { fd: int(20, 8), name: Buffer.from('/late\0') });
const READ_LATE = namedEvent('READ_E', CHILD, { fd: int(20, 8), size: int(1, 4) });

test('a process gets a copy of the descriptors, a thread shares them', () => {
  expect(lastPrinted('%fd.name', parent, OPENED, READ_LATE)).toBe('<NA>');
  expect(lastPrinted('%fd.name', thread, OPENED, READ_LATE)).toBe('/late');
});

test('user and memory use come from the event', () => {
  const other = cloneExit({ tid: SHELL, program: 'shell', uid: 0, gid: 0 }, CHILD);
  const format = '%user.name %group.name %thread.vmsize %thread.vmrss %thread.pfmajor %thread.pfminor';
  expect(lastPrinted(format, other, AFTER)).toBe('root root 100 50 1 2');
});

test('values missing from events are inherited', () => {
  const format = '%proc.exepath %proc.sid %proc.vpgid %user.loginuid %proc.env';
  expect(lastPrinted(format, parent, AFTER)).toBe('/usr/bin/shell 2000 2000 1000 HOME=/home/user');
});
