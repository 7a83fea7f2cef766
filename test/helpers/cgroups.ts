import { readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

const MOUNT = '/sys/fs/cgroup';

/** Removes the empty control groups of a path, in every hierarchy. */
export function removeGroups(path: string): void {
  for (const hierarchy of ['.', ...readdirSync(MOUNT)])
    try {
      rmdirSync(join(MOUNT, hierarchy, path));
    } catch {
      // does not exist, or is also used by others
    }
}
