/** Flags of calls on memory and of System V IPC, with the kernel's numbers. */
import { flagTable } from '../flag-table.js';

export const MREMAP_FLAGS = flagTable('mremap_flags', [
  ['MREMAP_MAYMOVE', 1],
  ['MREMAP_FIXED', 2],
  ['MREMAP_DONTUNMAP', 4],
]);

export const MSYNC_FLAGS = flagTable('msync_flags', [
  ['MS_ASYNC', 1],
  ['MS_INVALIDATE', 2],
  ['MS_SYNC', 4],
]);

export const MADVICE = flagTable('madvice', [
  ['MADV_NORMAL', 0],
  ['MADV_RANDOM', 1],
  ['MADV_SEQUENTIAL', 2],
  ['MADV_WILLNEED', 3],
  ['MADV_DONTNEED', 4],
  ['MADV_FREE', 8],
  ['MADV_REMOVE', 9],
  ['MADV_DONTFORK', 10],
  ['MADV_DOFORK', 11],
  ['MADV_MERGEABLE', 12],
  ['MADV_UNMERGEABLE', 13],
  ['MADV_HUGEPAGE', 14],
  ['MADV_NOHUGEPAGE', 15],
  ['MADV_DONTDUMP', 16],
  ['MADV_DODUMP', 17],
  ['MADV_WIPEONFORK', 18],
  ['MADV_KEEPONFORK', 19],
  ['MADV_COLD', 20],
  ['MADV_PAGEOUT', 21],
  ['MADV_POPULATE_READ', 22],
  ['MADV_POPULATE_WRITE', 23],
  ['MADV_DONTNEED_LOCKED', 24],
  ['MADV_COLLAPSE', 25],
  ['MADV_HWPOISON', 100],
  ['MADV_SOFT_OFFLINE', 101],
  ['MADV_GUARD_INSTALL', 102],
  ['MADV_GUARD_REMOVE', 103],
]);

/** Protection as the kernel numbers it; captures have numbers of their own for mmap. */
export const PROTECTION = flagTable('protection', [
  ['PROT_NONE', 0],
  ['PROT_READ', 1],
  ['PROT_WRITE', 2],
  ['PROT_EXEC', 4],
  ['PROT_SEM', 8],
  ['PROT_GROWSDOWN', 0x1000000],
  ['PROT_GROWSUP', 0x2000000],
]);

export const PKEY_RIGHTS = flagTable('pkey_rights', [
  ['PKEY_DISABLE_ACCESS', 1],
  ['PKEY_DISABLE_WRITE', 2],
]);

export const MEMORY_POLICIES = flagTable('memory_policies', [
  ['MPOL_DEFAULT', 0],
  ['MPOL_PREFERRED', 1],
  ['MPOL_BIND', 2],
  ['MPOL_INTERLEAVE', 3],
  ['MPOL_LOCAL', 4],
  ['MPOL_PREFERRED_MANY', 5],
  ['MPOL_WEIGHTED_INTERLEAVE', 6],
]);

export const MBIND_FLAGS = flagTable('mbind_flags', [
  ['MPOL_MF_STRICT', 1],
  ['MPOL_MF_MOVE', 2],
  ['MPOL_MF_MOVE_ALL', 4],
]);

export const GET_MEMPOLICY_FLAGS = flagTable('get_mempolicy_flags', [
  ['MPOL_F_NODE', 1],
  ['MPOL_F_ADDR', 2],
  ['MPOL_F_MEMS_ALLOWED', 4],
]);

export const MAP_SHADOW_STACK_FLAGS = flagTable('map_shadow_stack_flags', [['SHADOW_STACK_SET_TOKEN', 1]]);

/** The nine lowest bits are permissions. */
export const IPC_GET_FLAGS = flagTable('ipc_get_flags', [
  ['IPC_CREAT', 0x200],
  ['IPC_EXCL', 0x400],
]);

export const SHMGET_FLAGS = flagTable('shmget_flags', [
  ['IPC_CREAT', 0x200],
  ['IPC_EXCL', 0x400],
  ['SHM_HUGETLB', 0x800],
  ['SHM_NORESERVE', 0x1000],
]);

export const SHMAT_FLAGS = flagTable('shmat_flags', [
  ['SHM_RDONLY', 0x1000],
  ['SHM_RND', 0x2000],
  ['SHM_REMAP', 0x4000],
  ['SHM_EXEC', 0x8000],
]);

export const IPC_COMMANDS = flagTable('ipc_commands', [
  ['IPC_RMID', 0],
  ['IPC_SET', 1],
  ['IPC_STAT', 2],
  ['IPC_INFO', 3],
  ['SHM_LOCK', 11],
  ['SHM_UNLOCK', 12],
  ['SHM_STAT', 13],
  ['SHM_INFO', 14],
  ['SHM_STAT_ANY', 15],
]);

export const MSGCTL_COMMANDS = flagTable('msgctl_commands', [
  ['IPC_RMID', 0],
  ['IPC_SET', 1],
  ['IPC_STAT', 2],
  ['IPC_INFO', 3],
  ['MSG_STAT', 11],
  ['MSG_INFO', 12],
  ['MSG_STAT_ANY', 13],
]);

export const MSG_FLAGS = flagTable('msg_flags', [
  ['IPC_NOWAIT', 0x800],
  ['MSG_NOERROR', 0x1000],
  ['MSG_EXCEPT', 0x2000],
  ['MSG_COPY', 0x4000],
]);
