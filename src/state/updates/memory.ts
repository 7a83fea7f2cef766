// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { orElse } from '../../decode/param-index.js';
import { EVT } from '../../schema/events.js';
import type { Evt } from '../evt.js';
import type { SystemState } from '../system-state.js';
import type { UpdateRows } from '../update.js';

function updateMapping(_state: SystemState, evt: Evt): void {
  const { thread, view } = evt;
  if (thread === null || !view.hasSize(3, 4)) return;
  thread.vmsizeKb = orElse(view.uint32(1), thread.vmsizeKb);
  thread.vmrssKb = orElse(view.uint32(2), thread.vmrssKb);
  thread.vmswapKb = orElse(view.uint32(3), thread.vmswapKb);
}

function updateSwitch(_state: SystemState, evt: Evt): void {
  const { thread, view } = evt;
  if (thread === null || view.paramCount < 6) return;
  thread.pfmajor = orElse(view.uint64(1), thread.pfmajor);
  thread.pfminor = orElse(view.uint64(2), thread.pfminor);
  const main = thread.main;
  if (main === null) return;
  main.vmsizeKb = orElse(view.uint32(3), main.vmsizeKb);
  main.vmrssKb = orElse(view.uint32(4), main.vmrssKb);
  main.vmswapKb = orElse(view.uint32(5), main.vmswapKb);
}

export const MEMORY_UPDATES: UpdateRows = {
  [EVT.BRK_4_X]: updateMapping,
  [EVT.MMAP_X]: updateMapping,
  [EVT.MMAP2_X]: updateMapping,
  [EVT.MUNMAP_X]: updateMapping,
  [EVT.SCHEDSWITCH_6_E]: updateSwitch,
};
