import { closeSync, fsyncSync, unlinkSync } from 'node:fs';
import { writeAll } from '../source/write-all.js';
import { createFile } from './output-file.js';

/**
 * Makes a file that its owner alone can read: once this returns, its content is on the disk, if not its name (syncFolder). Leaves nothing
 * if that fails. Throws the system's error: EEXIST if the name exists.
 */
export function writeDurably(path: string, content: Uint8Array): void {
  const fd = createFile(path);
  try {
    writeAll(fd, content);
    fsyncSync(fd);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(fd);
  }
}
