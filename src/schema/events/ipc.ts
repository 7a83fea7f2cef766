/** Pipes, semaphores and other interprocess communication. Facts of the reference 0.20.0. */

import { EC, EF, event, param } from '../event.js';
import { FILE_FLAGS } from '../flags/file.js';
import { SOCKET_FAMILIES } from '../flags/net.js';
import { FUTEX_OPERATIONS } from '../flags/process.js';

export const IPC_EVENTS = [
  event(42, 'SOCKETPAIR_E', 'socketpair', EC.IPC | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE | EF.KEEPS_ENTER, [param('domain', 'enumflags32', { names: SOCKET_FAMILIES }), param('type', 'uint32'), param('proto', 'uint32')]),
  event(
    43,
    'SOCKETPAIR_X',
    'socketpair',
    EC.IPC | EC.SYSCALL,
    EF.CREATES_FD | EF.MODIFIES_STATE,
    [param('res', 'errno'), param('fd1', 'fd'), param('fd2', 'fd'), param('source', 'uint64', { base: 'hex' }), param('peer', 'uint64', { base: 'hex' })],
    [param('domain', 'enumflags32', { names: SOCKET_FAMILIES }), param('type', 'uint32'), param('proto', 'uint32')],
  ),
  event(60, 'PIPE_E', 'pipe', EC.IPC | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, []),
  event(61, 'PIPE_X', 'pipe', EC.IPC | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, [param('res', 'errno'), param('fd1', 'fd'), param('fd2', 'fd'), param('ino', 'uint64')]),
  event(62, 'EVENTFD_E', 'eventfd', EC.IPC | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE | EF.KEEPS_ENTER, [param('initval', 'uint64'), param('flags', 'uint32', { base: 'hex' })]),
  event(63, 'EVENTFD_X', 'eventfd', EC.IPC | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, [param('res', 'fd')], [param('initval', 'uint64'), param('flags', 'uint32', { base: 'hex' })]),
  event(64, 'FUTEX_E', 'futex', EC.IPC | EC.SYSCALL, 0, [param('addr', 'uint64', { base: 'hex' }), param('op', 'flags16', { base: 'hex', names: FUTEX_OPERATIONS }), param('val', 'uint64')]),
  event(65, 'FUTEX_X', 'futex', EC.IPC | EC.SYSCALL, 0, [param('res', 'errno')], [param('addr', 'uint64', { base: 'hex' }), param('op', 'flags16', { base: 'hex', names: FUTEX_OPERATIONS }), param('val', 'uint64')]),
  event(138, 'INOTIFY_INIT_E', 'inotify_init', EC.IPC | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE | EF.KEEPS_ENTER, [param('flags', 'uint8', { base: 'hex' })]),
  event(139, 'INOTIFY_INIT_X', 'inotify_init', EC.IPC | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, [param('res', 'fd')], [param('flags', 'uint8', { base: 'hex' })]),
  event(392, 'PIPE2_E', 'pipe2', EC.IPC | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, []),
  event(393, 'PIPE2_X', 'pipe2', EC.IPC | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, [param('res', 'errno'), param('fd1', 'fd'), param('fd2', 'fd'), param('ino', 'uint64'), param('flags', 'flags32', { base: 'hex', names: FILE_FLAGS })]),
  event(394, 'INOTIFY_INIT1_E', 'inotify_init1', EC.IPC | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, []),
  event(395, 'INOTIFY_INIT1_X', 'inotify_init1', EC.IPC | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, [param('res', 'fd'), param('flags', 'flags16', { base: 'hex', names: FILE_FLAGS })]),
  event(396, 'EVENTFD2_E', 'eventfd2', EC.IPC | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE | EF.KEEPS_ENTER, [param('initval', 'uint64')]),
  event(397, 'EVENTFD2_X', 'eventfd2', EC.IPC | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, [param('res', 'fd'), param('flags', 'flags16', { base: 'hex', names: FILE_FLAGS })], [param('initval', 'uint64')]),
  event(420, 'PROCESS_VM_READV_E', 'process_vm_readv', EC.IPC | EC.SYSCALL, 0, []),
  event(421, 'PROCESS_VM_READV_X', 'process_vm_readv', EC.IPC | EC.SYSCALL, 0, [param('res', 'int64'), param('pid', 'pid'), param('data', 'bytebuf')]),
  event(422, 'PROCESS_VM_WRITEV_E', 'process_vm_writev', EC.IPC | EC.SYSCALL, 0, []),
  event(423, 'PROCESS_VM_WRITEV_X', 'process_vm_writev', EC.IPC | EC.SYSCALL, 0, [param('res', 'int64'), param('pid', 'pid'), param('data', 'bytebuf')]),
];
