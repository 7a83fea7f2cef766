import { L4_PROTO } from '../../schema/fd-types.js';
import type { FdInfo } from '../../state/fd-info.js';

const SOCKETS: ReadonlySet<string> = new Set(['IPV4_SOCK', 'IPV6_SOCK', 'UNIX_SOCK']);
const FILES: ReadonlySet<string> = new Set(['FILE', 'FILE_V2', 'DIRECTORY']);

/** Whether a descriptor is a file or a directory. */
export const isFile = ({ type }: FdInfo): boolean => FILES.has(type);

/** Whether a descriptor is a socket that may be connected. */
export const isSocket = ({ type }: FdInfo): boolean => SOCKETS.has(type);

/** Whether a descriptor is a connection that was accepted. */
export function isServed(fd: FdInfo): boolean {
  return fd.role === 'server' && isSocket(fd) && (fd.type === 'UNIX_SOCK' || fd.l4proto === L4_PROTO.TCP);
}

/** Whether a descriptor is a connection that its process has made. */
export const isUpstream = (fd: FdInfo): boolean => fd.role === 'client' && isSocket(fd);

/** The other end of a connection that was made. */
export function otherEnd({ name, type }: FdInfo): string {
  const end = type === 'UNIX_SOCK' ? name.split(' ').at(-1) : name.split('->')[1];
  return end || name;
}
