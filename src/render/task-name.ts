// HOT: once per printed event. No bigint, try, spread or iterator here.
import type { EventView } from '../decode/event-view.js';
import { ANNEX_TAG } from '../schema/annex-layout.js';
import { EF } from '../schema/event.js';
import { EVT, hasEventFlags } from '../schema/events.js';
import { PROCESS_PARAM } from '../state/updates/process-params.js';
import type { Value } from './value.js';

/** The name of the next thread in the annex of a switch, if that thread had not run before; '' if there is none. */
function nameInAnnex(view: EventView): string {
  const name = view.annexEntry(ANNEX_TAG.NEXT_NAME);
  if (name === null) return '';
  const end = name.indexOf(0);
  return name.toString('latin1', 0, end < 0 ? name.length : end);
}

/** Whether an event says that its caller has made this thread. */
const isNewThread = (view: EventView, tid: number): boolean =>
  hasEventFlags(view.type, EF.CREATES_THREAD) && view.int64(PROCESS_PARAM.RES) === tid;

/**
 * The name of a thread that an event's parameter names by its tid, as a byte string; '' if it is not known. A new thread may have
 * ended before the call of its creator returns.
 */
export function taskName({ evt }: Value, tid: number): string {
  if (evt === null) return '';
  const { state, view } = evt;
  const thread = state.table.find(tid) ?? (isNewThread(view, tid) ? state.table.findEnded(tid) : null);
  if (thread !== null || view.type !== EVT.SCHEDSWITCH_6_E) return thread?.comm ?? '';
  // a thread runs before its creation is recorded
  return nameInAnnex(view);
}
