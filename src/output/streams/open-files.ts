import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { geteuid } from 'node:process';
import { SyssharkError } from '../../errors.js';
import { writeAll } from '../../source/write-all.js';
import { createFile } from '../output-file.js';

const { O_APPEND, O_NOFOLLOW, O_WRONLY } = constants;
/** Most files that are open at a time. */
const MAX_OPEN = 64;

/** Many new files that are written alternately, of which few are open. */
export class OpenFiles {
  /** Descriptors by path, the one used last at the end. */
  private readonly open = new Map<string, number>();
  private readonly created = new Set<string>();

  /** Adds bytes to a file, which is created for the first ones. Throws the system's error: EEXIST if it exists already. */
  append(path: string, bytes: Uint8Array): void {
    const fd = this.fdOf(path);
    writeAll(fd, bytes);
  }

  close(): void {
    for (const fd of this.open.values()) closeSync(fd);
    this.open.clear();
  }

  private fdOf(path: string): number {
    const known = this.open.get(path);
    this.open.delete(path);
    const fd = known ?? this.openAgain(path) ?? createFile(path);
    this.created.add(path);
    this.open.set(path, fd);
    this.closeOldest();
    return fd;
  }

  /** Null if this program has not created it. */
  private openAgain(path: string): number | null {
    if (!this.created.has(path)) return null;
    const fd = openSync(path, O_WRONLY | O_APPEND | O_NOFOLLOW);
    if (fstatSync(fd).uid === geteuid?.()) return fd;
    closeSync(fd);
    throw new SyssharkError('IO', 'another user has replaced it');
  }

  private closeOldest(): void {
    if (this.open.size <= MAX_OPEN) return;
    for (const [path, fd] of this.open) {
      this.open.delete(path);
      closeSync(fd);
      return;
    }
  }
}
