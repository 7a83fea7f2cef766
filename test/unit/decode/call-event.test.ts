import { describe, expect, test } from '@jest/globals';
import { EventView } from '../../../src/decode/event-view.js';
import { encodeAnnex } from '../../../src/scap/annex.js';
import { ANNEX_TAG } from '../../../src/schema/annex-layout.js';
import { callType, EVT, FIRST_CALL_TYPE } from '../../../src/schema/events.js';
import { SYSCALL_CODE_NAMES } from '../../../src/schema/syscall-codes.js';
import { callAnnex } from '../../helpers/call-event.js';
import { batchOf } from '../../helpers/event-run.js';
import { int } from '../../helpers/event-samples.js';
import { namedEvent } from '../../helpers/process-events.js';
import type { EventParts } from '../../helpers/scap.js';
import { printed } from '../../helpers/story.js';

const codeOf = (name: string): Buffer => int(SYSCALL_CODE_NAMES.indexOf(name), 2);
const FSYNC = callType(SYSCALL_CODE_NAMES.indexOf('fsync')) as number;
const RESULT = [int(-9, 8), int(7, 8)];

function viewOf(parts: EventParts): EventView {
  const view = new EventView();
  view.read(batchOf([parts]), 0);
  return view;
}

const fsyncExit = (annex?: Buffer): EventParts => ({
  type: EVT.GENERIC_X,
  tid: 1000n,
  params: [codeOf('fsync')],
  ...(annex !== undefined && { annex }),
});

describe('a generic event', () => {
  test('whose annex has values is an event of its call', () => {
    const view = viewOf(fsyncExit(callAnnex(RESULT)));
    expect([view.type, view.def?.name, view.paramCount]).toEqual([FSYNC + 1, 'fsync', 2]);
    expect([view.int64(0), view.int64(1), view.faults.error('')]).toEqual([-9, 7, null]);
  });

  test('without an annex stays generic', () => {
    const view = viewOf(fsyncExit());
    expect([view.type, view.uint16(0)]).toEqual([EVT.GENERIC_X, SYSCALL_CODE_NAMES.indexOf('fsync')]);
  });

  test('of a call with an event of its own stays generic', () => {
    const view = viewOf({ type: EVT.GENERIC_X, params: [codeOf('read')], annex: callAnnex(RESULT) });
    expect(view.type).toBe(EVT.GENERIC_X);
  });

  test('has the values that both its annex and the row have: rows grow', () => {
    expect(viewOf(fsyncExit(callAnnex([...RESULT, int(1, 8)]))).paramCount).toBe(2);
    expect(viewOf(fsyncExit(callAnnex(RESULT.slice(0, 1)))).paramCount).toBe(1);
  });

  test.each([
    ['no bytes', Buffer.alloc(0)],
    ['a number of values without their lengths', int(3, 2)],
    ['lengths beyond the end', Buffer.concat([int(1, 2), int(9, 2), int(0, 8)])],
    ['bytes after the last value', Buffer.concat([int(1, 2), int(8, 2), int(0, 8), int(0, 4)])],
    ['too many values', Buffer.concat([int(33, 2), Buffer.alloc(66)])],
  ])('whose annex has %s counts as damaged and stays generic', (_, bytes) => {
    const view = viewOf(fsyncExit(encodeAnnex([{ tag: ANNEX_TAG.CALL, bytes }])));
    expect(view.type).toBe(EVT.GENERIC_X);
    expect(view.faults.error('file')?.code).toBe('DAMAGED');
  });

  test('an event in a file never has the number of a call', () => {
    expect(viewOf({ type: FIRST_CALL_TYPE + 1, params: RESULT }).def).toBeUndefined();
  });
});

describe('a call without an event of its own', () => {
  const STATX = { dirfd: int(-100, 8), path: Buffer.from('/nosuch\0'), flags: int(0x900, 4), mask: int(0xfff, 4) };
  const story = [
    namedEvent('CALL_STATX_E', 1000, STATX),
    namedEvent('CALL_STATX_X', 1000, { ...STATX, res: int(-2, 8) }),
    namedEvent('CALL_FSYNC_E', 1000, { fd: int(2, 8) }),
    namedEvent('CALL_FSYNC_X', 1000, { fd: int(2, 8), res: int(0, 8) }),
  ];

  test.each([
    ['evt.failed=true', [1]],
    ['evt.res=ENOENT', [1]],
    ['evt.rawres=0', [3]],
    ['evt.type=statx', [0, 1]],
    ['evt.type in (fsync, fdatasync) and evt.dir=<', [3]],
    ['evt.arg.path=/nosuch', [0, 1]],
    ['evt.rawarg.mask=4095', [0, 1]],
    ['evt.arg.flags contains AT_SYMLINK_NOFOLLOW', [0, 1]],
    ['fs.path.name=/nosuch', [1]],
    ['fd.num=2', [2, 3]],
    ['fd.name=/tmp/dir', [2, 3]],
    ['fd.name=/tmp/dir and proc.name exists', [2, 3]],
    ['not fd.name=/tmp/dir', [0, 1]],
    ['evt.latency=1000 and evt.dir=<', [1, 3]],
    ['evt.type.is.1=1', [1, 3]],
    ['evt.type.is.fsync=1', [2, 3]],
    ['syscall.type=fsync', [2, 3]],
  ])('passes %s', (filter, expected) => {
    const all = printed('%evt.dir%evt.type', story);
    expect(all).toEqual(['>statx', '<statx', '>fsync', '<fsync']);
    expect(printed('%evt.dir%evt.type', story, filter)).toEqual(expected.map((index) => all[index]));
  });

  test('transfers data, if it does', () => {
    const write = namedEvent('CALL_PWRITEV2_X', 1000, { res: int(100, 8), fd: int(2, 8) });
    expect(printed('%evt.is_io %evt.is_io_write %evt.rawres %evt.category', [write])).toEqual(['true true 100 file']);
  });

  test('is printed with its arguments and its result', () => {
    expect(printed('%evt.args', story)).toEqual([
      'dirfd=-100(AT_FDCWD) path=/nosuch flags=2304(AT_SYMLINK_NOFOLLOW|AT_NO_AUTOMOUNT) mask=4095(STATX_ALL) statxbuf=0',
      'res=-2(ENOENT) dirfd=-100(AT_FDCWD) path=/nosuch flags=2304(AT_SYMLINK_NOFOLLOW|AT_NO_AUTOMOUNT) mask=4095(STATX_ALL) statxbuf=0',
      'fd=2(<d>/tmp/dir)',
      'res=0 fd=2(<d>/tmp/dir)',
    ]);
  });

  test.each([
    [0, 'exited 0'],
    [0x300, 'exited 3'],
    [9, 'SIGKILL'],
    [0x8b, 'SIGSEGV core'],
    [0x137f, 'stopped SIGSTOP'],
    [0xffff, 'continued'],
  ])('tells what wait status %i means', (status, text) => {
    const event = namedEvent('CALL_WAIT4_X', 1000, { wstatus: int(status, 4) });
    expect(printed('%evt.arg.wstatus', [event])).toEqual([text]);
  });

  test.each([
    [0x4002n, 'SIGINT SIGTERM'],
    [1n << 63n, '64'],
    [2n ** 64n - 1n, 'all'],
    [2n ** 64n - 1n - 0x100n, 'all but SIGKILL'],
  ])('tells the signals in mask %i', (mask, text) => {
    const event = namedEvent('CALL_RT_SIGPROCMASK_X', 1000, { set: int(mask, 8) });
    expect(printed('%evt.arg.set', [event])).toEqual([text]);
  });
});
