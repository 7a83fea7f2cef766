import type { FdInfo } from '../state/fd-info.js';

/** What the two ends of a connection or a pipe have in common; null for anything that has no other end. */
export function connectionOf(info: FdInfo): string | null {
  const { name, type, inoHi, inoLo, unixSource, unixDestination } = info;
  if (type === 'IPV4_SOCK' || type === 'IPV6_SOCK') return info.role === 'none' ? null : name;
  if (type === 'FIFO') return inoHi === 0 && inoLo === 0 ? null : `pipe ${inoHi} ${inoLo}`;
  if (type !== 'UNIX_SOCK' || unixSource === '0' || unixDestination === '0') return null;
  return `unix ${[unixSource, unixDestination].sort().join(' ')}`;
}
