import { int64Param, textParam, uint32Param } from '../scap/encode-event.js';
import type { EventCode } from '../schema/events.js';
import type { FdType } from '../schema/fd-types.js';
import type { FdInfo } from './fd-info.js';
import { type Caller, hiddenCall } from './hidden-call.js';
import { AT_FDCWD } from './path.js';
import { netlinkCalls, serverCalls, socketCalls, unixCalls } from './socket-calls.js';

type Calls = (caller: Caller, fd: number, info: FdInfo) => Buffer[];

const FIRST = uint32Param(0);
const LAST = uint32Param(0xffffffff);

function inodeParam({ inoHi, inoLo }: FdInfo): Buffer {
  return Buffer.concat([uint32Param(inoLo), uint32Param(inoHi)]);
}

const opens: Calls = (caller, fd, info) =>
  hiddenCall(caller, 'OPENAT_2_X', {
    fd: int64Param(fd),
    dirfd: int64Param(AT_FDCWD),
    name: textParam(info.name),
    flags: uint32Param(info.openFlags),
    dev: uint32Param(info.dev),
    ino: inodeParam(info),
  });

/** Both ends get the same number, so the second one replaces the first. */
const makesPipe: Calls = (caller, fd, info) => {
  const end = int64Param(fd);
  return hiddenCall(caller, 'PIPE_X', { res: int64Param(0), fd1: end, fd2: end, ino: inodeParam(info) });
};

const makesMemfd: Calls = (caller, fd, { name }) =>
  hiddenCall(caller, 'MEMFD_CREATE_X', { fd: int64Param(fd), name: textParam(name) });

/** The process of a pidfd: of one that the header lists, only the name tells. 0 if it is not known. */
const processOf = ({ pid, name }: FdInfo): number => pid || Number(/^\/proc\/(\d+)$/.exec(name)?.[1] ?? 0);

/** Nothing for an unknown process: readers would name it /proc/0. */
const makesPidfd: Calls = (caller, fd, info) => {
  const pid = processOf(info);
  return pid === 0 ? [] : hiddenCall(caller, 'PIDFD_OPEN_X', { fd: int64Param(fd), pid: int64Param(pid) });
};

/** A call that returns a descriptor without a name. */
const makes =
  (exit: EventCode): Calls =>
  (caller, fd) =>
    hiddenCall(caller, exit, { res: int64Param(fd), fd: int64Param(fd) });

/** The calls that make a descriptor, by its type; none for types that no call makes known. */
const CALLS: Partial<Record<FdType, Calls>> = {
  FILE: opens,
  FILE_V2: opens,
  DIRECTORY: opens,
  FIFO: makesPipe,
  MEMFD: makesMemfd,
  PIDFD: makesPidfd,
  IPV4_SOCK: socketCalls,
  IPV6_SOCK: socketCalls,
  IPV4_SERVSOCK: serverCalls,
  IPV6_SERVSOCK: serverCalls,
  UNIX_SOCK: unixCalls,
  NETLINK: netlinkCalls,
  EVENT: makes('EVENTFD2_X'),
  SIGNALFD: makes('SIGNALFD4_X'),
  TIMERFD: makes('TIMERFD_CREATE_X'),
  INOTIFY: makes('INOTIFY_INIT1_X'),
  EVENTPOLL: makes('EPOLL_CREATE1_X'),
  BPF: makes('BPF_2_X'),
  USERFAULTFD: makes('USERFAULTFD_X'),
  IOURING: makes('IO_URING_SETUP_X'),
};

/** The hidden calls after which a reader knows a descriptor as it is. */
export function fdCalls(caller: Caller, fd: number, info: FdInfo): Buffer[] {
  return CALLS[info.type]?.(caller, fd, info) ?? [];
}

/** The hidden call after which a descriptor is a copy of another one. */
export function copyCall(caller: Caller, fd: number, from: number): Buffer[] {
  return hiddenCall(caller, 'DUP_1_X', { fd: int64Param(from), oldfd: int64Param(from), res: int64Param(fd) });
}

/** The hidden call after which a descriptor is closed. */
export function closeCall(caller: Caller, fd: number): Buffer[] {
  return hiddenCall(caller, 'CLOSE_X', { fd: int64Param(fd), res: int64Param(0) });
}

/** The hidden call after which all descriptors are closed. It has no enter event. */
export function closeAllCall(caller: Caller): Buffer[] {
  return hiddenCall(caller, 'CLOSE_RANGE_X', { first: FIRST, last: LAST }).slice(1);
}
