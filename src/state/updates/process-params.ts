// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { EventView } from '../../decode/event-view.js';
import { findParam, numberOf, orElse } from '../../decode/param-index.js';
import { TextList } from '../../decode/text-list.js';
import type { SystemState } from '../system-state.js';
import type { Thread } from '../thread.js';

/** Pid of a process if the recorder was too old to record it. */
export const UNKNOWN_PID = -1;

/** Parameters that all clone and exec events have, old and new. Others are found by name. */
export const PROCESS_PARAM = { RES: 0, EXE: 1, ARGS: 2, PID: 4, PTID: 5, FDLIMIT: 7 } as const;

/** Index of a parameter that has a value; -1 if it has none. */
export function indexIn(view: EventView, name: string): number {
  const index = findParam(view.type, name);
  return index >= 0 && view.paramLength(index) > 0 ? index : -1;
}

/** Reads the program: argv[0], name and arguments. */
export function readProgram(view: EventView, thread: Thread): void {
  const comm = indexIn(view, 'comm');
  thread.exe = view.text(PROCESS_PARAM.EXE);
  thread.comm = comm < 0 ? thread.exe : view.text(comm);
  thread.setArgs(new TextList(view.rawText(PROCESS_PARAM.ARGS)));
}

/** Fills in an unannounced thread from an event of its own; `vpid` is used if the event has none. */
export function announce(state: SystemState, thread: Thread, from: { view: EventView; vpid: number }): void {
  const { view, vpid } = from;
  thread.pid = orElse(view.int64(PROCESS_PARAM.PID), thread.tid);
  thread.ptid = orElse(view.int64(PROCESS_PARAM.PTID), UNKNOWN_PID);
  thread.vtid = numberOf(view, 'vtid', thread.tid);
  thread.vpid = numberOf(view, 'vpid', vpid);
  thread.isFake = false;
  state.table.link(thread);
}
