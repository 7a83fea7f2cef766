import type { FlagTable } from '../flag-table.js';
import * as file from '../flags/file.js';
import * as ipc from '../flags/ipc.js';
import * as memory from '../flags/memory.js';
import * as net from '../flags/net.js';
import * as process from '../flags/process.js';
import * as system from '../flags/system.js';

/** How a kernel value is converted to the one in a capture. Uses the kernel's own macros, so it is right on every architecture. */
export interface FlagTranslator {
  readonly table: FlagTable;
  /** `bits`: each bit on its own; `values`: one of a list, or `otherwise` (a C expression over `value`) if none matches. */
  readonly kind: 'bits' | 'values';
  readonly otherwise?: string;
  /** Names that exist in captures only. */
  readonly without?: readonly string[];
  /** Names that the kernel spells differently. */
  readonly spelled?: Readonly<Record<string, string>>;
}

const bits = (table: FlagTable, more: Partial<FlagTranslator> = {}): FlagTranslator => ({
  table,
  kind: 'bits',
  ...more,
});
const values = (table: FlagTable, otherwise: string, more: Partial<FlagTranslator> = {}): FlagTranslator => ({
  table,
  kind: 'values',
  otherwise,
  ...more,
});

/**
 * All translations that follow from names alone; the others are in native/ebpf/flags_special.bpf.h. Only macros can be tested with
 * #ifdef: families that are a C enum in the kernel's headers belong there, too.
 */
export const FLAG_TRANSLATORS: readonly FlagTranslator[] = [
  bits(memory.PROT_FLAGS),
  bits(memory.MMAP_FLAGS),
  bits(memory.MLOCKALL_FLAGS),
  bits(memory.MLOCK2_FLAGS),
  bits(file.FLOCK_FLAGS),
  bits(file.UNLINKAT_FLAGS),
  bits(file.LINKAT_FLAGS),
  bits(file.NEWFSTATAT_FLAGS),
  bits(file.CHMOD_MODE),
  bits(file.OPENAT2_FLAGS),
  bits(file.POLL_FLAGS),
  bits(file.MEMFD_CREATE_FLAGS),
  values(file.LSEEK_WHENCE, 'value'),
  values(file.FCNTL_COMMANDS, '0', { without: ['UNKNOWN'] }),
  bits(process.CLONE_FLAGS),
  bits(process.EXECVEAT_FLAGS),
  values(process.RLIMIT_RESOURCES, '255'),
  values(process.PTRACE_REQUESTS, '0', { without: ['PTRACE_UNKNOWN'] }),
  bits(system.FINIT_MODULE_FLAGS),
  bits(system.DELETE_MODULE_FLAGS),
  values(system.QUOTACTL_CMDS, '0'),
  values(system.QUOTACTL_TYPES, '0'),
  values(system.QUOTACTL_QUOTA_FMTS, '1', { without: ['QFMT_NOT_USED'] }),
  bits(ipc.SEMOP_FLAGS),
  bits(ipc.SEMGET_FLAGS),
  values(ipc.SEMCTL_COMMANDS, '0'),
  bits(system.IO_URING_SETUP_FLAGS, { spelled: { IORING_SETUP_ATTACH_RW: 'IORING_SETUP_ATTACH_WQ' } }),
  bits(system.IO_URING_SETUP_FEATS),
  bits(system.IO_URING_ENTER_FLAGS),
  values(net.SOCKOPT_OPTIONS, '0'),
];
