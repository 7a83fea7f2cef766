// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { WIDE_ZERO } from '../bytes/int64.js';
import type { FdInfo } from './fd-info.js';
import type { StateMemory } from './state-memory.js';
import type { Thread } from './thread.js';
import type { ThreadTable } from './thread-table.js';

/** Changes by an event that apply before the next one, so that this event still shows what it ends. */
export class DeferredChanges {
  private readonly table: ThreadTable;
  private readonly memory: StateMemory;
  /** NaN if no thread ends. */
  private endedTid = Number.NaN;
  private closedBy: Thread | null = null;
  private closedFd = WIDE_ZERO;
  private renamed: FdInfo | null = null;
  private entered: Thread | null = null;

  constructor(table: ThreadTable, memory: StateMemory) {
    this.table = table;
    this.memory = memory;
  }

  /** Closes a descriptor of a thread. */
  closeFd(thread: Thread, fd: number): void {
    this.closedBy = thread;
    this.closedFd = fd;
  }

  /** Removes a thread. */
  removeThread(tid: number): void {
    this.endedTid = tid;
  }

  /** Releases a thread's enter event, which its exit event no longer needs. */
  releaseEnter(thread: Thread): void {
    this.entered = thread;
  }

  /** Marks a descriptor as renamed by the current event. */
  markRenamed(info: FdInfo): void {
    info.isNameChanged = true;
    this.renamed = info;
  }

  /** Applies the changes. */
  apply(): void {
    if (this.closedBy !== null) {
      this.closedBy.fdOwner?.fds.delete(this.closedFd);
      this.closedBy = null;
    }
    if (this.endedTid >= 0) {
      this.table.remove(this.endedTid);
      this.endedTid = Number.NaN;
    }
    if (this.entered !== null) {
      this.memory.releaseEnter(this.entered);
      this.entered = null;
    }
    if (this.renamed !== null) {
      this.renamed.isNameChanged = false;
      this.renamed = null;
    }
  }

  /** Discards the changes: the objects they refer to are gone. */
  clear(): void {
    this.endedTid = Number.NaN;
    this.closedBy = null;
    this.entered = null;
    this.renamed = null;
  }
}
