// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { EVT } from '../../schema/events.js';
import type { Evt } from '../evt.js';
import type { SystemState } from '../system-state.js';
import type { UpdateRows } from '../update.js';

function updateCloseEnter(_state: SystemState, evt: Evt): void {
  if (evt.fd !== null) evt.fd.isClosing = true;
}

function updateCloseExit(state: SystemState, evt: Evt): void {
  const { fd, thread } = evt;
  if (fd === null || thread === null) return;
  if (!(evt.view.int64(0) >= 0)) fd.isClosing = false;
  else if (fd.isCloseCanceled) fd.isCloseCanceled = false;
  else state.closeLater(thread, thread.lastFd);
}

export const CLOSE_UPDATES: UpdateRows = {
  [EVT.CLOSE_E]: updateCloseEnter,
  [EVT.CLOSE_X]: updateCloseExit,
};
