import { statSync } from 'node:fs';
import { geteuid } from 'node:process';
import { findLink, findNumbers, findText } from './proc-text.js';

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
  if (findText(`${proc}/1/stat`) !== null) return false;
  // the first process may have rights that a capability does not reach, and the others be seen all the same
  return !findNumbers(proc).some((pid) => isSeenOfAnother(`${proc}/${pid}`));
}

function isSeenOfAnother(folder: string): boolean {
  const owner = statSync(folder, { throwIfNoEntry: false })?.uid ?? geteuid?.();
  return owner !== geteuid?.() && findText(`${folder}/stat`) !== null;
}
