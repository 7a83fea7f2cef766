// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { EVT } from '../../schema/events.js';
import { CLOSE_RANGE_FLAGS } from '../../schema/flags/file.js';
import type { Evt } from '../evt.js';
import type { SystemState } from '../system-state.js';
import type { UpdateRows } from '../update.js';

const CLOSE_ON_EXEC = CLOSE_RANGE_FLAGS.entries.find((entry) => entry[0] === 'CLOSE_RANGE_CLOEXEC')?.[1] ?? 0;

/**
 * The descriptor stays until the next event, so that this one still shows it. If another thread has reopened the number in the
 * meantime, that one is closed too: the reference does not distinguish them.
 */
function updateClose(state: SystemState, evt: Evt): void {
  const { fd, thread, view } = evt;
  if (fd !== null && thread !== null && view.int64(0) >= 0) state.deferred.closeFd(thread, thread.lastFd);
}

/** Closes at once; with CLOSE_RANGE_CLOEXEC the descriptors stay open. */
export function closeRange(_state: SystemState, evt: Evt): void {
  const { thread, view } = evt;
  const fds = thread?.fdOwner?.fds;
  if (fds === undefined || view.int64(0) !== 0 || (view.uint32(3) & CLOSE_ON_EXEC) !== 0) return;
  const first = view.uint32(1);
  const last = view.uint32(2);
  fds.forEach((_info, fd) => {
    if (fd >= first && fd <= last) fds.delete(fd);
  });
}

export const CLOSE_UPDATES: UpdateRows = { [EVT.CLOSE_X]: updateClose, [EVT.CLOSE_RANGE_X]: closeRange };
