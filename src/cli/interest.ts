import { arch } from 'node:os';
import type { Filter } from '../filter/filter.js';
import { EF } from '../schema/event.js';
import { EVENTS, EVT } from '../schema/events.js';
import { AARCH64_SYSCALLS } from '../schema/syscalls/aarch64.js';
import { X86_64_SYSCALLS } from '../schema/syscalls/x86_64.js';

/** Bits of one system call in the probe's interest: its enter, its exit. */
const ENTER = 1;
const EXIT = 2;
/** System calls that the probe can tell apart. */
const SYSCALL_COUNT = 512;

type Wanted = Pick<Filter, 'mask' | 'codes'>;

/**
 * System calls that the probe must record, one byte a number: those whose events the filter can accept, and those that
 * keep the state true. An exit brings its enter along, which holds parameters and the time.
 */
export function syscallInterest({ mask, codes }: Wanted): Uint8Array {
  const isWanted = (type: number): boolean =>
    mask[type] !== 0 || ((EVENTS[type]?.flags ?? 0) & EF.MODIFIES_STATE) !== 0;
  const bitsOf = (enter: number, exit: number): number => (isWanted(exit) ? ENTER | EXIT : isWanted(enter) ? ENTER : 0);
  const generic = bitsOf(EVT.GENERIC_E, EVT.GENERIC_X);
  const interest = new Uint8Array(SYSCALL_COUNT).fill(generic);
  for (const { nr, code, enter, exit } of arch() === 'arm64' ? AARCH64_SYSCALLS : X86_64_SYSCALLS) {
    if (enter !== undefined && exit !== undefined) interest[nr] = bitsOf(EVT[enter], EVT[exit]);
    else if (codes[code] === 0) interest[nr] = 0;
  }
  return interest;
}
