import type { Cursor } from '../bytes/cursor.js';
import type { Writer } from '../bytes/writer.js';
import { BLOCK } from '../schema/block.js';
import { FD_TYPES } from '../schema/fd-types.js';
import { encodeBlock } from './block.js';
import type { FdRecord } from './header.js';
import { readRecords } from './record-list.js';

/** Readers reject names of this length or longer (SCAP-FORMAT.md#descriptor-list). */
const NAME_LIMIT = 1024;
const LENGTH_SIZE = 4;
const NO_ADDRESS = new Uint8Array(0);
const IPV4_SIZE = 4;
const IPV6_SIZE = 16;

/** Most descriptors of a process that are kept, the lowest ones (the reference's limit, measured). */
export const MAX_FDS = 1 << 12;

type Draft = { -readonly [K in keyof FdRecord]: FdRecord[K] };

/** Reads and writes what follows the type byte of an entry. */
interface Layout {
  read(cursor: Cursor, record: Draft): void;
  write(writer: Writer, record: FdRecord): void;
}

/** The descriptors of one thread. */
export interface FdList {
  readonly tid: number;
  readonly fds: FdRecord[];
}

/** The descriptors of a process that are kept; sorted by number if some are left out. */
export function lowestFds(records: FdRecord[]): FdRecord[] {
  if (records.length <= MAX_FDS) return records;
  return records.sort((a, b) => a.fd - b.fd).slice(0, MAX_FDS);
}

/** A descriptor of which only number and type are known. */
export function emptyFd(fd: number, type: number): Draft {
  const ends = { sourceAddress: NO_ADDRESS, destinationAddress: NO_ADDRESS, sourcePort: 0, destinationPort: 0 };
  const unix = { unixSource: 0n, unixDestination: 0n };
  return { fd, ino: 0n, type, name: '', openFlags: 0, dev: 0, l4proto: 0, ...ends, ...unix };
}

function readName(cursor: Cursor): string {
  const length = cursor.uint16();
  if (length >= NAME_LIMIT) throw cursor.damaged(`descriptor name of ${length} bytes`);
  return cursor.text(length);
}

function writeName(writer: Writer, name: string): void {
  const kept = name.slice(0, NAME_LIMIT - 1);
  writer.uint16(kept.length);
  writer.text(kept);
}

function writeAddress(writer: Writer, address: Uint8Array, size: number): void {
  writer.copy(address.subarray(0, size));
  writer.zeros(size - Math.min(size, address.length));
}

const NAMED: Layout = {
  read(cursor, record) {
    record.name = readName(cursor);
  },
  write(writer, record) {
    writeName(writer, record.name);
  },
};

const FILE: Layout = {
  read(cursor, record) {
    record.openFlags = cursor.uint32();
    record.name = readName(cursor);
    if (cursor.remaining >= 4) record.dev = cursor.uint32();
  },
  write(writer, record) {
    writer.uint32(record.openFlags);
    writeName(writer, record.name);
    writer.uint32(record.dev);
  },
};

const UNIX: Layout = {
  read(cursor, record) {
    record.unixSource = cursor.bigUint64();
    record.unixDestination = cursor.bigUint64();
    record.name = readName(cursor);
  },
  write(writer, record) {
    writer.bigUint64(record.unixSource);
    writer.bigUint64(record.unixDestination);
    writeName(writer, record.name);
  },
};

function tuple(size: number): Layout {
  return {
    read(cursor, record) {
      record.sourceAddress = cursor.copy(size);
      record.destinationAddress = cursor.copy(size);
      record.sourcePort = cursor.uint16();
      record.destinationPort = cursor.uint16();
      record.l4proto = cursor.uint8();
    },
    write(writer, record) {
      writeAddress(writer, record.sourceAddress, size);
      writeAddress(writer, record.destinationAddress, size);
      writer.uint16(record.sourcePort);
      writer.uint16(record.destinationPort);
      writer.uint8(record.l4proto);
    },
  };
}

function listener(size: number): Layout {
  return {
    read(cursor, record) {
      record.sourceAddress = cursor.copy(size);
      record.sourcePort = cursor.uint16();
      record.l4proto = cursor.uint8();
    },
    write(writer, record) {
      writeAddress(writer, record.sourceAddress, size);
      writer.uint16(record.sourcePort);
      writer.uint8(record.l4proto);
    },
  };
}

const SPECIAL_LAYOUTS: ReadonlyMap<number, Layout> = new Map([
  [FD_TYPES.IPV4_SOCK.id, tuple(IPV4_SIZE)],
  [FD_TYPES.IPV6_SOCK.id, tuple(IPV6_SIZE)],
  [FD_TYPES.IPV4_SERVSOCK.id, listener(IPV4_SIZE)],
  [FD_TYPES.IPV6_SERVSOCK.id, listener(IPV6_SIZE)],
  [FD_TYPES.UNIX_SOCK.id, UNIX],
  [FD_TYPES.FILE_V2.id, FILE],
] as [number, Layout][]);
const KNOWN_TYPES: ReadonlySet<number> = new Set(Object.values(FD_TYPES).map((type) => type.id));

/** Reads what follows the type; an unknown type keeps its number and gets the name that the reference gives it. */
function readByType(cursor: Cursor, record: Draft): void {
  if (record.type === FD_TYPES.UNKNOWN.id) return;
  if (KNOWN_TYPES.has(record.type)) (SPECIAL_LAYOUTS.get(record.type) ?? NAMED).read(cursor, record);
  else record.name = `unknown-type:[${record.type}]`;
}

function readFd(cursor: Cursor): FdRecord {
  const fd = cursor.int64();
  const ino = cursor.bigUint64();
  const record = emptyFd(fd, cursor.uint8());
  record.ino = ino;
  readByType(cursor, record);
  return record;
}

/** Regular files of old lists have no device: the bytes that follow belong to the next entry. */
function readFdV1(cursor: Cursor): FdRecord {
  const fd = cursor.int64();
  const ino = cursor.bigUint64();
  const record = emptyFd(fd, cursor.uint8());
  record.ino = ino;
  if (record.type !== FD_TYPES.FILE_V2.id) {
    readByType(cursor, record);
    return record;
  }
  record.openFlags = cursor.uint32();
  record.name = readName(cursor);
  return record;
}

/** Finds the descriptor of an entry, or reads it; null ends the list (HeaderRoom.findFd). */
type FindFd = (entry: string, read: () => FdRecord) => FdRecord | null;
const readEach: FindFd = (_, read) => read();

/** Descriptor list payload without entry lengths (V1). */
export function decodeFdsV1(cursor: Cursor, find: FindFd = readEach): FdList {
  return { tid: cursor.int64(), fds: readRecords(cursor, () => find('', () => readFdV1(cursor))) };
}

/** Descriptor list payload; each entry starts with its length, which counts itself (V2). */
export function decodeFdsV2(cursor: Cursor, find: FindFd = readEach): FdList {
  const read = (): FdRecord | null => {
    const length = cursor.uint32();
    if (length < LENGTH_SIZE) throw cursor.damaged(`descriptor entry of ${length} bytes`);
    const entry = cursor.part(length - LENGTH_SIZE);
    return find(entry.rest(), () => readFd(entry));
  };
  return { tid: cursor.int64(), fds: readRecords(cursor, read) };
}

function writeFd(writer: Writer, record: FdRecord): void {
  const isKnown = KNOWN_TYPES.has(record.type);
  const type = isKnown ? record.type : FD_TYPES.UNSUPPORTED.id;
  const start = writer.length;
  writer.uint32(0);
  writer.int64(record.fd);
  writer.bigUint64(record.ino);
  writer.uint8(type);
  (SPECIAL_LAYOUTS.get(type) ?? NAMED).write(writer, record);
  writer.patchUint32(start, writer.length - start);
}

/**
 * Descriptor list block of one thread (V2). As in the reference, descriptors of unknown type (0) are left out,
 * and types that are not in the table are written as unsupported ones.
 */
export function encodeFds(list: { tid: number; fds: readonly FdRecord[] }): Buffer {
  return encodeBlock(BLOCK.FDS_V2, (writer) => {
    writer.int64(list.tid);
    for (const record of list.fds) if (record.type !== FD_TYPES.UNKNOWN.id) writeFd(writer, record);
  });
}
