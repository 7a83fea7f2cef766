import { EC } from '../event.js';
import { address, type CallDef, call, choice, fd, flags, int, pid, size, text, uint } from './call.js';
import {
  GETRANDOM_FLAGS,
  KEXEC_FILE_FLAGS,
  KEXEC_FLAGS,
  MEMBARRIER_COMMANDS,
  MEMBARRIER_FLAGS,
  PERF_FLAGS,
  REBOOT_COMMANDS,
  SYSLOG_ACTIONS,
} from './system-flags.js';

const { OTHER, SYSTEM } = EC;

/** The machine: its names, logs, devices and modules, and calls that no longer exist. */
export const SYSTEM_CALLS: readonly CallDef[] = [
  call('uname', SYSTEM, [address('buf')]),
  call('sysinfo', SYSTEM, [address('info')]),
  call('syslog', SYSTEM, [choice('type', SYSLOG_ACTIONS), address('buf'), int('len')]),
  call('sethostname', SYSTEM, [text('name'), int('len')]),
  call('setdomainname', SYSTEM, [text('name'), int('len')]),
  call('vhangup', SYSTEM, []),
  call('reboot', SYSTEM, [address('magic'), address('magic2'), choice('op', REBOOT_COMMANDS), address('arg')]),
  call('iopl', SYSTEM, [uint('level')]),
  call('ioperm', SYSTEM, [size('from'), size('num'), int('turn_on')]),
  call('getrandom', SYSTEM, [address('buf'), size('buflen'), flags('flags', GETRANDOM_FLAGS)]),
  call('membarrier', SYSTEM, [choice('cmd', MEMBARRIER_COMMANDS), flags('flags', MEMBARRIER_FLAGS), int('cpu_id')]),
  call(
    'perf_event_open',
    SYSTEM,
    [address('attr'), pid('pid'), int('cpu'), fd('group_fd'), flags('flags', PERF_FLAGS)],
    'fd',
  ),
  call('kexec_load', SYSTEM, [address('entry'), size('nr_segments'), address('segments'), flags('flags', KEXEC_FLAGS)]),
  call('kexec_file_load', SYSTEM, [
    fd('kernel_fd'),
    fd('initrd_fd'),
    size('cmdline_len'),
    text('cmdline'),
    flags('flags', KEXEC_FILE_FLAGS),
  ]),
  call('olduname', SYSTEM, [address('buf')]),
  call('oldolduname', SYSTEM, [address('buf')]),

  call('lookup_dcookie', OTHER, [address('cookie'), address('buffer'), size('len')]),
  call('epoll_ctl_old', OTHER, []),
  call('epoll_wait_old', OTHER, []),
  call('idle', OTHER, []),
  call('bdflush', OTHER, [int('func'), address('data')]),
  call('create_module', OTHER, [text('name'), size('size')]),
  call('query_module', OTHER, [text('name'), int('which'), address('buf'), size('bufsize'), address('ret')]),
  call('get_kernel_syms', OTHER, [address('table')]),
  call('nfsservctl', OTHER, [int('cmd'), address('argp'), address('resp')]),
  call('getpmsg', OTHER, []),
  call('_sysctl', OTHER, [address('args')]),
];
