import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from '../output/sync-folder.js';
import { OWNER_ONLY, spaceOf } from './space.js';

/** A file that may be removed when its host has no room. */
interface Shelved {
  readonly path: string;
  readonly bytes: number;
}

/** Items whose rows are written, by host: the oldest make room for new ones. */
export class Shelf {
  private readonly folder: string;
  private readonly hosts = new Map<string, Shelved[]>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Looks what is there; returns the bytes of each host. Throws the system's error. */
  open(): ReadonlyMap<string, number> {
    mkdirSync(this.folder, { recursive: true, mode: OWNER_ONLY });
    for (const host of readdirSync(this.folder)) {
      const files = readdirSync(join(this.folder, host)).map((name) => {
        const path = join(this.folder, host, name);
        const { size, mtimeMs } = statSync(path);
        return { path, bytes: spaceOf(size), mtimeMs };
      });
      this.hosts.set(
        host,
        files.sort((a, b) => a.mtimeMs - b.mtimeMs),
      );
    }
    return new Map([...this.hosts].map(([host, files]) => [host, files.reduce((sum, { bytes }) => sum + bytes, 0)]));
  }

  pathOf(host: string, name: string): string {
    return join(this.folder, host, name);
  }

  /** Takes a file of a host; one that is here already, or nowhere, is no error. Throws the system's error. */
  put(host: string, name: string, from: string): void {
    const path = this.pathOf(host, name);
    mkdirSync(join(this.folder, host), { recursive: true, mode: OWNER_ONLY });
    const stat = statSync(from, { throwIfNoEntry: false });
    if (stat === undefined) return;
    renameSync(from, path);
    const files = this.hosts.get(host) ?? [];
    files.push({ path, bytes: spaceOf(stat.size) });
    this.hosts.set(host, files);
  }

  /** Makes the names of what was put here last. Throws the system's error. */
  sync(host: string): void {
    syncFolder(join(this.folder, host));
  }

  /** Bytes that makeRoom() can give back. The newest file stays: its host may send it once more. */
  roomOf(host: string): number {
    return (this.hosts.get(host) ?? []).slice(0, -1).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Removes the oldest files of a host until `bytes` are free; returns how many are. Throws the system's error. */
  makeRoom(host: string, bytes: number): number {
    const files = this.hosts.get(host) ?? [];
    let freed = 0;
    while (freed < bytes && files.length > 1) {
      const [oldest] = files.splice(0, 1) as [Shelved];
      rmSync(oldest.path, { force: true });
      freed += oldest.bytes;
    }
    return freed;
  }
}
