import { statSync } from 'node:fs';
import { geteuid } from 'node:process';
import { findLink, findNumbers, findText } from './proc-text.js';

/** Link target of the initial pid namespace: PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h. */
const FIRST = 'pid:[4026531836]';

/**
 * Whether this /proc shows the same pids as events, which have those of the initial pid namespace. The /proc of a
 * container shows the pids of its own namespace; in events, these are other processes.
 */
export function showsHostPids(proc: string): boolean {
  const namespace = findLink(`${proc}/1/ns/pid`);
  return namespace === null || namespace === FIRST;
}

/** Whether this /proc hides the processes of other users from this process (mounted with hidepid, proc(5)). */
export function hidesProcesses(proc: string): boolean {
  if (findText(`${proc}/1/stat`) !== null) return false;
  // process 1 may have privileges that hide it despite a capability, while other processes are visible
  return !findNumbers(proc).some((pid) => isVisibleOfOtherUser(`${proc}/${pid}`));
}

/** Whether a process is visible and belongs to another user. */
function isVisibleOfOtherUser(folder: string): boolean {
  const owner = statSync(folder, { throwIfNoEntry: false })?.uid ?? geteuid?.();
  return owner !== geteuid?.() && findText(`${folder}/stat`) !== null;
}
