/**
 * The kind of a value, independent of its size and text form. Typed output (NDJSON, -j, the library) has one form for each kind.
 * Filters compare by FAMILIES.
 *
 * - int: a number of at most 32 bits; int53: a 64-bit number that is small in practice (descriptors, tids, results), so a
 *   JavaScript number suffices; int64: a number that may need all 64 bits; duration: the same in ns, all ones for none
 * - flags, enum, signals, signal, code: numbers with names; account: a user or group id, all ones for none
 * - text, texts; bytes; data: bytes that a call read or wrote
 * - sockaddr, socktuple, fdlist: values with parts; dyn: of a type stated by the value itself
 */
export type ValueKind =
  | 'none'
  | 'int'
  | 'int53'
  | 'int64'
  | 'duration'
  | 'flags'
  | 'enum'
  | 'signals'
  | 'signal'
  | 'code'
  | 'account'
  | 'bool'
  | 'double'
  | 'text'
  | 'texts'
  | 'bytes'
  | 'data'
  | 'address'
  | 'net'
  | 'sockaddr'
  | 'socktuple'
  | 'fdlist'
  | 'dyn';

/**
 * The on-disk types of event parameters (reference 0.20.0; fd32 and pid32 are from its 2026 head). `width`: exact byte size of a
 * fixed type, 0 if the length varies; `isSigned`: a signed number; `kind`: kind of the value.
 */
export const PARAM_TYPES = {
  none: { id: 0, width: 0, kind: 'none' },
  int8: { id: 1, width: 1, kind: 'int', isSigned: true },
  int16: { id: 2, width: 2, kind: 'int', isSigned: true },
  int32: { id: 3, width: 4, kind: 'int', isSigned: true },
  int64: { id: 4, width: 8, kind: 'int64', isSigned: true },
  uint8: { id: 5, width: 1, kind: 'int' },
  uint16: { id: 6, width: 2, kind: 'int' },
  uint32: { id: 7, width: 4, kind: 'int' },
  uint64: { id: 8, width: 8, kind: 'int64' },
  charbuf: { id: 9, width: 0, kind: 'text' },
  bytebuf: { id: 10, width: 0, kind: 'bytes' },
  errno: { id: 11, width: 8, kind: 'int53', isSigned: true },
  sockaddr: { id: 12, width: 0, kind: 'sockaddr' },
  socktuple: { id: 13, width: 0, kind: 'socktuple' },
  fd: { id: 14, width: 8, kind: 'int53', isSigned: true },
  pid: { id: 15, width: 8, kind: 'int53', isSigned: true },
  fdlist: { id: 16, width: 0, kind: 'fdlist' },
  fspath: { id: 17, width: 0, kind: 'text' },
  syscallid: { id: 18, width: 2, kind: 'code' },
  sigtype: { id: 19, width: 1, kind: 'signal' },
  reltime: { id: 20, width: 8, kind: 'duration' },
  abstime: { id: 21, width: 8, kind: 'int64' },
  port: { id: 22, width: 2, kind: 'int' },
  l4proto: { id: 23, width: 1, kind: 'int' },
  sockfamily: { id: 24, width: 1, kind: 'int' },
  bool: { id: 25, width: 4, kind: 'bool' },
  ipv4addr: { id: 26, width: 4, kind: 'address' },
  dyn: { id: 27, width: 0, kind: 'dyn' },
  flags8: { id: 28, width: 1, kind: 'flags' },
  flags16: { id: 29, width: 2, kind: 'flags' },
  flags32: { id: 30, width: 4, kind: 'flags' },
  uid: { id: 31, width: 4, kind: 'account' },
  gid: { id: 32, width: 4, kind: 'account' },
  double: { id: 33, width: 8, kind: 'double' },
  sigset: { id: 34, width: 4, kind: 'signals' },
  charbufarray: { id: 35, width: 0, kind: 'texts' },
  charbufpairarray: { id: 36, width: 0, kind: 'texts' },
  ipv4net: { id: 37, width: 8, kind: 'net' },
  ipv6addr: { id: 38, width: 16, kind: 'address' },
  ipv6net: { id: 39, width: 24, kind: 'net' },
  ipaddr: { id: 40, width: 0, kind: 'address' },
  ipnet: { id: 41, width: 0, kind: 'net' },
  mode: { id: 42, width: 4, kind: 'flags' },
  fsrelpath: { id: 43, width: 0, kind: 'text' },
  enumflags8: { id: 44, width: 1, kind: 'enum' },
  enumflags16: { id: 45, width: 2, kind: 'enum' },
  enumflags32: { id: 46, width: 4, kind: 'enum' },
  fd32: { id: 47, width: 4, kind: 'int', isSigned: true },
  pid32: { id: 48, width: 4, kind: 'int', isSigned: true },
  // ours: only in annexes (calls/call.ts)
  sigset64: { id: 1000, width: 8, kind: 'int64' },
  waitstatus: { id: 1001, width: 4, kind: 'int', isSigned: true },
} as const satisfies Record<string, { id: number; width: number; kind: ValueKind; isSigned?: true }>;

/** Name of a parameter type. */
export type ParamType = keyof typeof PARAM_TYPES;

/** Whether the values of a type are signed numbers. */
export function isSignedType(type: ParamType): boolean {
  return 'isSigned' in PARAM_TYPES[type];
}
