import type { CaptureHeader } from '../../scap/header.js';
import { scanGroups, scanUsers } from './accounts.js';
import { DescriptorScanner } from './descriptors.js';
import { scanInterfaces, scanMachineInfo } from './machine.js';
import { findNumbers } from './proc-text.js';
import { scanThreads } from './threads.js';

/** Processes that are read between two calls of `between`: a few milliseconds. */
const STEP = 8;

/** Where the machine is looked at; tests look at another tree. */
export interface MachinePaths {
  readonly proc: string;
  readonly etc: string;
}

/**
 * What this machine (Linux) looks like now: itself, its interfaces, accounts, threads and open descriptors. Takes about
 * as long as `ps` and reads synchronously; `between` is called every few processes, so that the caller can empty its
 * rings. What cannot be read is left out.
 */
export function scanMachine(
  between: () => void = () => undefined,
  paths: MachinePaths = { proc: '/proc', etc: '/etc' },
): CaptureHeader {
  const { proc, etc } = paths;
  const header: CaptureHeader = {
    machine: scanMachineInfo(proc),
    interfaces: scanInterfaces(proc),
    users: scanUsers(`${etc}/passwd`),
    groups: scanGroups(`${etc}/group`),
    threads: [],
    fds: new Map(),
  };
  const descriptors = new DescriptorScanner(proc);
  let count = 0;
  for (const pid of findNumbers(proc)) {
    scanProcess(header, descriptors, { proc, pid });
    count++;
    if (count % STEP === 0) between();
  }
  between();
  return header;
}

function scanProcess(header: CaptureHeader, descriptors: DescriptorScanner, at: { proc: string; pid: number }): void {
  const threads = scanThreads(at.proc, at.pid);
  const main = threads[0];
  if (main === undefined) return;
  for (const thread of threads) header.threads.push(thread);
  // kernel threads and dead processes have none; who may not see the folder may not see any descriptor
  if (main.vmsizeKb > 0 && main.cwd !== '') header.fds.set(at.pid, descriptors.scan(at.pid));
}
