import { readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

const MOUNT = '/sys/fs/cgroup';

/** Removes the control groups of a path, in every hierarchy, where nothing is in them. */
export function removeGroups(path: string): void {
  for (const hierarchy of ['.', ...readdirSync(MOUNT)])
    try {
      rmdirSync(join(MOUNT, hierarchy, path));
    } catch {
      // not there, or of somebody else too
    }
}
