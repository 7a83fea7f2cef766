import { readdirSync, readFileSync } from 'node:fs';
import { until } from './until.js';

/** Fields of /proc/PID/stat after the name, which may have any characters: the state, the parent, the group. */
const AFTER_NAME = /.*\) (\S) \d+ (\d+) /s;

/** Whether a process runs in the group; one that only waits to be reaped does not. */
function runsInGroup(pid: string, group: number): boolean {
  try {
    const [, state, itsGroup] = AFTER_NAME.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    return Number(itsGroup) === group && state !== 'Z' && state !== 'X';
  } catch {
    // it has ended meanwhile
    return false;
  }
}

const isRunning = (group: number): boolean =>
  readdirSync('/proc').some((name) => /^\d+$/.test(name) && runsInGroup(name, group));

/** Ends a group of processes, and waits until the last of them has ended: a server writes files until then. */
export async function endGroup(group: number): Promise<void> {
  if (isRunning(group)) process.kill(-group, 'SIGTERM');
  await until(() => !isRunning(group));
}
