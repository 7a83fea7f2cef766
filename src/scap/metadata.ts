/** All blocks before the first event: their decoders, and the order in which they are written. */
import type { Cursor } from '../bytes/cursor.js';
import { BLOCK } from '../schema/block.js';
import { decodeFdsV1, decodeFdsV2, encodeFds, type FdList, lowestFds } from './fdlist.js';
import type { CaptureHeader, ThreadRecord } from './header.js';
import type { HeaderRoom } from './header-room.js';
import { decodeInterfacesV1, decodeInterfacesV2, encodeInterfaces } from './iflist.js';
import { decodeMachine, encodeMachine } from './machine.js';
import { decodeThreads, encodeThreads } from './proclist.js';
import { MAX_RECORDS } from './record-list.js';
import { encodeSection } from './section.js';
import { decodeUsersV1, decodeUsersV2, encodeUsers, type UserList } from './userlist.js';

type Reader = (header: CaptureHeader, cursor: Cursor, room: HeaderRoom) => void;

function append<T>(list: T[], more: readonly T[]): void {
  for (let i = 0; i < more.length && list.length < MAX_RECORDS; i++) list.push(more[i] as T);
}

/** Versions of process lists by block type. */
const PROCESS_VERSIONS: ReadonlyMap<number, number> = new Map([
  [BLOCK.PROCESSES_V1, 1],
  [BLOCK.PROCESSES_V2, 2],
  [BLOCK.PROCESSES_V3, 3],
  [BLOCK.PROCESSES_V4, 4],
  [BLOCK.PROCESSES_V5, 5],
  [BLOCK.PROCESSES_V6, 6],
  [BLOCK.PROCESSES_V7, 7],
  [BLOCK.PROCESSES_V8, 8],
  [BLOCK.PROCESSES_V9, 9],
]);

/** Adds threads of a process list. */
export function addThreads(header: CaptureHeader, threads: readonly ThreadRecord[]): void {
  append(header.threads, threads);
}

function processReader(version: number): Reader {
  return (header, cursor, { hasThread }) => addThreads(header, decodeThreads(cursor, version, { takes: hasThread }));
}

function addUsers(header: CaptureHeader, list: UserList): void {
  append(header.users, list.users);
  append(header.groups, list.groups);
}

function addFds({ fds }: CaptureHeader, list: FdList): void {
  const known = fds.get(list.tid);
  if (known === undefined && fds.size >= MAX_RECORDS) return;
  fds.set(list.tid, lowestFds(known === undefined ? list.fds : [...known, ...list.fds]));
}

const READERS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [
    BLOCK.MACHINE,
    (header, cursor) => {
      header.machine = decodeMachine(cursor);
    },
  ],
  [
    BLOCK.INTERFACES_V1,
    (header, cursor, room) => append(header.interfaces, decodeInterfacesV1(cursor, room.hasInterface)),
  ],
  [
    BLOCK.INTERFACES_V2,
    (header, cursor, room) => append(header.interfaces, decodeInterfacesV2(cursor, room.hasInterface)),
  ],
  [BLOCK.USERS_V1, (header, cursor, room) => addUsers(header, decodeUsersV1(cursor, room))],
  [BLOCK.USERS_V2, (header, cursor, room) => addUsers(header, decodeUsersV2(cursor, room))],
  [BLOCK.FDS_V1, (header, cursor, { findFd }) => addFds(header, decodeFdsV1(cursor, findFd))],
  [BLOCK.FDS_V2, (header, cursor, { findFd }) => addFds(header, decodeFdsV2(cursor, findFd))],
  ...[...PROCESS_VERSIONS].map(([type, version]): [number, Reader] => [type, processReader(version)]),
]);

/** Version of the process list that blocks of this (official) type hold; null for other blocks. */
export function processListVersion(type: number): number | null {
  return PROCESS_VERSIONS.get(type) ?? null;
}

/** Whether blocks of this (official) type belong before the events. */
export function isMetadata(type: number): boolean {
  return READERS.has(type);
}

/** A header that is being read, and its memory. */
export interface HeaderDraft {
  readonly header: CaptureHeader;
  readonly room: HeaderRoom;
}

/**
 * Reads the payload of one block into the header, as far as it fits; false (and nothing is read) if the type is unknown.
 * `type` is the official number (block.ts). Throws ScapError for invalid content.
 */
export function readMetadata({ header, room }: HeaderDraft, type: number, cursor: Cursor): boolean {
  const reader = READERS.get(type);
  reader?.(header, cursor, room);
  return reader !== undefined;
}

/** Most threads in one process list: more are split into several lists, so that no reader has to hold them all at once. */
const THREADS_IN_BLOCK = 64;

/** All blocks of a header in the reference's order (SCAP-FORMAT.md#order-of-blocks), one after the other. */
export function* headerBlocks(header: CaptureHeader): Generator<Buffer, void, void> {
  const { machine, interfaces, threads, fds } = header;
  yield encodeSection();
  yield encodeMachine(machine ?? { cpus: 1, memoryBytes: 0, hostname: '', bootTime: 0n });
  yield encodeInterfaces(interfaces);
  yield encodeUsers(header);
  for (let at = 0; at < threads.length; at += THREADS_IN_BLOCK)
    yield encodeThreads(threads.slice(at, at + THREADS_IN_BLOCK));
  for (const { tid } of threads) yield encodeFds({ tid, fds: fds.get(tid) ?? [] });
}

/** headerBlocks as an array. */
export function encodeHeader(header: CaptureHeader): Buffer[] {
  return [...headerBlocks(header)];
}
