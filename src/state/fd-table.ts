// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { MAX_FDS } from '../scap/fdlist.js';
import type { FdInfo } from './fd-info.js';

/** Numbers below this are looked up by index. The kernel assigns the lowest free number, so nearly all are. */
const LOW = 256;

/** The memory budget of descriptors. */
interface FdMemory {
  /** Charges a descriptor; false if the budget has no room. */
  holdFd(info: FdInfo): boolean;
  releaseFd(info: FdInfo): void;
  /** What notes that a number has become another descriptor. */
  readonly near: { noteFd(fd: number): void };
}

/** The open descriptors of a process by number. */
export class FdTable {
  size = 0;
  /** Whether readers of the written capture may know other descriptors: some calls were written without being applied. */
  isPartial = false;
  private readonly low: (FdInfo | null)[] = [];
  private high: Map<number, FdInfo> | null = null;
  /** Null if its thread is in no table. */
  private memory: FdMemory | null = null;

  /** Descriptor by number, or null. */
  get(fd: number): FdInfo | null {
    if (fd >= 0 && fd < this.low.length) return this.low[fd] ?? null;
    return this.high === null ? null : (this.high.get(fd) ?? null);
  }

  /** Adds a descriptor, replacing one with the same number; false if there are too many or the budget has no room. */
  set(fd: number, info: FdInfo): boolean {
    this.delete(fd);
    if (this.size >= MAX_FDS || this.memory?.holdFd(info) === false) return false;
    this.size++;
    this.put(fd, info);
    return true;
  }

  private put(fd: number, info: FdInfo): void {
    this.memory?.near.noteFd(fd);
    if (fd >= 0 && fd < LOW) {
      while (this.low.length <= fd) this.low.push(null);
      this.low[fd] = info;
      return;
    }
    if (this.high === null) this.high = new Map();
    this.high.set(fd, info);
  }

  delete(fd: number): void {
    const info = this.get(fd);
    if (info === null) return;
    this.size--;
    this.memory?.releaseFd(info);
    this.memory?.near.noteFd(fd);
    if (fd >= 0 && fd < LOW) this.low[fd] = null;
    else this.high?.delete(fd);
  }

  /** Calls `visit` with each descriptor; `visit` may delete it. */
  forEach(visit: (info: FdInfo, fd: number) => void): void {
    for (let fd = 0; fd < this.low.length; fd++) {
      const info = this.low[fd] as FdInfo | null;
      if (info !== null) visit(info, fd);
    }
    this.high?.forEach(visit);
  }

  /** Whether any descriptor satisfies a test. */
  // COLD: once per socket, or for few descriptors
  some(test: (info: FdInfo) => boolean): boolean {
    for (const info of this.low) if (info !== null && test(info)) return true;
    for (const info of this.high?.values() ?? []) if (test(info)) return true;
    return false;
  }

  /** Charges all present and future descriptors to `memory`; those without room are dropped. */
  hold(memory: FdMemory): void {
    this.memory = memory;
    this.forEach((info, fd) => {
      if (memory.holdFd(info)) return;
      this.size--;
      if (fd >= 0 && fd < LOW) this.low[fd] = null;
      else this.high?.delete(fd);
    });
  }

  /** Closes everything and stops charging descriptors. */
  release(): void {
    const { memory } = this;
    this.forEach((info) => {
      memory?.releaseFd(info);
    });
    this.memory = null;
    this.low.length = 0;
    this.high = null;
    this.size = 0;
  }

  /** Adds a copy of each descriptor of another process, as fork does. */
  copyFrom(other: FdTable): void {
    this.isPartial = other.isPartial;
    other.forEach((info, fd) => {
      this.set(fd, info.clone());
    });
  }
}
