import { isMappedIpv4, renderAddress, renderIpv4 } from '../decode/address.js';
import type { EndText } from '../decode/end-text.js';
import { L4_PROTO } from '../schema/fd-types.js';
import type { FdInfo, IpBytes } from './fd-info.js';

const ZERO_IPV4 = new Uint8Array(4);
const ZERO_IPV6 = new Uint8Array(16);

/** Whether the descriptor is a connected or connectable IP socket. */
export function isIpSocket(fd: FdInfo): boolean {
  return fd.type === 'IPV4_SOCK' || fd.type === 'IPV6_SOCK';
}

/** Whether the descriptor is a bound or listening IP socket. */
export function isServerSocket({ type }: Pick<FdInfo, 'type'>): boolean {
  return type === 'IPV4_SERVSOCK' || type === 'IPV6_SERVSOCK';
}

function addressOf(fd: FdInfo, ip: IpBytes): Uint8Array {
  return ip ?? (fd.type === 'IPV6_SOCK' || fd.type === 'IPV6_SERVSOCK' ? ZERO_IPV6 : ZERO_IPV4);
}

/** fd.name of a socket with a tuple: `a:p->b:q`, without ports for ICMP and RAW, `<unknown>` without a protocol. */
export function tupleName(fd: FdInfo, ends: EndText): string {
  const source = addressOf(fd, fd.sourceIp);
  const destination = addressOf(fd, fd.destinationIp);
  if (source.length === 16 && isMappedIpv4(source, 0) && isMappedIpv4(destination, 0))
    return mappedName(fd, source, destination, ends);
  const from = ends.address(renderAddress(source));
  const to = ends.address(renderAddress(destination));
  if (fd.l4proto === L4_PROTO.TCP || fd.l4proto === L4_PROTO.UDP)
    return `${from}:${ends.port(fd.sourcePort, fd.l4proto)}->${to}:${ends.port(fd.destinationPort, fd.l4proto)}`;
  if (fd.l4proto === L4_PROTO.ICMP || fd.l4proto === L4_PROTO.RAW) return `${from}->${to}`;
  return '<unknown>';
}

/**
 * An IPv6 socket with IPv4 addresses. The reference reads the ports at the offsets of an IPv4 socket, which are inside the source
 * address: zero, or 65535 for the destination of a mapped source.
 */
function mappedName(fd: FdInfo, source: Uint8Array, destination: Uint8Array, ends: EndText): string {
  const port = (at: number) => ends.port((source[at] as number) | ((source[at + 1] as number) << 8), fd.l4proto);
  const from = ends.address(renderIpv4(source, 12));
  const to = ends.address(renderIpv4(destination, 12));
  if (fd.l4proto === L4_PROTO.ICMP || fd.l4proto === L4_PROTO.RAW) return `${from}->${to}`;
  if (fd.l4proto === L4_PROTO.UNKNOWN) return '<unknown>';
  return `${from}:${port(8)}->${to}:${port(10)}`;
}

/** fd.name of a listening or bound socket: `0.0.0.0:22`, `:::22`. */
export function serverName(fd: FdInfo, ends: EndText): string {
  return `${ends.address(renderAddress(addressOf(fd, fd.sourceIp)))}:${ends.port(fd.sourcePort, fd.l4proto)}`;
}

/**
 * The protocol at the offset of an IPv4 socket, which the reference reads for any socket to test for TCP. An IPv6 socket has a byte
 * of its source address there; other kinds have nothing.
 */
export function plainProtocol(fd: FdInfo): number {
  if (fd.type === 'IPV6_SOCK') return fd.sourceIp?.[12] ?? L4_PROTO.UNKNOWN;
  return fd.type === 'IPV4_SOCK' ? fd.l4proto : L4_PROTO.UNKNOWN;
}
