import { EMPTY_LIST } from '../../decode/text-list.js';
import { EVT } from '../../schema/events.js';
import { parseContainer } from '../container-event.js';
import type { Evt } from '../evt.js';
import type { SystemState } from '../system-state.js';
import { Thread } from '../thread.js';
import type { UpdateRows } from '../update.js';

/** Tid and pid of a thread that represents a container (reference). */
const NOT_A_TASK = -2;
const UNKNOWN_PID = -1;
/** Maximum bytes of a container's JSON; longer texts are not parsed, since parsing takes many times as much memory. */
const MAX_JSON = 1 << 17;
/** Maximum heap bytes per byte of JSON: two empty objects are 7 bytes of text and 144 on the heap. */
const MOST_PARSED = 24;

/** The reference shows container events under a thread of their own, named after the container. */
function updateContainer(state: SystemState, evt: Evt): void {
  const length = evt.view.paramLength(0);
  const { budget } = state.memory;
  if (length > MAX_JSON || budget.used + MOST_PARSED * length > budget.limit) {
    budget.exceed();
    return;
  }
  const container = parseContainer(evt.view.text(0));
  if (container === null) return;
  state.containers.set(container);
  // its own main thread
  const thread = new Thread(UNKNOWN_PID);
  thread.pid = UNKNOWN_PID;
  thread.comm = `container:${container.id}`;
  thread.exe = thread.comm;
  thread.setArgs(EMPTY_LIST);
  thread.vtid = NOT_A_TASK;
  thread.vpid = NOT_A_TASK;
  thread.container = { id: container.id, engine: null, isNamed: false };
  evt.thread = thread;
}

export const CONTAINER_UPDATES: UpdateRows = {
  [EVT.CONTAINER_JSON_E]: updateContainer,
  [EVT.CONTAINER_JSON_2_E]: updateContainer,
};
