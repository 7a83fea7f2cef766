import { MemoryBudget } from '../../bytes/memory-budget.js';
import type { CaptureHeader } from '../../scap/header.js';
import { HeaderRoom } from '../../scap/header-room.js';
import { scanGroups, scanUsers } from './accounts.js';
import { DescriptorScanner, type WantedFds } from './descriptors.js';
import { scanInterfaces, scanMachineInfo } from './machine.js';
import { showsHostPids } from './namespace.js';
import { findNumbers } from './proc-text.js';
import { scanThreads } from './threads.js';

/** Where the state of the machine is read; tests use another tree. */
export interface MachinePaths {
  readonly proc: string;
  readonly etc: string;
}

/**
 * The current state of this machine (Linux): itself, its interfaces, accounts, threads and the `wanted` open descriptors. Takes about
 * as long as `ps` and reads synchronously. Leaves out what cannot be read, what does not fit, and all processes if /proc
 * shows other pids than events.
 */
export function scanMachine(
  paths: MachinePaths = { proc: '/proc', etc: '/etc' },
  room = new HeaderRoom(new MemoryBudget()),
  wanted: WantedFds = 'all',
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
  if (!showsHostPids(proc)) return header;
  const scanner = { proc, descriptors: new DescriptorScanner(proc, wanted), room };
  for (const pid of findNumbers(proc)) if (!scanProcess(header, pid, scanner)) break;
  return header;
}

/** What the scan of a process needs. */
interface Scanner {
  readonly proc: string;
  readonly descriptors: DescriptorScanner;
  readonly room: HeaderRoom;
}

/** Adds a process to the header; false if it does not fit. */
function scanProcess(header: CaptureHeader, pid: number, { proc, descriptors, room }: Scanner): boolean {
  const threads = scanThreads(proc, pid);
  const main = threads[0];
  if (main === undefined) return true;
  for (const thread of threads) {
    if (!room.hasThread(thread)) return false;
    header.threads.push(thread);
  }
  // kernel threads and dead processes have none; without access to cwd, descriptors cannot be read either
  if (main.vmsizeKb > 0 && main.cwd !== '') header.fds.set(pid, descriptors.scan(pid, room));
  return true;
}
