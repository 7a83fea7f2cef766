import { isMappedIpv4 } from '../decode/address.js';
import { L4_PROTO } from '../schema/fd-types.js';
import type { FdInfo, IpBytes } from './fd-info.js';
import { isIpSocket, isServerSocket } from './fd-name.js';

const DELETED = / \(deleted\)$/;
const FILES: ReadonlySet<string> = new Set(['FILE', 'FILE_V2', 'DIRECTORY', 'FIFO']);

const isIp = (info: FdInfo): boolean => isIpSocket(info) || isServerSocket(info);

const isSameInode = (one: FdInfo, other: FdInfo): boolean => one.inoLo === other.inoLo && one.inoHi === other.inoHi;
const hasInode = ({ inoLo, inoHi }: FdInfo): boolean => inoLo !== 0 || inoHi !== 0;

/** A path without what /proc adds for a deleted file, and without a final slash. */
const plainPath = (name: string): string => name.replace(DELETED, '').replace(/(?<=.)\/$/, '');

function isSameFile(known: FdInfo, found: FdInfo): boolean {
  if (!FILES.has(known.type) || (hasInode(known) && !isSameInode(known, found))) return false;
  // files without a path have only their inode
  return found.name.startsWith('/') ? plainPath(known.name) === plainPath(found.name) : hasInode(known);
}

/** An end as text that is the same for IPv4 and for IPv4 within IPv6. */
function endText(ip: IpBytes, port: number): string {
  const bytes = ip === null ? [] : [...(ip.length === 16 && isMappedIpv4(ip, 0) ? ip.subarray(12) : ip)];
  return `${bytes.every((byte) => byte === 0) ? '' : bytes.join('.')}:${port}`;
}

function isSameIpSocket(known: FdInfo, found: FdInfo): boolean {
  if (!isIp(known) || (known.l4proto !== found.l4proto && known.l4proto !== L4_PROTO.UNKNOWN)) return false;
  const source = endText(known.sourceIp, known.sourcePort);
  const destination = endText(known.destinationIp, known.destinationPort);
  // a datagram socket shows the ends of its last message
  if (isServerSocket(found) && !isServerSocket(known))
    return known.sourcePort === found.sourcePort || known.destinationPort === found.sourcePort;
  if (isServerSocket(found) || isServerSocket(known))
    return isServerSocket(found) && source === endText(found.sourceIp, found.sourcePort);
  const ends = [endText(found.sourceIp, found.sourcePort), endText(found.destinationIp, found.destinationPort)];
  return ends.includes(source) && ends.includes(destination);
}

/** Header lists show the path of a unix socket alone. */
function isSameUnixSocket(known: FdInfo, found: FdInfo): boolean {
  return (
    known.type === 'UNIX_SOCK' && (known.name === found.name || (found.name !== '' && known.name === found.rawName))
  );
}

const isSameMemfd = (known: FdInfo, found: FdInfo): boolean =>
  known.type === 'MEMFD' && known.name.replace(DELETED, '') === found.name.replace(DELETED, '');

const isSamePidfd = (known: FdInfo, found: FdInfo): boolean =>
  known.type === 'PIDFD' && (found.pid === 0 || known.name === found.name);

/** What else must be the same, by the type that was found; for other types, the type alone tells. */
const RULES: Readonly<Record<string, (known: FdInfo, found: FdInfo) => boolean>> = {
  FILE_V2: isSameFile,
  DIRECTORY: isSameFile,
  FIFO: (known, found) => known.type === 'FIFO' && isSameInode(known, found),
  MEMFD: isSameMemfd,
  PIDFD: isSamePidfd,
  UNIX_SOCK: isSameUnixSocket,
  IPV4_SOCK: isSameIpSocket,
  IPV6_SOCK: isSameIpSocket,
  IPV4_SERVSOCK: isSameIpSocket,
  IPV6_SERVSOCK: isSameIpSocket,
};

/** Whether a descriptor that was found in the kernel's table is the one that state knows by the same number. */
export function isSameFd(known: FdInfo, found: FdInfo): boolean {
  return RULES[found.type]?.(known, found) ?? known.type === found.type;
}
