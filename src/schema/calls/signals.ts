import { EC } from '../event.js';
import {
  address,
  type CallDef,
  call,
  choice,
  fd,
  flags,
  int,
  out,
  pid,
  pointedAddress,
  signal,
  sigset,
  size,
  timespec,
  uint,
} from './call.js';
import { PIDFD_SIGNAL_FLAGS, SIGMASK_HOW } from './process-flags.js';

const { SIGNAL, WAIT } = EC;

/** Signals. */
export const SIGNAL_CALLS: readonly CallDef[] = [
  call('rt_sigaction', SIGNAL, [
    signal('signum'),
    [address('act'), pointedAddress('handler')],
    address('oldact'),
    size('sigsetsize'),
  ]),
  call('rt_sigprocmask', SIGNAL, [
    choice('how', SIGMASK_HOW),
    sigset('set'),
    out(sigset('oldset')),
    size('sigsetsize'),
  ]),
  call('rt_sigreturn', SIGNAL, []),
  call('rt_sigpending', SIGNAL, [out(sigset('set')), size('sigsetsize')]),
  call('rt_sigtimedwait', WAIT, [sigset('set'), address('info'), timespec('timeout'), size('sigsetsize')]),
  call('rt_sigqueueinfo', SIGNAL, [pid('tgid'), signal('sig'), address('info')]),
  call('rt_tgsigqueueinfo', SIGNAL, [pid('tgid'), pid('tid'), signal('sig'), address('info')]),
  call('rt_sigsuspend', WAIT, [sigset('mask'), size('sigsetsize')]),
  call('sigaltstack', SIGNAL, [address('ss'), address('old_ss')]),
  call('pidfd_send_signal', SIGNAL, [fd('pidfd'), signal('sig'), address('info'), flags('flags', PIDFD_SIGNAL_FLAGS)]),
  call('signal', SIGNAL, [signal('signum'), address('handler')]),
  call('sigaction', SIGNAL, [signal('signum'), address('act'), address('oldact')]),
  call('sigprocmask', SIGNAL, [choice('how', SIGMASK_HOW), address('set'), address('oldset')]),
  call('sigsuspend', WAIT, [int('unused1'), int('unused2'), address('mask')]),
  call('sigpending', SIGNAL, [address('set')]),
  call('sigreturn', SIGNAL, []),
  call('sgetmask', SIGNAL, []),
  call('ssetmask', SIGNAL, [uint('newmask')]),
];
