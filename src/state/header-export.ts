import type { CaptureHeader, FdRecord, ThreadRecord } from '../scap/header.js';
import { FD_TYPES } from '../schema/fd-types.js';
import type { FdInfo } from './fd-info.js';
import { COMMON_MEMBERS, isTransport } from './header-import.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';

const NO_ADDRESS = new Uint8Array(0);

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
    cwd: thread.isMain ? thread.cwd : '',
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

/**
 * Readers put the client of a connection first where they find its own port among those that are listened on (settleRoles in
 * header-import): there the own end goes first.
 */
function ownEndFirst(record: FdRecord, info: FdInfo, serverPorts: ReadonlySet<number>): FdRecord {
  if (info.type !== 'IPV4_SOCK' || !isTransport(info) || !serverPorts.has(info.destinationPort)) return record;
  if (info.role !== 'server' && !serverPorts.has(info.sourcePort)) return record;
  return {
    ...record,
    sourceAddress: record.destinationAddress,
    sourcePort: record.destinationPort,
    destinationAddress: record.sourceAddress,
    destinationPort: record.sourcePort,
  };
}

function portsListenedOn(threads: Iterable<Thread>): Set<number> {
  const ports = new Set<number>();
  for (const thread of threads)
    thread.fds.forEach(({ type, sourcePort }) => {
      if (type === 'IPV4_SERVSOCK' || type === 'IPV6_SERVSOCK') ports.add(sourcePort);
    });
  return ports;
}

function exportFds(thread: Thread, serverPorts: ReadonlySet<number>): FdRecord[] {
  const records: FdRecord[] = [];
  thread.fds.forEach((info, fd) => {
    if (!isUnconnected(info)) records.push(ownEndFirst(exportFd(fd, info), info, serverPorts));
  });
  return records;
}

/** Whether a descriptor is a socket that has no ends yet: in a header every socket of its kind has some. */
export function isUnconnected({ type, sourceIp, destinationIp }: FdInfo): boolean {
  return (type === 'IPV4_SOCK' || type === 'IPV6_SOCK') && sourceIp === null && destinationIp === null;
}

/**
 * The header of a capture that begins now: the inverse of importHeader. Threads that nothing has announced are left out, as a
 * reader makes them up again. What events alone can tell (containers and their accounts, sockets without ends) is in
 * no header.
 */
export function exportHeader(state: SystemState): CaptureHeader {
  const known = [...state.threads.values()].filter((thread) => !thread.isFake);
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
