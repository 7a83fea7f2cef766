import { type EventHead, encodeEvent, int64Param, uint32Param } from '../scap/encode-event.js';
import { EVT } from '../schema/events.js';
import { L4_PROTO } from '../schema/fd-types.js';
import type { FdInfo } from './fd-info.js';
import { isIpSocket } from './fd-name.js';

/** The caller and time of hidden events. */
export type Caller = Pick<EventHead, 'tid' | 'tsHi' | 'tsLo'>;

/** Constants of socket(2): families, and type and protocol of each L4_PROTO. */
const FAMILY = { 4: 2, 6: 10 } as const;
const KINDS: Readonly<Record<number, readonly [type: number, protocol: number]>> = {
  [L4_PROTO.TCP]: [1, 6],
  [L4_PROTO.UDP]: [2, 17],
  [L4_PROTO.ICMP]: [2, 1],
  [L4_PROTO.RAW]: [3, 255],
};
const UNKNOWN_KIND = [0, 0] as const;
const NOTHING = Buffer.alloc(0);

function familyOf({ type }: FdInfo): number {
  return type === 'IPV4_SOCK' ? FAMILY[4] : FAMILY[6];
}

function encode(caller: Caller, type: number, params: readonly Buffer[]): Buffer {
  return encodeEvent({ ...caller, type, isHidden: true }, params);
}

/** An end of a connection as address and port. */
function endOf(info: FdInfo, ip: Uint8Array | null, port: number): Buffer {
  const end = Buffer.alloc((info.type === 'IPV4_SOCK' ? 4 : 16) + 2);
  if (ip !== null) end.set(ip.subarray(0, end.length - 2));
  end.writeUInt16LE(port, end.length - 2);
  return end;
}

function tupleOf(info: FdInfo): Buffer {
  const source = endOf(info, info.sourceIp, info.sourcePort);
  const destination = endOf(info, info.destinationIp, info.destinationPort);
  return Buffer.concat([Buffer.of(familyOf(info)), source, destination]);
}

function socket(caller: Caller, fd: number, info: FdInfo): Buffer[] {
  const call = [familyOf(info), ...(KINDS[info.l4proto] ?? UNKNOWN_KIND)].map(uint32Param);
  return [encode(caller, EVT.SOCKET_E, call), encode(caller, EVT.SOCKET_X, [int64Param(fd), ...call])];
}

function connect(caller: Caller, fd: number, info: FdInfo): Buffer[] {
  const peer = Buffer.concat([Buffer.of(familyOf(info)), endOf(info, info.destinationIp, info.destinationPort)]);
  const number = int64Param(fd);
  return [
    encode(caller, EVT.CONNECT_E, [number, peer]),
    encode(caller, EVT.CONNECT_X, [int64Param(0), tupleOf(info), number]),
  ];
}

function accept(caller: Caller, fd: number, info: FdInfo): Buffer[] {
  return [
    encode(caller, EVT.ACCEPT4_6_E, [uint32Param(0)]),
    encode(caller, EVT.ACCEPT4_6_X, [int64Param(fd), tupleOf(info), NOTHING, NOTHING, NOTHING]),
  ];
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
  if (info.role === 'server' && info.l4proto === L4_PROTO.TCP) return accept(caller, fd, info);
  const made = socket(caller, fd, info);
  return info.sourceIp === null && info.destinationIp === null ? made : [...made, ...connect(caller, fd, info)];
}
