import { createHash } from 'node:crypto';
import { CALLS } from '../calls/calls.js';
import { type EventDef, OWN_FLAGS } from '../event.js';
import { STORED_EVENTS } from '../events.js';
import { PROBE_STATS } from '../stats.js';
import { SYSCALL_CODE_NAMES } from '../syscall-codes.js';
import { AARCH64_SYSCALLS } from '../syscalls/aarch64.js';
import { IA32_SYSCALLS, IPC_CALLS, SOCKETCALLS } from '../syscalls/ia32.js';
import { X86_64_SYSCALLS } from '../syscalls/x86_64.js';

/** Members that only readers use (such as parameters that only newer libraries write), so the probe need not match them. */
const READER_MEMBERS: ReadonlySet<string> = new Set<keyof EventDef>(['appended', 'allParams']);
function ofProbe(key: string, value: unknown): unknown {
  if (READER_MEMBERS.has(key)) return undefined;
  return key === 'flags' && typeof value === 'number' ? value & (OWN_FLAGS - 1) : value;
}

/** 16 hex digits over everything that the probe and its readers must agree on. A probe built from another schema is rejected. */
export function schemaHash(): string {
  const ia32 = [IA32_SYSCALLS, SOCKETCALLS, IPC_CALLS];
  const facts = [STORED_EVENTS, CALLS, SYSCALL_CODE_NAMES, X86_64_SYSCALLS, AARCH64_SYSCALLS, ia32, PROBE_STATS];
  return createHash('sha256').update(JSON.stringify(facts, ofProbe)).digest('hex').slice(0, 16);
}
