// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Evt } from './evt.js';
import type { FdInfo } from './fd-info.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';

/** Makes `fd` the descriptor of the event. */
export function bindFd(evt: Evt, thread: Thread, fd: number): void {
  thread.lastFd = fd;
  evt.fd = thread.findFd(fd);
}

/** Adds a descriptor created by the event, and makes it the descriptor of the event. */
export function addFd(state: SystemState, evt: Evt, fd: number, info: FdInfo): void {
  const thread = evt.thread;
  if (thread === null || Number.isNaN(fd)) return;
  const owner = thread.fdOwner;
  // a thread whose process is unknown has no descriptor table
  if (owner === null) return;
  if (info.name !== '') state.deferred.markRenamed(info);
  thread.lastFd = fd;
  if (owner.fds.set(fd, info)) evt.fd = info;
}

/** Renames a descriptor. */
export function renameFd(state: SystemState, info: FdInfo, name: string): void {
  const isRenamed = info.name !== name;
  info.name = name;
  // its ends may be others, even if its name is the same
  state.memory.settleFd(info);
  if (isRenamed) state.deferred.markRenamed(info);
}

/** Adds a copy of a descriptor under another number. The copy does not count as renamed. */
export function copyFd(state: SystemState, evt: Evt, fd: number, source: FdInfo): FdInfo {
  const copy = source.clone();
  addFd(state, evt, fd, copy);
  copy.isNameChanged = false;
  return copy;
}
