// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { EC, type EventDef } from '../schema/event.js';
import { FD_TYPES, type FdType } from '../schema/fd-types.js';
import type { Evt } from '../state/evt.js';

const LOW_PART = EC.INTERNAL - 1;

/** Names of the categories (reference evt.category). */
const CATEGORY_NAMES: Readonly<Record<number, string>> = {
  [EC.UNKNOWN]: 'unknown',
  [EC.OTHER]: 'other',
  [EC.FILE]: 'file',
  [EC.NET]: 'net',
  [EC.IPC]: 'IPC',
  [EC.MEMORY]: 'memory',
  [EC.PROCESS]: 'process',
  [EC.SLEEP]: 'sleep',
  [EC.SYSTEM]: 'system',
  [EC.SIGNAL]: 'signal',
  [EC.USER]: 'user',
  [EC.TIME]: 'time',
  [EC.PROCESSING]: 'processing',
  [EC.WAIT]: 'wait',
  [EC.SCHEDULER]: 'scheduler',
};

/** Category of reads and writes by type of descriptor; other types have category "unknown". */
const FD_CATEGORIES: Partial<Record<FdType, string>> = {
  FILE: 'file',
  FILE_V2: 'file',
  DIRECTORY: 'file',
  IPV4_SOCK: 'net',
  IPV6_SOCK: 'net',
  IPV4_SERVSOCK: 'net',
  IPV6_SERVSOCK: 'net',
  FIFO: 'ipc',
  UNIX_SOCK: 'ipc',
  EVENT: 'ipc',
  SIGNALFD: 'ipc',
  INOTIFY: 'ipc',
  USERFAULTFD: 'ipc',
};

/** The same by the names of these types: those with the same name have the same category. */
const BY_FD_TYPE: ReadonlyMap<string, string> = new Map(
  Object.entries(FD_CATEGORIES).map(([type, category]) => [FD_TYPES[type as FdType].name ?? '', category]),
);

/** All values of evt.category. */
export const CATEGORIES: readonly string[] = [
  ...new Set([...Object.values(CATEGORY_NAMES), ...Object.values(FD_CATEGORIES)]),
];

/** Category of all events of a type; undefined if it depends on the descriptor. */
export function fixedCategory(def: EventDef): string | undefined {
  return CATEGORY_NAMES[def.category & LOW_PART];
}

/** evt.category. */
export function categoryOf(evt: Evt): string {
  const fixed = CATEGORY_NAMES[(evt.view.def?.category ?? 0) & LOW_PART];
  if (fixed !== undefined) return fixed;
  return evt.fd === null ? 'unknown' : (FD_CATEGORIES[evt.fd.type] ?? 'unknown');
}

/** The same by the name of the descriptor's type (fd.type), null for none. */
export function categoryBy(def: EventDef | undefined, fdType: string | null): string {
  return CATEGORY_NAMES[(def?.category ?? 0) & LOW_PART] ?? BY_FD_TYPE.get(fdType ?? '') ?? 'unknown';
}

/** Whether the event reads or writes a file, directories excluded. */
export function isFileIo(evt: Evt): boolean {
  return isIoCategory(evt.view.def) && categoryOf(evt) === 'file' && evt.fd?.type !== 'DIRECTORY';
}

/** Whether the event reads or writes an IP socket. */
export function isNetIo(evt: Evt): boolean {
  return isIoCategory(evt.view.def) && categoryOf(evt) === 'net';
}

/** Whether events of a type read, write or otherwise use a descriptor. */
export function isIoCategory(def: EventDef | undefined): boolean {
  const low = (def?.category ?? 0) & LOW_PART;
  return low === EC.IO_READ || low === EC.IO_WRITE || low === EC.IO_OTHER;
}

/** Direction in which calls of a type move data; null if they move none. */
export function dataDirection(def: EventDef | undefined): 'read' | 'write' | null {
  const low = (def?.category ?? 0) & LOW_PART;
  if (low === EC.IO_READ) return 'read';
  return low === EC.IO_WRITE ? 'write' : null;
}
