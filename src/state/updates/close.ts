// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { EVT } from '../../schema/events.js';
import type { Evt } from '../evt.js';
import type { SystemState } from '../system-state.js';
import type { UpdateRows } from '../update.js';

/**
 * The descriptor stays until the next event, so that this one still shows it. One that another thread has made in the
 * meantime under the same number goes too: the reference does not tell them apart.
 */
function updateClose(state: SystemState, evt: Evt): void {
  const { fd, thread, view } = evt;
  if (fd !== null && thread !== null && view.int64(0) >= 0) state.closeLater(thread, thread.lastFd);
}

export const CLOSE_UPDATES: UpdateRows = { [EVT.CLOSE_X]: updateClose };
