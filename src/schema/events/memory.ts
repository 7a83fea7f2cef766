/** Memory. Facts of the reference 0.20.0. */

import { EC, EF, event, param } from '../event.js';
import { MEMFD_CREATE_FLAGS } from '../flags/file.js';
import { MLOCK2_FLAGS, MLOCKALL_FLAGS, MMAP_FLAGS, PROT_FLAGS } from '../flags/memory.js';

export const MEMORY_EVENTS = [
  event(158, 'BRK_4_E', 'brk', EC.MEMORY | EC.SYSCALL, 0, [param('addr', 'uint64', { base: 'hex' })]),
  event(159, 'BRK_4_X', 'brk', EC.MEMORY | EC.SYSCALL, EF.REPORTS_USE, [param('res', 'uint64', { base: 'hex' }), param('vm_size', 'uint32'), param('vm_rss', 'uint32'), param('vm_swap', 'uint32')], [param('addr', 'uint64', { base: 'hex' })]),
  event(160, 'MMAP_E', 'mmap', EC.MEMORY | EC.SYSCALL, EF.USES_FD, [param('addr', 'uint64', { base: 'hex' }), param('length', 'uint64'), param('prot', 'flags32', { base: 'hex', names: PROT_FLAGS }), param('flags', 'flags32', { base: 'hex', names: MMAP_FLAGS }), param('fd', 'fd'), param('offset', 'uint64')]),
  event(
    161,
    'MMAP_X',
    'mmap',
    EC.MEMORY | EC.SYSCALL,
    EF.REPORTS_USE,
    [param('res', 'errno', { base: 'hex' }), param('vm_size', 'uint32'), param('vm_rss', 'uint32'), param('vm_swap', 'uint32')],
    [param('addr', 'uint64', { base: 'hex' }), param('length', 'uint64'), param('prot', 'flags32', { base: 'hex', names: PROT_FLAGS }), param('flags', 'flags32', { base: 'hex', names: MMAP_FLAGS }), param('fd', 'fd'), param('offset', 'uint64')],
  ),
  event(162, 'MMAP2_E', 'mmap2', EC.MEMORY | EC.SYSCALL, EF.USES_FD, [param('addr', 'uint64', { base: 'hex' }), param('length', 'uint64'), param('prot', 'flags32', { base: 'hex', names: PROT_FLAGS }), param('flags', 'flags32', { base: 'hex', names: MMAP_FLAGS }), param('fd', 'fd'), param('pgoffset', 'uint64')]),
  event(
    163,
    'MMAP2_X',
    'mmap2',
    EC.MEMORY | EC.SYSCALL,
    EF.REPORTS_USE,
    [param('res', 'errno', { base: 'hex' }), param('vm_size', 'uint32'), param('vm_rss', 'uint32'), param('vm_swap', 'uint32')],
    [param('addr', 'uint64', { base: 'hex' }), param('length', 'uint64'), param('prot', 'flags32', { base: 'hex', names: PROT_FLAGS }), param('flags', 'flags32', { base: 'hex', names: MMAP_FLAGS }), param('fd', 'fd'), param('pgoffset', 'uint64')],
  ),
  event(164, 'MUNMAP_E', 'munmap', EC.MEMORY | EC.SYSCALL, 0, [param('addr', 'uint64', { base: 'hex' }), param('length', 'uint64')]),
  event(165, 'MUNMAP_X', 'munmap', EC.MEMORY | EC.SYSCALL, EF.REPORTS_USE, [param('res', 'errno'), param('vm_size', 'uint32'), param('vm_rss', 'uint32'), param('vm_swap', 'uint32')], [param('addr', 'uint64', { base: 'hex' }), param('length', 'uint64')]),
  event(328, 'MPROTECT_E', 'mprotect', EC.MEMORY | EC.SYSCALL, 0, [param('addr', 'uint64', { base: 'hex' }), param('length', 'uint64'), param('prot', 'flags32', { base: 'hex', names: PROT_FLAGS })]),
  event(329, 'MPROTECT_X', 'mprotect', EC.MEMORY | EC.SYSCALL, 0, [param('res', 'errno')], [param('addr', 'uint64', { base: 'hex' }), param('length', 'uint64'), param('prot', 'flags32', { base: 'hex', names: PROT_FLAGS })]),
  event(344, 'MLOCK_E', 'mlock', EC.MEMORY | EC.SYSCALL, 0, []),
  event(345, 'MLOCK_X', 'mlock', EC.MEMORY | EC.SYSCALL, 0, [param('res', 'errno'), param('addr', 'uint64', { base: 'hex' }), param('len', 'uint64')]),
  event(346, 'MUNLOCK_E', 'munlock', EC.MEMORY | EC.SYSCALL, 0, []),
  event(347, 'MUNLOCK_X', 'munlock', EC.MEMORY | EC.SYSCALL, 0, [param('res', 'errno'), param('addr', 'uint64', { base: 'hex' }), param('len', 'uint64')]),
  event(348, 'MLOCKALL_E', 'mlockall', EC.MEMORY | EC.SYSCALL, 0, []),
  event(349, 'MLOCKALL_X', 'mlockall', EC.MEMORY | EC.SYSCALL, 0, [param('res', 'errno'), param('flags', 'flags32', { base: 'hex', names: MLOCKALL_FLAGS })]),
  event(350, 'MUNLOCKALL_E', 'munlockall', EC.MEMORY | EC.SYSCALL, 0, []),
  event(351, 'MUNLOCKALL_X', 'munlockall', EC.MEMORY | EC.SYSCALL, 0, [param('res', 'errno')]),
  event(370, 'MLOCK2_E', 'mlock2', EC.MEMORY | EC.SYSCALL, 0, []),
  event(371, 'MLOCK2_X', 'mlock2', EC.MEMORY | EC.SYSCALL, 0, [param('res', 'errno'), param('addr', 'uint64', { base: 'hex' }), param('len', 'uint64'), param('flags', 'flags32', { base: 'hex', names: MLOCK2_FLAGS })]),
  event(404, 'MEMFD_CREATE_E', 'memfd_create', EC.MEMORY | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, []),
  event(405, 'MEMFD_CREATE_X', 'memfd_create', EC.MEMORY | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, [param('fd', 'fd'), param('name', 'charbuf'), param('flags', 'flags32', { base: 'hex', names: MEMFD_CREATE_FLAGS })]),
];
