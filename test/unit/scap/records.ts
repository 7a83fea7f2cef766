/** Arbitrary records of every block type, within the limits of the format. */
import { emptyFd } from '../../../src/scap/fdlist.js';
import type {
  FdRecord,
  GroupRecord,
  InterfaceRecord,
  MachineInfo,
  ThreadRecord,
  UserRecord,
} from '../../../src/scap/header.js';
import { FD_TYPES } from '../../../src/schema/fd-types.js';
import { fc } from '../../helpers/property.js';

const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const i64 = fc.maxSafeInteger();
const u53 = fc.maxSafeNat();
const u64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const anyByte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));

function text(maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: anyByte, maxLength });
}

function bytes(length: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: length, maxLength: length });
}

const list = fc
  .array(text(20).map((item) => item.replaceAll('\0', '')))
  .map((items) => items.map((item) => `${item}\0`).join(''));

export const machines: fc.Arbitrary<MachineInfo> = fc.record({
  cpus: u32,
  memoryBytes: u53,
  hostname: text(127).map((name) => name.replaceAll('\0', '')),
  bootTime: u64,
});

function interfaceOf(family: 4 | 6, size: number): fc.Arbitrary<InterfaceRecord> {
  const addresses = { address: bytes(size), netmask: bytes(size), broadcast: bytes(size) };
  return fc.record({ family: fc.constant(family), ...addresses, linkSpeed: u64, name: text(64) });
}

export const interfaces = fc
  .tuple(fc.array(interfaceOf(4, 4), { maxLength: 4 }), fc.array(interfaceOf(6, 16), { maxLength: 4 }))
  .map(([v4, v6]) => [...v4, ...v6]);

export const users: fc.Arbitrary<UserRecord[]> = fc.array(
  fc.record({ uid: u32, gid: u32, name: text(40), home: text(60), shell: text(255) }),
);
export const groups: fc.Arbitrary<GroupRecord[]> = fc.array(fc.record({ gid: u32, name: text(255) }));

export const threads: fc.Arbitrary<ThreadRecord> = fc.record({
  tid: i64,
  pid: i64,
  ptid: i64,
  sid: i64,
  vpgid: i64,
  pgid: i64,
  vtid: i64,
  vpid: i64,
  comm: text(16),
  exe: text(100),
  exepath: text(100),
  args: list,
  cwd: text(100),
  root: text(100),
  env: list,
  cgroups: text(200),
  fdlimit: i64,
  flags: u32,
  uid: u32,
  gid: u32,
  loginuid: u32,
  tty: u32,
  vmsizeKb: u32,
  vmrssKb: u32,
  vmswapKb: u32,
  pfmajor: u53,
  pfminor: u53,
  pidnsInitStart: u64,
  exeWritable: fc.boolean(),
  exeUpperLayer: fc.boolean(),
  exeLowerLayer: fc.boolean(),
  exeFromMemfd: fc.boolean(),
  capInheritable: u64,
  capPermitted: u64,
  capEffective: u64,
  exeIno: u64,
  exeCtime: u64,
  exeMtime: u64,
});

const SPECIAL: Readonly<Record<number, Record<string, fc.Arbitrary<unknown>>>> = {
  [FD_TYPES.IPV4_SOCK.id]: tuple(4),
  [FD_TYPES.IPV6_SOCK.id]: tuple(16),
  [FD_TYPES.IPV4_SERVSOCK.id]: listener(4),
  [FD_TYPES.IPV6_SERVSOCK.id]: listener(16),
  [FD_TYPES.UNIX_SOCK.id]: { unixSource: u64, unixDestination: u64, name: text(100) },
  [FD_TYPES.FILE_V2.id]: { openFlags: u32, dev: u32, name: text(1023) },
};

function listener(size: number): Record<string, fc.Arbitrary<unknown>> {
  return { sourceAddress: bytes(size), sourcePort: u16, l4proto: fc.integer({ min: 0, max: 255 }) };
}

function tuple(size: number): Record<string, fc.Arbitrary<unknown>> {
  return { ...listener(size), destinationAddress: bytes(size), destinationPort: u16 };
}

const types = Object.values(FD_TYPES)
  .map((type) => type.id as number)
  .filter((id) => id !== FD_TYPES.UNKNOWN.id);

export const fds: fc.Arbitrary<FdRecord> = fc
  .constantFrom(...types)
  .chain((type) => fc.tuple(i64, u64, fc.record(SPECIAL[type] ?? { name: text(100) }), fc.constant(type)))
  .map(([fd, ino, own, type]) => Object.assign(emptyFd(fd, type), { ino }, own));
