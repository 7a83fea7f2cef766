import type { Writer } from '../../src/bytes/writer.js';
import { encodeBlock } from '../../src/scap/block.js';
import type { CaptureHeader, FdRecord, InterfaceRecord, ThreadRecord } from '../../src/scap/header.js';
import { encodeHeader } from '../../src/scap/metadata.js';
import { BLOCK } from '../../src/schema/block.js';
import { EVENTS, EVT } from '../../src/schema/events.js';
import { FD_TYPES } from '../../src/schema/fd-types.js';
import type { Dice } from './event-samples.js';
import { type EventParts, eventBlock, oldEventBlock } from './scap.js';

type Put<Record> = (writer: Writer, record: Record) => void;

function text(writer: Writer, value: string): void {
  writer.uint16(value.length);
  writer.copy(Buffer.from(value, 'latin1'));
}

/** Members of a process list entry, in order, each with its first version (SCAP-FORMAT.md#process-list). */
const THREAD_PARTS: readonly (readonly [since: number, put: Put<ThreadRecord>])[] = [
  [1, (to, { tid }) => to.int64(tid)],
  [1, (to, { pid }) => to.int64(pid)],
  [1, (to, { ptid }) => to.int64(ptid)],
  [6, (to, { sid }) => to.int64(sid)],
  [8, (to, { vpgid }) => to.int64(vpgid)],
  [1, (to, { comm }) => text(to, comm)],
  [1, (to, { exe }) => text(to, exe)],
  [7, (to, { exepath }) => text(to, exepath)],
  [1, (to, { args }) => text(to, args)],
  [1, (to, { cwd }) => text(to, cwd)],
  [1, (to, { fdlimit }) => to.int64(fdlimit)],
  [1, (to, { flags }) => to.uint32(flags)],
  [1, (to, { uid }) => to.uint32(uid)],
  [1, (to, { gid }) => to.uint32(gid)],
  [2, (to, { vmsizeKb }) => to.uint32(vmsizeKb)],
  [2, (to, { vmrssKb }) => to.uint32(vmrssKb)],
  [2, (to, { vmswapKb }) => to.uint32(vmswapKb)],
  [2, (to, { pfmajor }) => to.int64(pfmajor)],
  [2, (to, { pfminor }) => to.int64(pfminor)],
  [3, (to, { env }) => text(to, env)],
  [4, (to, { vtid }) => to.int64(vtid)],
  [4, (to, { vpid }) => to.int64(vpid)],
  [4, (to, { cgroups }) => text(to, cgroups)],
  [5, (to, { root }) => text(to, root)],
];
const OLD_THREADS = [
  BLOCK.PROCESSES_V1,
  BLOCK.PROCESSES_V2,
  BLOCK.PROCESSES_V3,
  BLOCK.PROCESSES_V4,
  BLOCK.PROCESSES_V5,
  BLOCK.PROCESSES_V6,
  BLOCK.PROCESSES_V7,
  BLOCK.PROCESSES_V8,
];

function oldThreads({ threads }: CaptureHeader, version: number): Buffer {
  return encodeBlock(OLD_THREADS[version - 1] as number, (writer) => {
    for (const thread of threads) for (const [since, put] of THREAD_PARTS) if (since <= version) put(writer, thread);
  });
}

function putInterface(writer: Writer, one: InterfaceRecord): void {
  writer.uint16(one.family === 4 ? 1 : 2);
  writer.uint16(one.name.length);
  writer.copy(one.address);
  writer.copy(one.netmask);
  writer.copy(one.broadcast);
  writer.bigUint64(one.linkSpeed);
  writer.copy(Buffer.from(one.name));
}

const oldInterfaces = ({ interfaces }: CaptureHeader): Buffer =>
  encodeBlock(BLOCK.INTERFACES_V1, (writer) => {
    for (const one of interfaces) putInterface(writer, one);
  });

function oldUsers({ users, groups }: CaptureHeader): Buffer {
  return encodeBlock(BLOCK.USERS_V1, (writer) => {
    for (const { uid, gid, name, home, shell } of users) {
      writer.uint8(0);
      writer.uint32(uid);
      writer.uint32(gid);
      for (const part of [name, home, shell]) text(writer, part);
    }
    for (const { gid, name } of groups) {
      writer.uint8(1);
      writer.uint32(gid);
      text(writer, name);
    }
  });
}

/** What follows the type of a descriptor, by type; a name for the others. */
const FD_PARTS: Readonly<Record<number, Put<FdRecord>>> = {
  [FD_TYPES.IPV4_SOCK.id]: putTuple,
  [FD_TYPES.IPV6_SOCK.id]: putTuple,
  [FD_TYPES.IPV4_SERVSOCK.id]: putServer,
  [FD_TYPES.IPV6_SERVSOCK.id]: putServer,
  [FD_TYPES.UNIX_SOCK.id]: (to, { unixSource, unixDestination, name }) => {
    to.bigUint64(unixSource);
    to.bigUint64(unixDestination);
    text(to, name);
  },
};

function putTuple(to: Writer, fd: FdRecord): void {
  to.copy(fd.sourceAddress);
  to.copy(fd.destinationAddress);
  to.uint16(fd.sourcePort);
  to.uint16(fd.destinationPort);
  to.uint8(fd.l4proto);
}

function putServer(to: Writer, fd: FdRecord): void {
  to.copy(fd.sourceAddress);
  to.uint16(fd.sourcePort);
  to.uint8(fd.l4proto);
}

/** Descriptors without length prefixes; files had no flags then. */
function oldFds(tid: number, fds: readonly FdRecord[]): Buffer {
  return encodeBlock(BLOCK.FDS_V1, (writer) => {
    writer.int64(tid);
    for (const fd of fds) {
      const type = fd.type === FD_TYPES.FILE_V2.id ? FD_TYPES.FILE.id : fd.type;
      writer.int64(fd.fd);
      writer.bigUint64(fd.ino);
      writer.uint8(type);
      const put = FD_PARTS[type];
      if (put !== undefined) put(writer, fd);
      else text(writer, fd.name);
    }
  });
}

/** The blocks before the events, each list in an old form or in the current one. */
export function randomHeaderBlocks(dice: Dice, header: CaptureHeader): Buffer[] {
  if (dice.next(3) !== 0) return encodeHeader(header);
  const [section, machine, interfaces, users, threads, ...fds] = encodeHeader(header) as [Buffer, Buffer, ...Buffer[]];
  const isOld = (): boolean => dice.next(3) !== 0;
  const owners = header.threads.filter(({ tid }) => header.fds.has(tid));
  return [
    section,
    machine,
    isOld() ? oldInterfaces(header) : (interfaces as Buffer),
    isOld() ? oldUsers(header) : (users as Buffer),
    isOld() ? oldThreads(header, 1 + dice.next(OLD_THREADS.length)) : (threads as Buffer),
    ...(isOld() ? owners.map(({ tid }) => oldFds(tid, header.fds.get(tid) ?? [])) : fds),
  ];
}

/** Events whose lengths the first recorders wrote wrong, and one that was added later with the large events. */
const NOT_IN_OLDEST_FORM: ReadonlySet<number> = new Set([
  EVT.NOTIFICATION_E,
  EVT.INFRASTRUCTURE_EVENT_E,
  EVT.CONTAINER_JSON_2_E,
]);

/** Block of an event as the first recorders wrote it, without a parameter count, if that form can hold it. */
export function oldestBlock(parts: EventParts): Buffer {
  const isWhole = parts.params?.length === EVENTS[parts.type]?.params.length;
  return isWhole && !NOT_IN_OLDEST_FORM.has(parts.type) ? oldEventBlock(parts) : eventBlock(parts);
}
