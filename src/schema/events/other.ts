/** Events without a family. Facts of the reference 0.20.0. */

import { EC, EF, event, param } from '../event.js';
import { MKNOD_MODE } from '../flags/file.js';
import { PF_FLAGS } from '../flags/memory.js';
import { BPF_COMMANDS, DELETE_MODULE_FLAGS, FINIT_MODULE_FLAGS } from '../flags/system.js';

export const OTHER_EVENTS = [
  event(0, 'GENERIC_E', 'syscall', EC.OTHER | EC.SYSCALL, 0, [param('ID', 'syscallid'), param('nativeID', 'uint16')]),
  event(1, 'GENERIC_X', 'syscall', EC.OTHER | EC.SYSCALL, 0, [param('ID', 'syscallid')], [param('nativeID', 'uint16')]),
  event(290, 'PAGE_FAULT_E', 'page_fault', EC.OTHER | EC.TRACEPOINT, EF.SKIPPARSERESET, [param('addr', 'uint64', { base: 'hex' }), param('ip', 'uint64', { base: 'hex' }), param('error', 'flags32', { base: 'hex', names: PF_FLAGS })]),
  event(298, 'SECCOMP_E', 'seccomp', EC.OTHER | EC.SYSCALL, EF.KEEPS_ENTER, [param('op', 'uint64'), param('flags', 'uint64', { base: 'hex' })]),
  event(299, 'SECCOMP_X', 'seccomp', EC.OTHER | EC.SYSCALL, 0, [param('res', 'errno')], [param('op', 'uint64'), param('flags', 'uint64', { base: 'hex' })]),
  event(368, 'BPF_2_E', 'bpf', EC.OTHER | EC.SYSCALL, EF.CREATES_FD, [param('cmd', 'int64')]),
  event(369, 'BPF_2_X', 'bpf', EC.OTHER | EC.SYSCALL, EF.CREATES_FD | EF.CHANGES_STATE, [param('fd', 'fd'), param('cmd', 'enumflags32', { names: BPF_COMMANDS })]),
  event(410, 'INIT_MODULE_E', 'init_module', EC.OTHER | EC.SYSCALL, 0, []),
  event(411, 'INIT_MODULE_X', 'init_module', EC.OTHER | EC.SYSCALL, 0, [param('res', 'errno'), param('img', 'bytebuf'), param('length', 'uint64'), param('uargs', 'charbuf')]),
  event(412, 'FINIT_MODULE_E', 'finit_module', EC.OTHER | EC.SYSCALL, 0, []),
  event(413, 'FINIT_MODULE_X', 'finit_module', EC.OTHER | EC.SYSCALL, EF.USES_FD | EF.READS_FROM_FD, [param('res', 'errno'), param('fd', 'fd'), param('uargs', 'charbuf'), param('flags', 'flags32', { base: 'hex', names: FINIT_MODULE_FLAGS })]),
  event(414, 'MKNOD_E', 'mknod', EC.OTHER | EC.SYSCALL, 0, []),
  event(415, 'MKNOD_X', 'mknod', EC.OTHER | EC.SYSCALL, 0, [param('res', 'errno'), param('path', 'fspath'), param('mode', 'mode', { base: 'oct', names: MKNOD_MODE }), param('dev', 'uint32')]),
  event(416, 'MKNODAT_E', 'mknodat', EC.OTHER | EC.SYSCALL, 0, []),
  event(417, 'MKNODAT_X', 'mknodat', EC.OTHER | EC.SYSCALL, EF.USES_FD, [param('res', 'errno'), param('dirfd', 'fd'), param('path', 'fsrelpath', { dirfd: 1 }), param('mode', 'mode', { base: 'oct', names: MKNOD_MODE }), param('dev', 'uint32')]),
  event(424, 'DELETE_MODULE_E', 'delete_module', EC.OTHER | EC.SYSCALL, 0, []),
  event(425, 'DELETE_MODULE_X', 'delete_module', EC.OTHER | EC.SYSCALL, 0, [param('res', 'errno'), param('name', 'charbuf'), param('flags', 'flags32', { base: 'hex', names: DELETE_MODULE_FLAGS })]),
];
