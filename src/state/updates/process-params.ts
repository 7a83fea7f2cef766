// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { EventView } from '../../decode/event-view.js';
import { findParam, numberOf, orElse } from '../../decode/param-index.js';
import { TextList } from '../../decode/text-list.js';
import type { SystemState } from '../system-state.js';
import type { Thread } from '../thread.js';

/** Number of a process where the recorder was too old to tell it. */
export const UNKNOWN_PID = -1;

/** Parameters of all events of births and of starts of programs, old and new. Others are found by their names. */
export const PROCESS_PARAM = { RES: 0, EXE: 1, ARGS: 2, PID: 4, PTID: 5, FDLIMIT: 7 } as const;

/** Index of a parameter that has a value; -1 where it has none. */
export function indexIn(view: EventView, name: string): number {
  const index = findParam(view.type, name);
  return index >= 0 && view.paramLength(index) > 0 ? index : -1;
}

/** Takes the program over: its first argument, its name and its arguments. */
export function readProgram(view: EventView, thread: Thread): void {
  const comm = indexIn(view, 'comm');
  thread.exe = view.text(PROCESS_PARAM.EXE);
  thread.comm = comm < 0 ? thread.exe : view.text(comm);
  thread.setArgs(new TextList(view.rawText(PROCESS_PARAM.ARGS)));
}

/**
 * A thread that nothing had announced gets what an event of its own tells about its process; `vpid` where the event does not
 * say it.
 */
export function announce(state: SystemState, thread: Thread, from: { view: EventView; vpid: number }): void {
  const { view, vpid } = from;
  thread.pid = orElse(view.int64(PROCESS_PARAM.PID), thread.tid);
  thread.ptid = orElse(view.int64(PROCESS_PARAM.PTID), UNKNOWN_PID);
  thread.vtid = numberOf(view, 'vtid', thread.tid);
  thread.vpid = numberOf(view, 'vpid', vpid);
  thread.isFake = false;
  state.table.link(thread);
}
