import type { CaptureHeader } from '../../scap/header.js';
import { scanGroups, scanUsers } from './accounts.js';
import { DescriptorScanner } from './descriptors.js';
import { scanInterfaces, scanMachineInfo } from './machine.js';
import { hasNumbersOfEvents } from './namespace.js';
import { Pace } from './pace.js';
import { findNumbers } from './proc-text.js';
import { scanThreads } from './threads.js';

/** What the files of a process cost to read, in Pace's units. */
const PROCESS_READS = 8;

/** Where the machine is looked at; tests look at another tree. */
export interface MachinePaths {
  readonly proc: string;
  readonly etc: string;
}

/**
 * What this machine (Linux) looks like now: itself, its interfaces, accounts, threads and open descriptors. Takes about
 * as long as `ps` and reads synchronously; `between` is called every few milliseconds, so that the caller can empty its
 * rings. What cannot be read is left out, and so are all processes where /proc has other numbers for them than events.
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
  if (!hasNumbersOfEvents(proc)) return header;
  const pace = new Pace(between);
  const scanner = { proc, pace, descriptors: new DescriptorScanner(proc, pace) };
  for (const pid of findNumbers(proc)) scanProcess(header, pid, scanner);
  between();
  return header;
}

/** What serves the scan of all processes. */
interface Scanner {
  readonly proc: string;
  readonly pace: Pace;
  readonly descriptors: DescriptorScanner;
}

function scanProcess(header: CaptureHeader, pid: number, scanner: Scanner): void {
  scanner.pace.spend(PROCESS_READS);
  const threads = scanThreads(scanner.proc, pid, scanner.pace);
  const main = threads[0];
  if (main === undefined) return;
  for (const thread of threads) header.threads.push(thread);
  // kernel threads and dead processes have none; who may not see the folder may not see any descriptor
  if (main.vmsizeKb > 0 && main.cwd !== '') header.fds.set(pid, scanner.descriptors.scan(pid));
}
