import { int, text } from './event-samples.js';
import { namedEvent } from './process-events.js';
import type { EventParts } from './scap.js';

const AT_FDCWD = int(-100, 8);

/** A file that a thread opens. */
export function opens(tid: number, fd: number, path: string): EventParts[] {
  const named = { dirfd: AT_FDCWD, name: text(path) };
  return [namedEvent('OPENAT_2_E', tid, named), namedEvent('OPENAT_2_X', tid, { ...named, fd: int(fd, 8) })];
}

export const closes = (tid: number, fd: number): EventParts[] => [
  namedEvent('CLOSE_E', tid, { fd: int(fd, 8) }),
  namedEvent('CLOSE_X', tid),
];

export const dups = (tid: number, from: number, to: number): EventParts[] => [
  namedEvent('DUP2_E', tid, { fd: int(from, 8) }),
  namedEvent('DUP2_X', tid, { res: int(to, 8), oldfd: int(from, 8), newfd: int(to, 8) }),
];
