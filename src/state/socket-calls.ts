import { FAMILY } from '../decode/sockaddr.js';
import { int64Param, textParam, uint32Param } from '../scap/encode-event.js';
import { L4_PROTO } from '../schema/fd-types.js';
import type { FdInfo, IpBytes } from './fd-info.js';
import { isIpSocket } from './fd-name.js';
import { type Caller, hiddenCall } from './hidden-call.js';

/** Type and protocol of socket(2) for each L4_PROTO. */
const KINDS: Readonly<Record<number, readonly [type: number, protocol: number]>> = {
  [L4_PROTO.TCP]: [1, 6],
  [L4_PROTO.UDP]: [2, 17],
  [L4_PROTO.ICMP]: [2, 1],
  [L4_PROTO.RAW]: [3, 255],
};
const UNKNOWN_KIND = [0, 0] as const;
const NOTHING = Buffer.alloc(0);
const NO_QUEUE = { queuepct: NOTHING, queuelen: NOTHING, queuemax: NOTHING };

const isIpv4 = ({ type }: FdInfo): boolean => type === 'IPV4_SOCK' || type === 'IPV4_SERVSOCK';

function familyOf(info: FdInfo): number {
  return isIpv4(info) ? FAMILY.INET : FAMILY.INET6;
}

/** An end of a connection as address and port. */
function endOf(info: FdInfo, ip: IpBytes, port: number): Buffer {
  const end = Buffer.alloc((isIpv4(info) ? 4 : 16) + 2);
  if (ip !== null) end.set(ip.subarray(0, end.length - 2));
  end.writeUInt16LE(port, end.length - 2);
  return end;
}

function tupleOf(info: FdInfo): Buffer {
  const source = endOf(info, info.sourceIp, info.sourcePort);
  const destination = endOf(info, info.destinationIp, info.destinationPort);
  return Buffer.concat([Buffer.of(familyOf(info)), source, destination]);
}

function addressOf(info: FdInfo, ip: IpBytes, port: number): Buffer {
  return Buffer.concat([Buffer.of(familyOf(info)), endOf(info, ip, port)]);
}

function socket(caller: Caller, fd: number, kind: readonly number[]): Buffer[] {
  const [domain = 0, type = 0, proto = 0] = kind;
  const values = { domain: uint32Param(domain), type: uint32Param(type), proto: uint32Param(proto) };
  return hiddenCall(caller, 'SOCKET_X', { fd: int64Param(fd), ...values });
}

function ipSocket(caller: Caller, fd: number, info: FdInfo): Buffer[] {
  return socket(caller, fd, [familyOf(info), ...(KINDS[info.l4proto] ?? UNKNOWN_KIND)]);
}

function bind(caller: Caller, fd: number, addr: Buffer): Buffer[] {
  return hiddenCall(caller, 'BIND_X', { fd: int64Param(fd), res: int64Param(0), addr });
}

function connect(caller: Caller, fd: number, ends: { readonly addr: Buffer; readonly tuple: Buffer }): Buffer[] {
  return hiddenCall(caller, 'CONNECT_X', { fd: int64Param(fd), res: int64Param(0), ...ends });
}

function accept(caller: Caller, fd: number, tuple: Buffer): Buffer[] {
  return hiddenCall(caller, 'ACCEPT4_6_X', { fd: int64Param(fd), tuple, ...NO_QUEUE });
}

/**
 * Whether a socket can be restored only by calls. In a header every socket has two ends; IPv6 sockets have no role; IPv4 sockets are
 * servers if their own port is among `serverPorts`, the listening ports, otherwise clients.
 */
export function isRebuiltByCalls(info: FdInfo, serverPorts: ReadonlySet<number>): boolean {
  if (!isIpSocket(info)) return false;
  if (info.sourceIp === null && info.destinationIp === null) return true;
  if (info.type === 'IPV6_SOCK') return info.role !== 'none';
  if (info.role === 'server') return !serverPorts.has(info.destinationPort);
  return serverPorts.has(info.sourcePort);
}

/** The calls that recreate an IP socket, as far as its addresses allow. */
export function socketCalls(caller: Caller, fd: number, info: FdInfo): Buffer[] {
  if (info.role === 'server' && info.l4proto === L4_PROTO.TCP) return accept(caller, fd, tupleOf(info));
  const made = ipSocket(caller, fd, info);
  if (info.sourceIp === null && info.destinationIp === null) return made;
  const addr = addressOf(info, info.destinationIp, info.destinationPort);
  return [...made, ...connect(caller, fd, { addr, tuple: tupleOf(info) })];
}

/** The calls that recreate a bound IP socket. */
export function serverCalls(caller: Caller, fd: number, info: FdInfo): Buffer[] {
  return [...ipSocket(caller, fd, info), ...bind(caller, fd, addressOf(info, info.sourceIp, info.sourcePort))];
}

/** An address in a unix tuple, from its hexadecimal digits. */
function pointer(digits: string): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(`0x${digits}`));
  return bytes;
}

/** The calls that recreate a unix socket with a path as its `rawName`. */
export function unixCalls(caller: Caller, fd: number, info: FdInfo): Buffer[] {
  const { unixSource, unixDestination, rawName, role } = info;
  const path = textParam(rawName);
  const addr = Buffer.concat([Buffer.of(FAMILY.UNIX), path]);
  const tuple = Buffer.concat([Buffer.of(FAMILY.UNIX), pointer(unixSource), pointer(unixDestination), path]);
  if (role === 'server') return accept(caller, fd, tuple);
  const made = socket(caller, fd, [FAMILY.UNIX]);
  if (role === 'client') return [...made, ...connect(caller, fd, { addr, tuple })];
  return rawName === '' ? made : [...made, ...bind(caller, fd, addr)];
}

/** The call that recreates a netlink socket. */
export function netlinkCalls(caller: Caller, fd: number): Buffer[] {
  return socket(caller, fd, [FAMILY.NETLINK]);
}
