// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { EVT } from '../../schema/events.js';
import type { Evt } from '../evt.js';
import type { SystemState } from '../system-state.js';
import type { UpdateRows } from '../update.js';

function updateMapping(_state: SystemState, evt: Evt): void {
  const { thread, view } = evt;
  if (thread === null || view.paramLength(3) !== 4) return;
  thread.vmsizeKb = view.uint32(1);
  thread.vmrssKb = view.uint32(2);
  thread.vmswapKb = view.uint32(3);
}

function updateSwitch(_state: SystemState, evt: Evt): void {
  const { thread, view } = evt;
  if (thread === null || view.paramCount < 6) return;
  thread.pfmajor = view.uint64(1);
  thread.pfminor = view.uint64(2);
  const main = thread.main;
  if (main === null) return;
  main.vmsizeKb = view.uint32(3);
  main.vmrssKb = view.uint32(4);
  main.vmswapKb = view.uint32(5);
}

export const MEMORY_UPDATES: UpdateRows = {
  [EVT.BRK_4_X]: updateMapping,
  [EVT.MMAP_X]: updateMapping,
  [EVT.MMAP2_X]: updateMapping,
  [EVT.MUNMAP_X]: updateMapping,
  [EVT.SCHEDSWITCH_6_E]: updateSwitch,
};
