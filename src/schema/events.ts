/** The event table: every row of every family, by number. */
import type { EventDef } from './event.js';
import { FILE_EVENTS } from './events/file.js';
import { HEAD_EVENTS } from './events/head.js';
import { IO_EVENTS } from './events/io.js';
import { IPC_EVENTS } from './events/ipc.js';
import { MEMORY_EVENTS } from './events/memory.js';
import { META_EVENTS } from './events/meta.js';
import { NET_EVENTS } from './events/net.js';
import { OTHER_EVENTS } from './events/other.js';
import { PROCESS_EVENTS } from './events/process.js';
import { RETIRED_EVENTS } from './events/retired.js';
import { SIGNAL_EVENTS } from './events/signal.js';
import { SYSTEM_EVENTS } from './events/system.js';
import { TIME_EVENTS } from './events/time.js';
import { UNUSED_EVENTS } from './events/unused.js';
import { USER_EVENTS } from './events/user.js';
import { WAIT_EVENTS } from './events/wait.js';

const ROWS = [
  ...OTHER_EVENTS,
  ...FILE_EVENTS,
  ...IO_EVENTS,
  ...NET_EVENTS,
  ...IPC_EVENTS,
  ...WAIT_EVENTS,
  ...SIGNAL_EVENTS,
  ...TIME_EVENTS,
  ...PROCESS_EVENTS,
  ...META_EVENTS,
  ...MEMORY_EVENTS,
  ...USER_EVENTS,
  ...SYSTEM_EVENTS,
  ...UNUSED_EVENTS,
  ...RETIRED_EVENTS,
  ...HEAD_EVENTS,
].sort((a, b) => a.id - b.id);

/** Code name of an event row, for example OPENAT_2_X. */
export type EventCode = (typeof ROWS)[number]['code'];

/** All rows; the index is the event type on disk. */
export const EVENTS: readonly EventDef<EventCode>[] = ROWS;

/** Event type on disk by code name: EVT.OPENAT_2_X is 307. */
export const EVT: Readonly<Record<EventCode, number>> = (() => {
  const ids = Object.create(null) as Record<EventCode, number>;
  for (const { code, id } of ROWS) ids[code] = id;
  return ids;
})();

/** Whether events of a type have any of some EF flags; false for unknown types. */
export function hasEventFlags(type: number, flags: number): boolean {
  return ((EVENTS[type]?.flags ?? 0) & flags) !== 0;
}

/** One byte per event type: 1 if its events have any of some EF flags. */
export function typesWith(flags: number): Uint8Array {
  return Uint8Array.from(EVENTS, (row) => ((row.flags & flags) === 0 ? 0 : 1));
}

/** Number of rows in the reference 0.20.0; its 2026 head added the rows from here on. */
export const REFERENCE_EVENT_COUNT = 430;
