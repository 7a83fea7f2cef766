import type { ParamDef } from '../../src/schema/event.js';
import type { ParamType } from '../../src/schema/param-types.js';
import { SYSCALL_CODE_NAMES } from '../../src/schema/syscall-codes.js';

/** Pseudo-random numbers, the same in every run (xorshift32). */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 1;
  }

  next(below: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % below;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.next(items.length)] as Item;
  }
}

/** Little-endian bytes of an integer. */
export function int(value: number | bigint, width: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
  return bytes.subarray(0, width);
}

/** Bytes of a byte string, with a NUL at the end. */
export function text(value: string): Buffer {
  return Buffer.from(`${value}\0`, 'latin1');
}

const V4 = ['00000000', '7f000001', '0a000102', 'c0a80001'].map((hex) => Buffer.from(hex, 'hex'));
const V6 = [
  '00000000000000000000000000000000',
  '00000000000000000000000000000001',
  '00000000000000000000ffff0a000102',
  '000000000000000000000000c0a80001',
  '20010db8000000000000000000000003',
  'fe800000000000000001000000000002',
  '00010000000000020003000400050006',
].map((hex) => Buffer.from(hex, 'hex'));
/** IPv6 addresses that are not mapped IPv4 addresses. */
export const PLAIN_V6 = V6.filter((_, i) => i !== 0 && i !== 2 && i !== 3);
const PORTS = [0, 53, 80, 65535];

function ipAddress(dice: Dice, isV4: boolean): Buffer {
  return dice.pick(isV4 ? V4 : V6);
}

/** Address families with their numbers. */
export const ADDRESS_FAMILIES = { none: 0, unix: 1, v4: 2, v6: 10 } as const;
export type AddressFamily = keyof typeof ADDRESS_FAMILIES;
const ANY_FAMILY: readonly AddressFamily[] = ['none', 'unix', 'v4', 'v6', 'v6'];

/** An address of a family; empty if there is none. */
export function sampleAddress(dice: Dice, family: AddressFamily, v6: readonly Buffer[] = V6): Buffer {
  if (family === 'none') return Buffer.alloc(0);
  const tag = int(ADDRESS_FAMILIES[family], 1);
  if (family === 'unix') return Buffer.concat([tag, text(dice.pick(['/run/x.sock', '', 'abs\x01tract']))]);
  return Buffer.concat([tag, dice.pick(family === 'v4' ? V4 : v6), int(dice.pick(PORTS), 2)]);
}

/** Both ends of a connection of a family; empty if there are none. */
export function sampleTuple(dice: Dice, family: AddressFamily, v6: readonly Buffer[] = V6): Buffer {
  if (family === 'none') return Buffer.alloc(0);
  const tag = int(ADDRESS_FAMILIES[family], 1);
  if (family === 'unix')
    return Buffer.concat([tag, int(0xffff88003c420800n, 8), int(dice.pick([0, 0x1f]), 8), text('/run/y')]);
  const end = () => Buffer.concat([dice.pick(family === 'v4' ? V4 : v6), int(dice.pick(PORTS), 2)]);
  return Buffer.concat([tag, end(), end()]);
}

const sockaddr = (dice: Dice): Buffer => sampleAddress(dice, dice.pick(ANY_FAMILY));
const socktuple = (dice: Dice): Buffer => sampleTuple(dice, dice.pick(ANY_FAMILY));

function fdlist(dice: Dice): Buffer {
  const count = dice.next(4);
  const items = Array.from({ length: count }, () => Buffer.concat([int(dice.next(12), 8), int(dice.next(64), 2)]));
  return Buffer.concat([int(count, 2), ...items]);
}

const integers = (width: number, values: readonly (number | bigint)[]) => (dice: Dice) => int(dice.pick(values), width);
const flagBits = (width: number) => (dice: Dice) =>
  int(dice.pick([0, 1, 2, 3, 4, dice.next(0xffff), dice.next(2 ** 31), 0x80000000]), width);
const smallNumbers = (width: number) => (dice: Dice) => int(dice.pick([dice.next(8), dice.next(64), 0xffff]), width);

const PATHS = [
  '/etc/passwd',
  '/a//b/./c/../d/',
  'rel/x',
  '../up',
  '../../../../up',
  '..',
  '.',
  './',
  '/',
  '',
  'trailing/',
  'un\x01print\xe9able',
  'x'.repeat(300),
  `/${'y/'.repeat(600)}`,
];
const TEXTS = ['', 'abc', 'with space', 'un\x01print\xe9able', 'x'.repeat(200), '<NA>'];
const BYTES = [
  Buffer.alloc(0),
  Buffer.from('hello\r\nworld\n'),
  Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
  Buffer.from('x'.repeat(80)),
  Buffer.from('y'.repeat(81)),
];
const CODES = SYSCALL_CODE_NAMES.flatMap((name, code) => (name.startsWith('na_') ? [] : [code]));
const TIMES = [0, 1, 999, 1500000000, 123456789, 1000000000000000n, -1, 2500000, 60000000000];

/** Sample values of every parameter type; empty for a missing value. */
const SAMPLES: Readonly<Record<ParamType, (dice: Dice) => Buffer>> = {
  none: () => Buffer.alloc(0),
  int8: integers(1, [0, 1, -1, 127]),
  int16: integers(2, [0, 1, -1, 32767]),
  int32: integers(4, [0, 8, -1, 0x7fffffff, -0x80000000]),
  int64: integers(8, [0, 8, -1, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n]),
  uint8: integers(1, [0, 1, 128, 255]),
  uint16: integers(2, [0, 8, 0x8000, 0xffff]),
  uint32: integers(4, [0, 8, 0o644, 0x80000000, 0xffffffff]),
  uint64: integers(8, [0, 8, 0x7fad48782000n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 53n + 1n]),
  charbuf: (dice) => (dice.next(8) === 0 ? Buffer.alloc(0) : text(dice.pick(TEXTS))),
  bytebuf: (dice) => dice.pick(BYTES),
  errno: integers(8, [0, 1, 8, 4096, -2, -11, -115, -512, -133, -9999]),
  sockaddr,
  socktuple,
  fd: (dice) => int(dice.pick([dice.next(12), dice.next(12), -1, -2, -100, 77]), 8),
  pid: integers(8, [0, 1, 1000, 1001, 4242, -1, -2]),
  fdlist,
  fspath: (dice) => (dice.next(8) === 0 ? Buffer.alloc(0) : text(dice.pick(PATHS))),
  syscallid: (dice) => int(dice.pick(CODES), 2),
  sigtype: integers(1, [0, 1, 9, 31, 32, 64]),
  reltime: integers(8, TIMES),
  abstime: integers(8, [0, 1700000000123456789n]),
  port: integers(2, PORTS),
  l4proto: integers(1, [0, 2]),
  sockfamily: integers(1, [2]),
  bool: integers(4, [0, 1]),
  ipv4addr: (dice) => ipAddress(dice, true),
  dyn: () => Buffer.alloc(0),
  flags8: flagBits(1),
  flags16: flagBits(2),
  flags32: flagBits(4),
  uid: integers(4, [0, 1000, 4711, 0xffffffff]),
  gid: integers(4, [0, 1000, 4711, 0xffffffff]),
  double: integers(8, [0]),
  sigset: integers(4, [0, 1, 0x80000000, 0xffffffff, 0x00010002]),
  charbufarray: () => Buffer.alloc(0),
  charbufpairarray: () => Buffer.alloc(0),
  ipv4net: integers(8, [0]),
  ipv6addr: (dice) => ipAddress(dice, false),
  ipv6net: () => Buffer.alloc(24),
  ipaddr: (dice) => ipAddress(dice, true),
  ipnet: (dice) => ipAddress(dice, true),
  mode: integers(4, [0, 0o644, 0o100755, 0o4777, 0o20600]),
  fsrelpath: (dice) => (dice.next(8) === 0 ? Buffer.alloc(0) : text(dice.pick(PATHS))),
  enumflags8: smallNumbers(1),
  enumflags16: smallNumbers(2),
  enumflags32: smallNumbers(4),
  fd32: integers(4, [0, -1]),
  pid32: integers(4, [0, 1000]),
  sigset64: integers(8, [0, 1, 0x80000000, 2n ** 64n - 1n, 0x4002]),
  waitstatus: integers(4, [0, 0x100, 9, 0x8b, 0x137f, 0xffff]),
};

/** A value for a parameter, as encoded in an event. */
export function sampleParam(param: ParamDef, dice: Dice): Buffer {
  if (param.type !== 'dyn') return SAMPLES[param.type](dice);
  const alternatives = param.alternatives ?? [];
  const tag = dice.next(alternatives.length);
  const alternative = alternatives[tag];
  return alternative === undefined ? Buffer.alloc(0) : Buffer.concat([int(tag, 1), SAMPLES[alternative.type](dice)]);
}
