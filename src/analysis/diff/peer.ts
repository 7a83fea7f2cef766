import { renderAddress } from '../../decode/address.js';
import { NUMERIC_ENDS } from '../../decode/end-text.js';
import { zeroAddress } from '../../fields/socket-end.js';
import { FD_TYPES, L4_PROTO } from '../../schema/fd-types.js';
import type { FdInfo, IpBytes } from '../../state/fd-info.js';
import { isIpSocket, isServerSocket } from '../../state/fd-name.js';

const PROTOCOLS: Readonly<Record<number, string>> = { [L4_PROTO.TCP]: 'tcp', [L4_PROTO.UDP]: 'udp' };

const endOf = (fd: FdInfo, ip: IpBytes, port: number): string => {
  const proto = PROTOCOLS[fd.l4proto];
  const address = NUMERIC_ENDS.address(renderAddress(ip ?? zeroAddress(fd)));
  return proto === undefined ? address : `${proto} ${address}:${port}`;
};

/** A unix socket's path, or its name in the abstract namespace; its addresses in the kernel come before it. */
const unixName = (name: string): string => /(?:^| )([/@].*)$/s.exec(name)?.[1] ?? '';

/**
 * What a socket is connected to, or serves, without what differs from run to run: the port of a client, and the clients of a server. Null
 * for a descriptor that is no socket, or one without an address.
 */
export function peerOf(fd: FdInfo): string | null {
  if (isServerSocket(fd)) return `at ${endOf(fd, fd.sourceIp, fd.sourcePort)}`;
  if (isIpSocket(fd)) {
    if (fd.destinationPort === 0) return null;
    return `${fd.role === 'server' ? 'at' : 'to'} ${endOf(fd, fd.destinationIp, fd.destinationPort)}`;
  }
  const path = fd.type === 'UNIX_SOCK' ? unixName(fd.name) : '';
  return path === '' ? null : `unix ${path}`;
}

/** What a descriptor is, for those without a name of their own. */
export const kindOf = (fd: FdInfo): string => FD_TYPES[fd.type].name ?? '';
