import type { EventCode } from './events.js';

/** One system call of one architecture. */
export interface SyscallDef {
  /** Number in the architecture's own table. */
  readonly nr: number;
  readonly name: string;
  /** Architecture-independent system call code, see syscall-codes.ts. */
  readonly code: number;
  /** Enter and exit events of its own; if absent, the call is recorded as the generic event. */
  readonly enter?: EventCode;
  readonly exit?: EventCode;
}

/** Makes a row of a system call table. */
// biome-ignore lint/complexity/useMaxParams: a row reads best as one line
export function syscall(nr: number, name: string, code: number, enter?: EventCode, exit?: EventCode): SyscallDef {
  return enter === undefined || exit === undefined ? { nr, name, code } : { nr, name, code, enter, exit };
}
