import { readFileSync } from 'node:fs';
import { findLink } from './proc-text.js';

/** Link of the first pid namespace: PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h. */
const FIRST = 'pid:[4026531836]';

/**
 * Whether processes have the same numbers in this /proc as in events, which count in the first pid namespace. The /proc
 * of a container has numbers of its own, which there belong to other processes.
 */
export function hasNumbersOfEvents(proc: string): boolean {
  const namespace = findLink(`${proc}/1/ns/pid`);
  return namespace === null || namespace === FIRST;
}

/** Whether this /proc hides the processes of other users from this process (mounted with hidepid, proc(5)). */
export function hidesProcesses(proc: string): boolean {
  try {
    readFileSync(`${proc}/1/stat`);
    return false;
  } catch {
    return true;
  }
}
