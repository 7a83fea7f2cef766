import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes the names in a folder last: those of files that are synced are not on the disk before. Throws the system's error. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
