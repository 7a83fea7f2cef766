import type { CaptureHeader, FdRecord, ThreadRecord } from '../scap/header.js';
import { FD_TYPES } from '../schema/fd-types.js';
import type { FdInfo } from './fd-info.js';
import { isServerSocket } from './fd-name.js';
import { COMMON_MEMBERS } from './header-import.js';
import { UNKNOWN_DIRECTORY } from './path.js';
import { isRebuiltByCalls } from './socket-calls.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';

const NO_ADDRESS = new Uint8Array(0);

/** Readers turn '' into the root directory, and leave paths below UNKNOWN_DIRECTORY relative. */
function directoryOf(thread: Thread): string {
  if (!thread.isMain) return '';
  return thread.cwd === '' ? UNKNOWN_DIRECTORY : thread.cwd;
}

function exportThread(thread: Thread): ThreadRecord {
  const common: Record<string, unknown> = {};
  for (const member of COMMON_MEMBERS) common[member] = thread[member];
  return {
    ...(common as Pick<ThreadRecord, (typeof COMMON_MEMBERS)[number]>),
    tid: thread.tid,
    fdlimit: Number(thread.fdlimit),
    exepath: thread.exepath,
    flags: thread.flags,
    args: thread.args.text,
    cgroups: thread.cgroups.text,
    env: thread.isMain ? thread.env.text : '',
    cwd: directoryOf(thread),
    exeWritable: thread.isExeWritable,
    exeUpperLayer: thread.isExeUpperLayer,
    exeLowerLayer: thread.isExeLowerLayer,
    exeFromMemfd: thread.isExeFromMemfd,
  };
}

function exportFd(fd: number, info: FdInfo): FdRecord {
  return {
    fd,
    ino: (BigInt(info.inoHi) << 32n) | BigInt(info.inoLo),
    type: FD_TYPES[info.type].id,
    name: info.name,
    openFlags: info.openFlags,
    dev: info.dev,
    sourceAddress: info.sourceIp ?? NO_ADDRESS,
    destinationAddress: info.destinationIp ?? NO_ADDRESS,
    sourcePort: info.sourcePort,
    destinationPort: info.destinationPort,
    l4proto: info.l4proto,
    unixSource: BigInt(`0x${info.unixSource}`),
    unixDestination: BigInt(`0x${info.unixDestination}`),
  };
}

/** Readers recognize a server's end by its own port, so it goes into the client's place (settleRoles in header-import). */
function ownEndFirst(record: FdRecord): FdRecord {
  return {
    ...record,
    sourceAddress: record.destinationAddress,
    sourcePort: record.destinationPort,
    destinationAddress: record.sourceAddress,
    destinationPort: record.sourcePort,
  };
}

/** Ports with a listening socket. */
export function portsListenedOn(threads: Iterable<Thread>): Set<number> {
  const ports = new Set<number>();
  for (const thread of threads)
    thread.fds.forEach((info) => {
      if (isServerSocket(info)) ports.add(info.sourcePort);
    });
  return ports;
}

function exportFds(thread: Thread, serverPorts: ReadonlySet<number>): FdRecord[] {
  const records: FdRecord[] = [];
  thread.fds.forEach((info, fd) => {
    if (isRebuiltByCalls(info, serverPorts)) return;
    const record = exportFd(fd, info);
    records.push(info.type === 'IPV4_SOCK' && info.role === 'server' ? ownEndFirst(record) : record);
  });
  return records;
}

/** Threads that a header can describe: readers recreate unannounced ones by themselves. */
export function announcedThreads(state: SystemState): Thread[] {
  return [...state.threads.values()].filter((thread) => !thread.isFake);
}

/**
 * The header of a capture that begins now: the inverse of importHeader. It cannot hold what only events can express: containers and
 * their accounts, some sockets, and state of unannounced threads.
 */
export function exportHeader(state: SystemState): CaptureHeader {
  const known = announcedThreads(state);
  const serverPorts = portsListenedOn(known);
  return {
    machine: state.machine,
    interfaces: [...state.interfaces],
    users: state.users.ofHost(),
    groups: state.groups.ofHost(),
    threads: known.map(exportThread),
    fds: new Map(known.map((thread) => [thread.tid, exportFds(thread, serverPorts)])),
  };
}
