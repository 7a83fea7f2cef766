import { EVT } from '../../schema/events.js';
import type { Evt } from '../evt.js';
import { joinPath } from '../path.js';
import type { SystemState } from '../system-state.js';
import type { Thread } from '../thread.js';
import type { UpdateRows } from '../update.js';

/**
 * The reference resolves a relative path from the thread's own directory, which only main threads have: chdir to a relative path in
 * another thread makes the directory of the process relative.
 */
function enterDirectory(thread: Thread, path: string): void {
  thread.main?.setDirectory(joinPath(thread.cwd, path));
}

function updatePath(_state: SystemState, evt: Evt): void {
  const { thread, view } = evt;
  if (thread !== null && view.int64(0) >= 0) enterDirectory(thread, view.has(1) ? view.text(1) : '<NA>');
}

function updateFchdir(_state: SystemState, evt: Evt): void {
  if (evt.thread !== null && evt.fd !== null && evt.view.int64(0) >= 0) enterDirectory(evt.thread, evt.fd.name);
}

function updateChroot(_state: SystemState, evt: Evt): void {
  const thread = evt.thread;
  if (thread === null || !(evt.view.int64(0) >= 0)) return;
  const path = evt.view.text(1);
  thread.root = joinPath(thread.directory, path);
}

export const DIRECTORY_UPDATES: UpdateRows = {
  [EVT.CHDIR_X]: updatePath,
  [EVT.GETCWD_X]: updatePath,
  [EVT.FCHDIR_X]: updateFchdir,
  [EVT.CHROOT_X]: updateChroot,
};
