// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { EVT } from '../../schema/events.js';
import type { Evt } from '../evt.js';
import { bindFd } from '../fd-changes.js';
import type { SystemState } from '../system-state.js';
import type { UpdateRows } from '../update.js';

/** Calls that only look at a descriptor, which their exit event names. */
function bindsParam(index: number, isDirectory = true): (state: SystemState, evt: Evt) => void {
  return (_state, evt) => {
    const fd = evt.view.int64(index);
    if (evt.thread === null || Number.isNaN(fd)) return;
    bindFd(evt, evt.thread, fd);
    // of the directory of a call that fails only the number is known, as in the reference
    if (isDirectory && evt.view.int64(0) < 0) evt.fd = null;
  };
}

/** The same for two calls where the reference forgets the number. */
function looksAt(index: number): (state: SystemState, evt: Evt) => void {
  return (_state, evt) => {
    if (evt.thread !== null && evt.view.int64(0) >= 0) evt.fd = evt.thread.findFd(evt.view.int64(index));
  };
}

/** Events that change nothing and have a descriptor bound to them late. */
export const FD_LOOKED_AT_UPDATES: UpdateRows = {
  [EVT.NEWFSTATAT_X]: looksAt(1),
  [EVT.FCHOWNAT_X]: bindsParam(1),
  [EVT.FCHMODAT_X]: bindsParam(1),
  [EVT.MKDIRAT_X]: bindsParam(1),
  [EVT.UNLINKAT_2_X]: bindsParam(1),
  [EVT.MKNODAT_X]: looksAt(1),
  [EVT.FCHMOD_X]: bindsParam(1, false),
  [EVT.FCHOWN_X]: bindsParam(1, false),
  [EVT.SYMLINKAT_X]: bindsParam(2),
};
