import { decodeCString } from '../bytes/text.js';
import { isZeroAddress } from '../decode/address.js';
import { removeUnprintable } from '../decode/printable.js';
import { FAMILY } from '../decode/sockaddr.js';
import type { SocketSort, TableRecord } from '../decode/table-record.js';
import { type FdType, L4_PROTO } from '../schema/fd-types.js';
import { FdInfo } from './fd-info.js';
import { isServerSocket } from './fd-name.js';
import type { FdTable } from './fd-table.js';
import { mergeTuple, readTupleOf, swapEnds, TUPLE } from './socket-tuple.js';
import { O_DIRECTORY } from './updates/open.js';
import { newSocket } from './updates/socket.js';

/** The kernel's numbers of file systems without directories (linux/magic.h). */
const FILE_SYSTEM = { PIPES: 0x50495045, ANONYMOUS: 0x09041934, PIDFDS: 0x50494446 } as const;
/** The record of a socket. */
type SocketRecord = TableRecord & { readonly socket: SocketSort };

const MEMFD = 'memfd:';
/** Types by the beginning of the name of an anonymous file. */
const ANONYMOUS: readonly (readonly [start: string, type: FdType])[] = [
  ['[eventfd]', 'EVENT'],
  ['[eventpoll]', 'EVENTPOLL'],
  ['[signalfd]', 'SIGNALFD'],
  ['inotify', 'INOTIFY'],
  ['[timerfd]', 'TIMERFD'],
  ['[io_uring]', 'IOURING'],
  ['[userfaultfd]', 'USERFAULTFD'],
  ['[pidfd]', 'PIDFD'],
  ['bpf', 'BPF'],
  ['[bpf', 'BPF'],
];

function setInode(info: FdInfo, { ino }: TableRecord): void {
  info.inoHi = Number(ino >> 32n);
  info.inoLo = Number(ino & 0xffffffffn);
}

function pipe(record: TableRecord): FdInfo {
  const info = new FdInfo('FIFO');
  setInode(info, record);
  return info;
}

function pidfd({ dev }: TableRecord): FdInfo {
  const info = new FdInfo('PIDFD');
  info.pid = dev;
  info.name = dev === 0 ? '' : `/proc/${dev}`;
  return info;
}

function memfd({ path }: TableRecord): FdInfo {
  const info = new FdInfo('MEMFD');
  info.name = path.slice(MEMFD.length);
  return info;
}

function file(record: TableRecord): FdInfo {
  const info = new FdInfo((record.openFlags & O_DIRECTORY) === 0 ? 'FILE_V2' : 'DIRECTORY');
  info.name = record.path;
  info.openFlags = record.openFlags;
  info.dev = record.dev;
  setInode(info, record);
  return info;
}

/** Whether a socket of a process listens at a port, or is bound to it. */
const hasServer = (fds: FdTable, port: number): boolean =>
  fds.some((info) => isServerSocket(info) && info.sourcePort === port && info.l4proto === L4_PROTO.TCP);

function ipSocket({ socket: sort, tuple }: SocketRecord, fds: FdTable): FdInfo {
  const info = newSocket(sort.family, sort.type, sort.protocol);
  if (!readTupleOf(tuple)) return info;
  const size = sort.family === FAMILY.INET ? 4 : 16;
  if (TUPLE.destinationPort !== 0 || !isZeroAddress(tuple.subarray(size + 3, 2 * size + 3))) {
    info.type = TUPLE.isV4 ? 'IPV4_SOCK' : 'IPV6_SOCK';
    mergeTuple(info, true);
    // the kernel does not tell that of a listener without room for waiting connections (listen(fd, 0))
    const isAccepted = sort.isAccepted || hasServer(fds, TUPLE.sourcePort);
    info.role = info.l4proto === L4_PROTO.TCP && isAccepted ? 'server' : 'client';
    if (info.role === 'server') swapEnds(info);
  } else if (TUPLE.sourcePort !== 0) {
    // not from TUPLE, where :: counts as IPv4: the name must stay :::PORT
    info.type = size === 4 ? 'IPV4_SERVSOCK' : 'IPV6_SERVSOCK';
    info.sourceIp = Uint8Array.from(tuple.subarray(1, 1 + size));
    info.sourcePort = TUPLE.sourcePort;
  }
  return info;
}

function unixSocket({ isNamed }: SocketSort, tuple: Buffer): FdInfo {
  const info = new FdInfo('UNIX_SOCK');
  if (tuple.length < 18) return info;
  info.unixSource = tuple.readBigUInt64LE(1).toString(16);
  info.unixDestination = tuple.readBigUInt64LE(9).toString(16);
  info.rawName = decodeCString(tuple, 17, tuple.length);
  const isConnected = isNamed ? info.unixDestination !== '0' : info.rawName !== '';
  if (isConnected) info.role = isNamed ? 'server' : 'client';
  const path = removeUnprintable(info.rawName);
  info.name = isConnected ? `${info.unixSource}->${info.unixDestination} ${path}` : path;
  return info;
}

function socket(record: SocketRecord, fds: FdTable): FdInfo {
  const { socket: sort, tuple } = record;
  if (sort.family === FAMILY.UNIX) return unixSocket(sort, tuple);
  if (sort.family === FAMILY.INET || sort.family === FAMILY.INET6) return ipSocket(record, fds);
  return newSocket(sort.family, sort.type, sort.protocol);
}

const isSocket = (record: TableRecord): record is SocketRecord => record.socket !== null;

/**
 * A descriptor as a call would have made it known, from the kernel's record of it and the other descriptors of the process; null
 * if it is not open.
 */
export function learntFd(record: TableRecord, fds: FdTable): FdInfo | null {
  const { fileSystem, path } = record;
  if (fileSystem === 0) return null;
  if (isSocket(record)) return socket(record, fds);
  if (fileSystem === FILE_SYSTEM.PIPES) return pipe(record);
  if (fileSystem === FILE_SYSTEM.PIDFDS) return pidfd(record);
  if (fileSystem === FILE_SYSTEM.ANONYMOUS)
    return new FdInfo(ANONYMOUS.find(([start]) => path.startsWith(start))?.[1] ?? 'UNSUPPORTED');
  return path.startsWith(MEMFD) ? memfd(record) : file(record);
}
