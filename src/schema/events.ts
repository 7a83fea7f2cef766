/**
 * The event table: every row of every family, by number, and behind them the rows that stand for calls without an event of their own.
 */
import { CALL_BY_CODE, callEvents } from './calls/calls.js';
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

/** The rows of events in files; the index is the event type. */
export const STORED_EVENTS: readonly EventDef<EventCode>[] = ROWS;

/** Type of the enter event of the first call without an event of its own: even, like all enter events. */
export const FIRST_CALL_TYPE = ROWS.length;

/** All rows, by the type of an event view. From FIRST_CALL_TYPE on, the events are generic in files (decode/call-event.ts). */
export const EVENTS: readonly EventDef[] = [...ROWS, ...callEvents(FIRST_CALL_TYPE)];

/** Type of the enter event of a call without an event of its own, by its code; null for other calls. */
export function callType(code: number): number | null {
  const index = CALL_BY_CODE[code] ?? -1;
  return index < 0 ? null : FIRST_CALL_TYPE + 2 * index;
}

/** The type that events of a type have in files: generic for calls without an event of their own. */
export function storedType(type: number): number {
  return type < FIRST_CALL_TYPE ? type : type & 1;
}

/**
 * Event type on disk by code name: EVT.OPENAT_2_X is 307. The numbers are on the prototype, where V8 finds them at compile time: in
 * an object with so many own properties, it would look each up in a hash table.
 */
export const EVT: Readonly<Record<EventCode, number>> = (() => {
  const ids = Object.create(null) as Record<EventCode, number>;
  for (const { code, id } of ROWS) ids[code] = id;
  return Object.create(ids) as typeof ids;
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
