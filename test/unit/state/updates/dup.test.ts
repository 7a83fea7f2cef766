import { expect, test } from '@jest/globals';
import { TASK } from '../../../../src/state/task-flags.js';
import { EventRun } from '../../../helpers/event-run.js';
import { int, text } from '../../../helpers/event-samples.js';
import { namedEvent } from '../../../helpers/process-events.js';
import { sampleHeader } from '../../../helpers/sample-machine.js';
import { lastPrinted } from '../../../helpers/story.js';

const SERVER = 1000;
const O_CLOEXEC = 1 << 12;
const F_DUPFD = 1;
const F_GETFD = 4;
const PLACE = { dev: int(0x801, 4), ino: int(99, 8) };
const OPENED = namedEvent('OPENAT_2_X', SERVER, { fd: int(20, 8), dirfd: int(2, 8), name: text('../file'), ...PLACE });
const reads = (fd: number) => namedEvent('READ_E', SERVER, { fd: int(fd, 8), size: int(1, 4) });
const ALL = '%fd.name %fd.nameraw %fd.typechar %fd.dev %fd.ino';
const COPIED = '/tmp/file ../file f 801 99';

test.each([
  ['DUP_E', 'DUP_X', {}],
  ['DUP_1_E', 'DUP_1_X', {}],
  ['DUP2_E', 'DUP2_X', {}],
  ['DUP3_E', 'DUP3_X', { flags: int(O_CLOEXEC, 4) }],
  ['FCNTL_E', 'FCNTL_X', { cmd: int(F_DUPFD, 1) }],
] as const)('%s makes a descriptor with all that is known of the first', (enter, exit, more) => {
  const values = { fd: int(20, 8), oldfd: int(20, 8), res: int(21, 8), newfd: int(21, 8), ...more };
  const call = [namedEvent(enter, SERVER, values), namedEvent(exit, SERVER, values)];
  expect(lastPrinted(ALL, OPENED, ...call, reads(21))).toBe(COPIED);
  expect(lastPrinted(ALL, OPENED, ...call, reads(20))).toBe(COPIED);
});

test('failed calls, other commands and unknown descriptors make no copy', () => {
  const dup = (fd: number, result: number) => [
    namedEvent('DUP_1_E', SERVER, { fd: int(fd, 8) }),
    namedEvent('DUP_1_X', SERVER, { res: int(result, 8), oldfd: int(fd, 8) }),
  ];
  const fcntl = [
    namedEvent('FCNTL_E', SERVER, { fd: int(20, 8), cmd: int(F_GETFD, 1) }),
    namedEvent('FCNTL_X', SERVER, { res: int(21, 8) }),
  ];
  for (const call of [dup(20, -9), dup(77, 21), fcntl])
    expect(lastPrinted('%fd.name', OPENED, ...call, reads(21))).toBe('<NA>');
});

test.each([
  [0, TASK.PIPE_DST],
  [1, TASK.PIPE_SRC],
  [2, 0],
])('a copy to descriptor %d marks the thread as an end of a pipe: %d', (fd, flag) => {
  const run = new EventRun(sampleHeader());
  run.apply(namedEvent('DUP2_E', SERVER, { fd: int(1, 8) }));
  run.apply(namedEvent('DUP2_X', SERVER, { res: int(fd, 8), oldfd: int(1, 8), newfd: int(fd, 8) }));
  expect((run.evt.thread?.flags ?? 0) & (TASK.PIPE_DST | TASK.PIPE_SRC)).toBe(flag);
});
