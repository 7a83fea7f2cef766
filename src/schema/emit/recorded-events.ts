import type { EventDef } from '../event.js';
import { EVT, type EventCode, STORED_EVENTS } from '../events.js';
import type { SyscallDef } from '../syscall.js';
import { AARCH64_SYSCALLS } from '../syscalls/aarch64.js';
import { X86_64_SYSCALLS } from '../syscalls/x86_64.js';

/** Events of the probe that are in no row of the system call tables. */
const OTHER_RECORDED: readonly EventCode[] = [
  'GENERIC_E',
  'GENERIC_X',
  'PROCEXIT_1_E',
  'SCHEDSWITCH_6_E',
  'SIGNALDELIVER_E',
  'PAGE_FAULT_E',
];

/** Every event that the probe can write, ordered by number. */
export function recordedEvents(): readonly EventDef<EventCode>[] {
  const tables: readonly (readonly SyscallDef[])[] = [X86_64_SYSCALLS, AARCH64_SYSCALLS];
  const own = tables.flat().flatMap((row) => [row.enter, row.exit].filter((code) => code !== undefined));
  const ids = new Set([...OTHER_RECORDED, ...own].map((code) => EVT[code]));
  return STORED_EVENTS.filter((row) => ids.has(row.id));
}
