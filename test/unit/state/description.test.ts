import { expect, test } from '@jest/globals';
import { emptyFd } from '../../../src/scap/fdlist.js';
import { emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { FD_TYPES } from '../../../src/schema/fd-types.js';
import { EventRun } from '../../helpers/event-run.js';
import { int, text } from '../../helpers/event-samples.js';
import { cloneExit, execExit, namedEvent } from '../../helpers/process-events.js';

const SHELL = 100;
const CHILD = 101;
const AT_FDCWD = int(-100, 8);

const shell = { tid: SHELL, program: 'sh' };
const child = { tid: CHILD, ptid: SHELL, program: 'sh' };

/** A shell without descriptors. */
function begun(): EventRun {
  const run = new EventRun();
  run.apply(cloneExit(shell, 0));
  return run;
}

function open(run: EventRun, tid: number, fd: number): void {
  run.apply(namedEvent('OPENAT_2_E', tid, { dirfd: AT_FDCWD, name: text('/x') }));
  run.apply(namedEvent('OPENAT_2_X', tid, { fd: int(fd, 8), dirfd: AT_FDCWD, name: text('/x') }));
}

const descriptionOf = (run: EventRun, tid: number, fd: number): number | undefined =>
  run.state.table.find(tid)?.findFd(fd)?.description;

test('copies by dup and fork share the description, also after an exec', () => {
  const run = begun();
  open(run, SHELL, 3);
  run.apply(namedEvent('DUP2_E', SHELL, { fd: int(3, 8) }));
  run.apply(namedEvent('DUP2_X', SHELL, { res: int(7, 8), oldfd: int(3, 8), newfd: int(7, 8) }));
  run.apply(cloneExit(shell, CHILD));
  run.apply(cloneExit(child, 0));
  run.apply(execExit({ ...child, program: 'cat' }));
  const description = descriptionOf(run, SHELL, 3);
  expect(description).toBeGreaterThan(0);
  expect([descriptionOf(run, SHELL, 7), descriptionOf(run, CHILD, 3), descriptionOf(run, CHILD, 7)]).toEqual([
    description,
    description,
    description,
  ]);
});

test('a number that is opened again, and a second open of the same file, have other descriptions', () => {
  const run = begun();
  open(run, SHELL, 3);
  open(run, SHELL, 4);
  const [first, second] = [descriptionOf(run, SHELL, 3), descriptionOf(run, SHELL, 4)];
  run.apply(namedEvent('CLOSE_E', SHELL, { fd: int(3, 8) }));
  run.apply(namedEvent('CLOSE_X', SHELL, { res: int(0, 8) }));
  open(run, SHELL, 3);
  expect(new Set([first, second, descriptionOf(run, SHELL, 3)]).size).toBe(3);
});

test.each(['PIPE_X', 'SOCKETPAIR_X'] as const)('both ends of %s have a description of their own', (code) => {
  const run = begun();
  run.apply(namedEvent(code, SHELL, { fd1: int(3, 8), fd2: int(4, 8) }));
  const ends = [descriptionOf(run, SHELL, 3), descriptionOf(run, SHELL, 4)];
  expect(ends).toEqual([expect.any(Number), expect.any(Number)]);
  expect(new Set(ends).size).toBe(2);
});

test('processes that have the same socket when the capture begins share its description; files are not assumed to be', () => {
  const socket = (fd: number) => ({ ...emptyFd(fd, FD_TYPES.IPV4_SOCK.id), ino: 77n });
  const file = (fd: number) => ({ ...emptyFd(fd, FD_TYPES.FILE_V2.id), ino: 78n });
  const run = new EventRun({
    ...emptyHeader(),
    threads: [emptyThread(1, 1), emptyThread(2, 2)],
    fds: new Map([
      [1, [socket(5), file(6)]],
      [2, [socket(9), file(6)]],
    ]),
  });
  expect(descriptionOf(run, 1, 5)).toBe(descriptionOf(run, 2, 9));
  expect(descriptionOf(run, 1, 6)).not.toBe(descriptionOf(run, 2, 6));
});
