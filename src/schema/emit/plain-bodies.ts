import type { EventCode } from '../events.js';
import type { FlagTable } from '../flag-table.js';
import { LSEEK_WHENCE } from '../flags/file.js';
import { MMAP_FLAGS, PROT_FLAGS } from '../flags/memory.js';

/**
 * How one parameter is fetched: a C expression over `regs` (the system call's registers), `ret` (its result, exit only)
 * and `w` (the event writer, where the event has parameters of variable length). See docs/ADD-AN-EVENT.md.
 */
export type Fetch = string;

/** The result of the call. */
const RET: Fetch = 'ret';
/** Argument n as it is, cut to the width of the parameter. */
const arg = (n: number): Fetch => `arg(${n})`;
/** Argument n as a C int, sign-extended: descriptors, pids. */
const int = (n: number): Fetch => `(s32)${arg(n)}`;
/** Argument n points at a string of the caller, at most 4096 bytes with its NUL; empty when unreadable. */
const path = (n: number): Fetch => `put__user_string(w, ${arg(n)})`;
/** Argument n translated by a generated translator. */
const flags = (table: FlagTable, n: number): Fetch => `${table.name}__to_scap(${arg(n)})`;
/** kB of the caller's address space. */
const VM: readonly Fetch[] = ['task__vm_size()', 'task__vm_rss()', 'task__vm_swap()'];

/** Events that need no thought: their bodies are generated, parameter by parameter in the order of the event table. */
export const PLAIN_BODIES: Partial<Readonly<Record<EventCode, readonly Fetch[]>>> = {
  CLOSE_E: [int(0)],
  CLOSE_X: [RET],
  READ_E: [int(0), arg(2)],
  WRITE_E: [int(0), arg(2)],
  LSEEK_E: [int(0), arg(1), flags(LSEEK_WHENCE, 2)],
  LSEEK_X: [RET],
  STAT_E: [],
  STAT_X: [RET, path(0)],

  BRK_4_E: [arg(0)],
  BRK_4_X: [RET, ...VM],
  MMAP_E: [arg(0), arg(1), flags(PROT_FLAGS, 2), flags(MMAP_FLAGS, 3), int(4), arg(5)],
  MMAP_X: [RET, ...VM],
  MUNMAP_E: [arg(0), arg(1)],
  MUNMAP_X: [RET, ...VM],
  MPROTECT_E: [arg(0), arg(1), flags(PROT_FLAGS, 2)],
  MPROTECT_X: [RET],
};
