/** Waiting for descriptors. Facts of the reference 0.20.0. */

import { EC, EF, event, param } from '../event.js';
import { EPOLL_CREATE1_FLAGS } from '../flags/file.js';

export const WAIT_EVENTS = [
  event(78, 'EPOLLWAIT_E', 'epoll_wait', EC.WAIT | EC.SYSCALL, EF.WAITS, [param('maxevents', 'errno')]),
  event(79, 'EPOLLWAIT_X', 'epoll_wait', EC.WAIT | EC.SYSCALL, EF.WAITS, [param('res', 'errno')], [param('maxevents', 'errno')]),
  event(80, 'POLL_E', 'poll', EC.WAIT | EC.SYSCALL, EF.WAITS, [param('fds', 'fdlist'), param('timeout', 'int64')]),
  event(81, 'POLL_X', 'poll', EC.WAIT | EC.SYSCALL, EF.WAITS, [param('res', 'errno'), param('fds', 'fdlist')], [param('timeout', 'int64')]),
  event(82, 'SELECT_E', 'select', EC.WAIT | EC.SYSCALL, EF.WAITS, []),
  event(83, 'SELECT_X', 'select', EC.WAIT | EC.SYSCALL, EF.WAITS, [param('res', 'errno')]),
  event(254, 'PPOLL_E', 'ppoll', EC.WAIT | EC.SYSCALL, EF.WAITS, [param('fds', 'fdlist'), param('timeout', 'reltime'), param('sigmask', 'sigset')]),
  event(255, 'PPOLL_X', 'ppoll', EC.WAIT | EC.SYSCALL, EF.WAITS, [param('res', 'errno'), param('fds', 'fdlist')], [param('timeout', 'reltime'), param('sigmask', 'sigset')]),
  event(374, 'EPOLL_CREATE_E', 'epoll_create', EC.WAIT | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE | EF.KEEPS_ENTER, [param('size', 'int32')]),
  event(375, 'EPOLL_CREATE_X', 'epoll_create', EC.WAIT | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, [param('res', 'errno')], [param('size', 'int32')]),
  event(376, 'EPOLL_CREATE1_E', 'epoll_create1', EC.WAIT | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE | EF.KEEPS_ENTER, [param('flags', 'flags32', { base: 'hex', names: EPOLL_CREATE1_FLAGS })]),
  event(377, 'EPOLL_CREATE1_X', 'epoll_create1', EC.WAIT | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, [param('res', 'errno')], [param('flags', 'flags32', { base: 'hex', names: EPOLL_CREATE1_FLAGS })]),
];
