import { orElse } from '../../decode/param-index.js';
import { EVT } from '../../schema/events.js';
import type { Evt } from '../evt.js';
import type { SystemState } from '../system-state.js';
import type { UpdateRows } from '../update.js';

const REAPER = 4;

function updateExit(state: SystemState, evt: Evt): void {
  const { thread, view } = evt;
  if (thread === null) return;
  state.table.markDead(thread);
  thread.reaperTid = orElse(view.int64(REAPER), -1);
  state.deferred.removeThread(thread.tid);
}

export const EXIT_UPDATES: UpdateRows = {
  [EVT.PROCEXIT_E]: updateExit,
  [EVT.PROCEXIT_1_E]: updateExit,
};
