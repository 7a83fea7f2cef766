import { isMappedIpv4 } from '../decode/address.js';
import { type EndText, interfaceNames } from '../decode/end-text.js';
import { TextList } from '../decode/text-list.js';
import type { CaptureHeader, FdRecord, ThreadRecord } from '../scap/header.js';
import { FD_TYPES, type FdType, L4_PROTO } from '../schema/fd-types.js';
import { containerOf } from './container-id.js';
import { FdInfo } from './fd-info.js';
import { isIpSocket, isServerSocket, serverName, tupleName } from './fd-name.js';
import { fillZeroAddress } from './interfaces.js';
import { swapEnds } from './socket-tuple.js';
import type { SystemState } from './system-state.js';
import { TASK } from './task-flags.js';
import { Thread } from './thread.js';

const TYPE_BY_ID: ReadonlyMap<number, FdType> = new Map(
  Object.entries(FD_TYPES).map(([type, row]) => [row.id, type as FdType]),
);

const IS_SOCKET: ReadonlySet<FdType> = new Set([
  'IPV4_SOCK',
  'IPV6_SOCK',
  'IPV4_SERVSOCK',
  'IPV6_SERVSOCK',
  'UNIX_SOCK',
  'NETLINK',
]);

/** Members that a thread and its header record have in common. */
export const COMMON_MEMBERS = [
  'pid',
  'ptid',
  'sid',
  'vpgid',
  'pgid',
  'vtid',
  'vpid',
  'comm',
  'exe',
  'root',
  'fdlimit',
  'uid',
  'gid',
  'loginuid',
  'tty',
  'vmsizeKb',
  'vmrssKb',
  'vmswapKb',
  'pfmajor',
  'pfminor',
  'capInheritable',
  'capPermitted',
  'capEffective',
  'exeIno',
  'exeCtime',
  'exeMtime',
  'pidnsInitStart',
] as const satisfies readonly (keyof Thread & keyof ThreadRecord)[];

function importThread(state: SystemState, record: ThreadRecord): Thread {
  const thread = new Thread(record.tid);
  const target = thread as unknown as Record<string, unknown>;
  for (const member of COMMON_MEMBERS) target[member] = record[member];
  thread.setExepath(record.exepath);
  thread.flags = record.flags | TASK.ACTIVE;
  thread.isExeWritable = record.exeWritable;
  thread.isExeUpperLayer = record.exeUpperLayer;
  thread.isExeLowerLayer = record.exeLowerLayer;
  thread.isExeFromMemfd = record.exeFromMemfd;
  thread.setArgs(new TextList(record.args));
  thread.cgroups = new TextList(record.cgroups);
  thread.container = containerOf(thread.cgroups);
  if (thread.isMain) {
    thread.env = state.environmentOf(record.pid, record.env);
    thread.setDirectory(record.cwd);
  }
  return thread;
}

function importTuple(fd: FdInfo, record: FdRecord): void {
  const { sourceAddress, destinationAddress } = record;
  const isMapped = fd.type === 'IPV6_SOCK' && isMappedIpv4(sourceAddress, 0) && isMappedIpv4(destinationAddress, 0);
  if (isMapped) fd.type = 'IPV4_SOCK';
  fd.sourceIp = isMapped ? sourceAddress.slice(12) : sourceAddress;
  fd.destinationIp = isMapped ? destinationAddress.slice(12) : destinationAddress;
  fd.sourcePort = record.sourcePort;
  fd.destinationPort = record.destinationPort;
  fd.isConnected = record.l4proto === L4_PROTO.TCP;
}

function importServer(fd: FdInfo, record: FdRecord, ends: EndText): void {
  fd.sourceIp = record.sourceAddress;
  fd.sourcePort = record.sourcePort;
  fd.name = serverName(fd, ends);
}

function importFd(record: FdRecord, ends: EndText): FdInfo {
  const fd = new FdInfo(TYPE_BY_ID.get(record.type) ?? 'UNSUPPORTED');
  fd.name = TYPE_BY_ID.has(record.type) ? record.name : `unknown-type:[${record.type}]`;
  fd.inoHi = Number(record.ino >> 32n);
  fd.inoLo = Number(record.ino & 0xffffffffn);
  fd.openFlags = record.openFlags;
  fd.dev = record.dev;
  fd.l4proto = record.l4proto;
  if (isIpSocket(fd)) importTuple(fd, record);
  if (isServerSocket(fd)) importServer(fd, record, ends);
  fd.unixSource = record.unixSource.toString(16);
  fd.unixDestination = record.unixDestination.toString(16);
  return fd;
}

function isTransport(fd: FdInfo): boolean {
  return fd.l4proto === L4_PROTO.TCP || fd.l4proto === L4_PROTO.UDP;
}

/** Finds the server ends by their ports, and puts the client first (STATE.md#state-from-the-header). */
function settleRoles(fds: readonly FdInfo[], state: SystemState): void {
  const serverPorts = new Set<number>();
  for (const fd of fds) if (isServerSocket(fd)) serverPorts.add(fd.sourcePort);
  for (const fd of fds) {
    if (fd.type === 'IPV4_SOCK' && isTransport(fd)) {
      if (serverPorts.has(fd.sourcePort)) {
        swapEnds(fd);
        fd.role = 'server';
      } else fd.role = 'client';
    }
    if (!isIpSocket(fd)) continue;
    fillZeroAddress(fd, state.interfaces);
    fd.name = tupleName(fd, state.endText);
    state.memory.settleFd(fd);
  }
}

/** Gives descriptors of the same socket the same description: a socket has only one. */
function shareSocket(fd: FdInfo, ino: bigint, descriptions: Map<bigint, number>): void {
  if (ino === 0n || !IS_SOCKET.has(fd.type)) return;
  const known = descriptions.get(ino);
  if (known === undefined) descriptions.set(ino, fd.description);
  else fd.description = known;
}

function importFds(state: SystemState, header: CaptureHeader): void {
  const sockets: FdInfo[] = [];
  const descriptions = new Map<bigint, number>();
  for (const [tid, records] of header.fds) {
    const thread = state.threads.get(tid);
    if (thread === undefined) continue;
    for (const record of records) {
      const fd = importFd(record, state.endText);
      shareSocket(fd, record.ino, descriptions);
      if (!thread.fds.set(record.fd, fd)) continue;
      if (fd.type === 'IOURING') state.addRingMaker(thread);
      if (fd.sourceIp !== null) sockets.push(fd);
    }
  }
  settleRoles(sockets, state);
}

/** Replaces the state by that of a capture's header (STATE.md#state-from-the-header). */
export function importHeader(state: SystemState, header: CaptureHeader): void {
  state.table.clear();
  state.users.clear();
  state.groups.clear();
  state.containers.clear();
  state.machine = header.machine;
  state.setInterfaces(header.interfaces);
  if (state.namesInterfaces) state.endText = { ...state.endText, address: interfaceNames(header.interfaces) };
  for (const user of header.users) state.users.set('', user.uid, user);
  for (const group of header.groups) state.groups.set('', group.gid, group);
  for (const record of header.threads) {
    const thread = importThread(state, record);
    if (!state.table.enter(thread)) continue;
    state.noteContainer(thread.container);
  }
  for (const thread of state.threads.values()) state.table.joinGroup(thread);
  for (const thread of state.threads.values()) state.table.adopt(thread);
  importFds(state, header);
}
