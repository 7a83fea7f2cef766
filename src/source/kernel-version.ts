import { platform, release } from 'node:os';

/** Whether this is Linux of that version (major, minor) or newer. */
export function isKernelSince([major, minor]: readonly [number, number]): boolean {
  const [ours = 0, ourMinor = 0] = release().split('.').map(Number);
  return platform() === 'linux' && (ours > major || (ours === major && ourMinor >= minor));
}
