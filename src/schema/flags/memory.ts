import { flagTable } from '../flag-table.js';

export const PROT_FLAGS = flagTable('prot_flags', [
  ['PROT_READ', 1],
  ['PROT_WRITE', 2],
  ['PROT_EXEC', 4],
  ['PROT_SEM', 8],
  ['PROT_GROWSDOWN', 16],
  ['PROT_GROWSUP', 32],
  ['PROT_SAO', 64],
  ['PROT_NONE', 0],
]);

export const MMAP_FLAGS = flagTable('mmap_flags', [
  ['MAP_SHARED', 1],
  ['MAP_PRIVATE', 2],
  ['MAP_FIXED', 4],
  ['MAP_ANONYMOUS', 8],
  ['MAP_32BIT', 16],
  ['MAP_RENAME', 32],
  ['MAP_NORESERVE', 64],
  ['MAP_POPULATE', 128],
  ['MAP_NONBLOCK', 256],
  ['MAP_GROWSDOWN', 512],
  ['MAP_DENYWRITE', 1024],
  ['MAP_EXECUTABLE', 2048],
  ['MAP_INHERIT', 0x1000],
  ['MAP_FILE', 0x2000],
  ['MAP_LOCKED', 0x4000],
]);

export const MLOCKALL_FLAGS = flagTable('mlockall_flags', [
  ['MCL_CURRENT', 1],
  ['MCL_FUTURE', 2],
  ['MCL_ONFAULT', 4],
]);

export const MLOCK2_FLAGS = flagTable('mlock2_flags', [['MLOCK_ONFAULT', 1]]);

export const PF_FLAGS = flagTable('pf_flags', [
  ['PROTECTION_VIOLATION', 1],
  ['PAGE_NOT_PRESENT', 2],
  ['WRITE_ACCESS', 4],
  ['READ_ACCESS', 8],
  ['USER_FAULT', 16],
  ['SUPERVISOR_FAULT', 32],
  ['RESERVED_PAGE', 64],
  ['INSTRUCTION_FETCH', 128],
]);
