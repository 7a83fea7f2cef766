import { isMappedIpv4 } from '../decode/address.js';
import { removeUnprintable } from '../decode/printable.js';
import { FAMILY } from '../decode/sockaddr.js';
import type { SocketSort, TableRecord } from '../decode/table-record.js';
import { type FdType, L4_PROTO } from '../schema/fd-types.js';
import { FILE_FLAGS } from '../schema/flags/file.js';
import { FdInfo } from './fd-info.js';
import { newSocket } from './updates/socket.js';

/** The kernel's numbers of file systems without directories (linux/magic.h). */
const FILE_SYSTEM = { PIPES: 0x50495045, ANONYMOUS: 0x09041934, PIDFDS: 0x50494446 } as const;
const O_DIRECTORY = FILE_FLAGS.entries.find(([name]) => name === 'O_DIRECTORY')?.[1] ?? 0;
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
const MAPPED_BYTES = 12;

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
  info.name = `/proc/${dev}`;
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

/** One end of an IP socket. */
interface End {
  readonly ip: Uint8Array;
  readonly port: number;
}

/** The end from offset `at` of a tuple. */
function endAt(tuple: Buffer, at: number, size: number): End {
  return { ip: Uint8Array.from(tuple.subarray(at, at + size)), port: tuple.readUInt16LE(at + size) };
}

const isZero = (ip: Uint8Array): boolean => ip.every((byte) => byte === 0);

function setSource(info: FdInfo, { ip, port }: End): void {
  info.sourceIp = ip;
  info.sourcePort = port;
}

function setDestination(info: FdInfo, { ip, port }: End): void {
  info.destinationIp = ip;
  info.destinationPort = port;
}

function connect(info: FdInfo, isServer: boolean, { local, remote }: Record<'local' | 'remote', End>): void {
  const isMapped = info.type === 'IPV6_SOCK' && isMappedIpv4(local.ip, 0) && isMappedIpv4(remote.ip, 0);
  if (isMapped) info.type = 'IPV4_SOCK';
  const [own, other] = [local, remote].map(({ ip, port }) => ({ ip: isMapped ? ip.slice(MAPPED_BYTES) : ip, port }));
  info.role = isServer ? 'server' : 'client';
  setSource(info, (isServer ? other : own) as End);
  setDestination(info, (isServer ? own : other) as End);
}

function ipSocket(sort: SocketSort, tuple: Buffer): FdInfo {
  const info = newSocket(sort.family, sort.type, sort.protocol);
  const size = sort.family === FAMILY.INET ? 4 : 16;
  if (tuple.length !== 2 * size + 5) return info;
  const local = endAt(tuple, 1, size);
  const remote = endAt(tuple, size + 3, size);
  if (remote.port !== 0 || !isZero(remote.ip)) {
    connect(info, info.l4proto === L4_PROTO.TCP && sort.isAccepted, { local, remote });
  } else if (local.port !== 0) {
    info.type = size === 4 ? 'IPV4_SERVSOCK' : 'IPV6_SERVSOCK';
    setSource(info, local);
  }
  return info;
}

function unixSocket({ isNamed }: SocketSort, tuple: Buffer): FdInfo {
  const info = new FdInfo('UNIX_SOCK');
  if (tuple.length < 18) return info;
  info.unixSource = tuple.readBigUInt64LE(1).toString(16);
  info.unixDestination = tuple.readBigUInt64LE(9).toString(16);
  info.rawName = tuple.toString('latin1', 17).replace(/\0.*/s, '');
  const isConnected = isNamed ? info.unixDestination !== '0' : info.rawName !== '';
  if (isConnected) info.role = isNamed ? 'server' : 'client';
  const path = removeUnprintable(info.rawName);
  info.name = isConnected ? `${info.unixSource}->${info.unixDestination} ${path}` : path;
  return info;
}

function socket(sort: SocketSort, tuple: Buffer): FdInfo {
  if (sort.family === FAMILY.UNIX) return unixSocket(sort, tuple);
  if (sort.family === FAMILY.INET || sort.family === FAMILY.INET6) return ipSocket(sort, tuple);
  return newSocket(sort.family, sort.type, sort.protocol);
}

/** A descriptor as a call would have made it known, from the kernel's record of it; null if it is not open. */
export function learntFd(record: TableRecord): FdInfo | null {
  const { fileSystem, path } = record;
  if (fileSystem === 0) return null;
  if (record.socket !== null) return socket(record.socket, record.tuple);
  if (fileSystem === FILE_SYSTEM.PIPES) return pipe(record);
  if (fileSystem === FILE_SYSTEM.PIDFDS) return pidfd(record);
  if (fileSystem === FILE_SYSTEM.ANONYMOUS)
    return new FdInfo(ANONYMOUS.find(([start]) => path.startsWith(start))?.[1] ?? 'UNSUPPORTED');
  return path.startsWith(MEMFD) ? memfd(record) : file(record);
}
