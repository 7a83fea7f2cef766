/**
 * Process list (SCAP-FORMAT.md#process-list). An entry consists of the fields in FIELDS that its version has; from version 9
 * on it starts with its length, and the fields in TAIL follow as far as the length reaches.
 */
import type { Cursor } from '../bytes/cursor.js';
import type { Writer } from '../bytes/writer.js';
import { BLOCK } from '../schema/block.js';
import { encodeBlock } from './block.js';
import type { ThreadRecord } from './header.js';
import { THREAD_TEXTS } from './header-room.js';
import { readRecords } from './record-list.js';

const NAME_LIMIT = 1024;
const LIST_LIMIT = 4096;
const LENGTH_SIZE = 4;
const LENGTH_VERSION = 9;
/** If at most this many bytes follow the root, the file predates the two fields that were later inserted before loginuid. */
const OLD_TAIL_SIZE = 29;
const UNKNOWN_UID = 0xffffffff;

type Kind = 'int64' | 'uint64' | 'uint32' | 'exact' | 'flag' | 'name' | 'list' | 'open-list';
type Field = readonly [name: keyof ThreadRecord, kind: Kind, since: number];

const FIELDS: readonly Field[] = [
  ['tid', 'int64', 1],
  ['pid', 'int64', 1],
  ['ptid', 'int64', 1],
  ['sid', 'int64', 6],
  ['vpgid', 'int64', 8],
  ['comm', 'name', 1],
  ['exe', 'name', 1],
  ['exepath', 'name', 7],
  ['args', 'list', 1],
  ['cwd', 'name', 1],
  ['fdlimit', 'int64', 1],
  ['flags', 'uint32', 1],
  ['uid', 'uint32', 1],
  ['gid', 'uint32', 1],
  ['vmsizeKb', 'uint32', 2],
  ['vmrssKb', 'uint32', 2],
  ['vmswapKb', 'uint32', 2],
  ['pfmajor', 'uint64', 2],
  ['pfminor', 'uint64', 2],
  ['env', 'list', 3],
  ['vtid', 'int64', 4],
  ['vpid', 'int64', 4],
  ['cgroups', 'open-list', 4],
  ['root', 'name', 5],
];

/** Exact numbers (bigints) that threads share; each takes an object in memory. */
const EXACT = [
  'pidnsInitStart',
  'capInheritable',
  'capPermitted',
  'capEffective',
  'exeIno',
  'exeCtime',
  'exeMtime',
] as const;

const INSERTED_TAIL: readonly Field[] = [
  ['pidnsInitStart', 'exact', 9],
  ['tty', 'uint32', 9],
];

const TAIL: readonly Field[] = [
  ['loginuid', 'uint32', 9],
  ['exeWritable', 'flag', 9],
  ['capInheritable', 'exact', 9],
  ['capPermitted', 'exact', 9],
  ['capEffective', 'exact', 9],
  ['exeUpperLayer', 'flag', 9],
  ['exeIno', 'exact', 9],
  ['exeCtime', 'exact', 9],
  ['exeMtime', 'exact', 9],
  ['exeFromMemfd', 'flag', 9],
  ['exeLowerLayer', 'flag', 9],
  ['pgid', 'int64', 9],
];

const SIZES: Readonly<Record<Kind, number>> = {
  int64: 8,
  uint64: 8,
  uint32: 4,
  exact: 8,
  flag: 1,
  name: 2,
  list: 2,
  'open-list': 2,
};

/** A thread of which only the ids are known. */
export function emptyThread(tid: number, pid: number): ThreadRecord {
  const texts = { comm: '', exe: '', exepath: '', args: '', cwd: '', root: '', env: '', cgroups: '' };
  const memory = { vmsizeKb: 0, vmrssKb: 0, vmswapKb: 0, pfmajor: 0, pfminor: 0 };
  const exe = { exeWritable: false, exeUpperLayer: false, exeLowerLayer: false, exeFromMemfd: false };
  const caps = { capInheritable: 0n, capPermitted: 0n, capEffective: 0n };
  const ids = { ptid: 0, sid: -1, vpgid: -1, pgid: -1, vtid: -1, vpid: -1 };
  const owner = { uid: 0, gid: 0, loginuid: UNKNOWN_UID, tty: 0, fdlimit: 0, flags: 0 };
  const times = { pidnsInitStart: 0n, exeIno: 0n, exeCtime: 0n, exeMtime: 0n };
  return { tid, pid, ...ids, ...texts, ...owner, ...memory, ...exe, ...caps, ...times };
}

function readText(cursor: Cursor, limit: number): string {
  const length = cursor.uint16();
  if (length > limit) throw cursor.damaged(`process text of ${length} bytes`);
  return cursor.text(length);
}

function closed(list: string): string {
  return list === '' || list.endsWith('\0') ? list : `${list}\0`;
}

const READ: Readonly<Record<Kind, (cursor: Cursor) => unknown>> = {
  int64: (cursor) => cursor.int64(),
  uint64: (cursor) => cursor.uint64(),
  uint32: (cursor) => cursor.uint32(),
  exact: (cursor) => cursor.bigUint64(),
  flag: (cursor) => cursor.uint8() !== 0,
  name: (cursor) => readText(cursor, NAME_LIMIT),
  list: (cursor) => closed(readText(cursor, LIST_LIMIT)),
  'open-list': (cursor) => readText(cursor, LIST_LIMIT),
};

function readField(record: ThreadRecord, field: Field, cursor: Cursor): void {
  (record as unknown as Record<string, unknown>)[field[0]] = READ[field[1]](cursor);
}

function readTail(record: ThreadRecord, cursor: Cursor): void {
  const fields = cursor.remaining <= OLD_TAIL_SIZE ? TAIL : [...INSERTED_TAIL, ...TAIL];
  for (const field of fields) {
    if (cursor.remaining < SIZES[field[1]]) return;
    readField(record, field, cursor);
  }
}

function readThread(cursor: Cursor, version: number): ThreadRecord {
  const record = emptyThread(0, 0);
  for (const field of FIELDS) if (field[2] <= version) readField(record, field, cursor);
  return record;
}

function readLongThread(cursor: Cursor): ThreadRecord {
  const length = cursor.uint32();
  if (length < LENGTH_SIZE) throw cursor.damaged(`process entry of ${length} bytes`);
  const entry = cursor.part(length - LENGTH_SIZE);
  const record = readThread(entry, LENGTH_VERSION);
  readTail(record, entry);
  return record;
}

/** The threads of a process follow one another and share most values, which are kept only once. */
function shareValues(record: ThreadRecord, before: ThreadRecord): void {
  for (const name of THREAD_TEXTS) if (record[name] === before[name]) record[name] = before[name];
  for (const name of EXACT) if (record[name] === before[name]) record[name] = before[name];
}

/** How a part of a list is read. */
export interface ThreadListPart {
  /** Entries are read while at least this many bytes are left. */
  readonly least?: number | undefined;
  /** Whether a thread is accepted; the first one that is not ends the list. */
  readonly takes?: (record: ThreadRecord) => boolean;
}

/** Process list payload of a version from 1 to 9, or a part of one. */
export function decodeThreads(cursor: Cursor, version: number, { least, takes }: ThreadListPart = {}): ThreadRecord[] {
  let before = emptyThread(0, 0);
  const read = (): ThreadRecord | null => {
    const record = version >= LENGTH_VERSION ? readLongThread(cursor) : readThread(cursor, version);
    shareValues(record, before);
    before = record;
    return takes === undefined || takes(record) ? record : null;
  };
  return readRecords(cursor, read, least);
}

function cutList(list: string): string {
  return list.length > LIST_LIMIT ? `${list.slice(0, LIST_LIMIT - 1)}\0` : list;
}

function writeText(writer: Writer, text: string): void {
  writer.uint16(text.length);
  writer.text(text);
}

const WRITE: Readonly<Record<Kind, (writer: Writer, value: never) => void>> = {
  int64: (writer, value: number) => writer.int64(value),
  uint64: (writer, value: number) => writer.int64(value),
  uint32: (writer, value: number) => writer.uint32(value),
  exact: (writer, value: bigint) => writer.bigUint64(value),
  flag: (writer, value: boolean) => writer.uint8(value ? 1 : 0),
  name: (writer, value: string) => writeText(writer, value.slice(0, NAME_LIMIT)),
  list: (writer, value: string) => writeText(writer, cutList(value)),
  'open-list': (writer, value: string) => writeText(writer, cutList(value)),
};

function writeThread(writer: Writer, record: ThreadRecord): void {
  const start = writer.length;
  writer.uint32(0);
  for (const [name, kind] of [...FIELDS, ...INSERTED_TAIL, ...TAIL]) WRITE[kind](writer, record[name] as never);
  writer.patchUint32(start, writer.length - start);
}

/** Process list block (V9, with the whole tail). Texts longer than readers accept are cut; cut lists still end with a NUL. */
export function encodeThreads(records: readonly ThreadRecord[]): Buffer {
  return encodeBlock(BLOCK.PROCESSES_V9, (writer) => {
    for (const record of records) writeThread(writer, record);
  });
}
