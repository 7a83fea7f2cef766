import { EC } from '../event.js';
import {
  address,
  at,
  type CallDef,
  call,
  choice,
  fd,
  flags,
  int,
  long,
  mask64,
  mode,
  path,
  pointedFlags,
  sigset,
  size,
  text,
  timespec,
  uint,
} from './call.js';
import {
  EPOLL_EVENTS,
  EPOLL_OPERATIONS,
  FANOTIFY_INIT_FLAGS,
  FANOTIFY_MARK_FLAGS,
  INOTIFY_MASK,
  MQ_OPEN_FLAGS,
} from './file-flags.js';

const { FILE, IO_OTHER, IPC, WAIT } = EC;

/** Waiting for descriptors, changes of files, messages and asynchronous I/O. */
export const NOTIFICATION_CALLS: readonly CallDef[] = [
  call('epoll_ctl', WAIT, [fd('epfd'), choice('op', EPOLL_OPERATIONS), fd('fd'), pointedFlags('events', EPOLL_EVENTS)]),
  call('epoll_pwait', WAIT, [
    fd('epfd'),
    address('events'),
    int('maxevents'),
    int('timeout'),
    sigset('sigmask'),
    size('sigsetsize'),
  ]),
  call('epoll_pwait2', WAIT, [
    fd('epfd'),
    address('events'),
    int('maxevents'),
    timespec('timeout'),
    sigset('sigmask'),
    size('sigsetsize'),
  ]),
  call('pselect6', WAIT, [
    int('nfds'),
    address('readfds'),
    address('writefds'),
    address('exceptfds'),
    timespec('timeout'),
    address('sigmask'),
  ]),

  call('inotify_add_watch', FILE, [fd('fd'), path('path'), flags('mask', INOTIFY_MASK)]),
  call('inotify_rm_watch', FILE, [fd('fd'), int('wd')]),
  call('fanotify_init', FILE, [flags('flags', FANOTIFY_INIT_FLAGS), uint('event_f_flags')], 'fd'),
  call('fanotify_mark', FILE, [
    fd('fanotify_fd'),
    flags('flags', FANOTIFY_MARK_FLAGS),
    mask64('mask'),
    fd('dirfd'),
    at('path'),
  ]),

  call('mq_open', IPC, [text('name'), flags('oflag', MQ_OPEN_FLAGS), mode('mode'), address('attr')], 'fd'),
  call('mq_unlink', IPC, [text('name')]),
  call('mq_timedsend', IPC, [
    fd('mqdes'),
    address('msg_ptr'),
    size('msg_len'),
    uint('msg_prio'),
    timespec('abs_timeout'),
  ]),
  call('mq_timedreceive', IPC, [
    fd('mqdes'),
    address('msg_ptr'),
    size('msg_len'),
    address('msg_prio'),
    timespec('abs_timeout'),
  ]),
  call('mq_notify', IPC, [fd('mqdes'), address('sevp')]),
  call('mq_getsetattr', IPC, [fd('mqdes'), address('newattr'), address('oldattr')]),

  call('io_setup', IO_OTHER, [uint('nr_events'), address('ctx_idp')]),
  call('io_destroy', IO_OTHER, [address('ctx_id')]),
  call('io_submit', IO_OTHER, [address('ctx_id'), long('nr'), address('iocbpp')]),
  call('io_cancel', IO_OTHER, [address('ctx_id'), address('iocb'), address('result')]),
  call('io_getevents', WAIT, [address('ctx_id'), long('min_nr'), long('nr'), address('events'), timespec('timeout')]),
  call('io_pgetevents', WAIT, [
    address('ctx_id'),
    long('min_nr'),
    long('nr'),
    address('events'),
    timespec('timeout'),
    address('usig'),
  ]),
];
