/**
 * The types that event parameters have on disk (reference 0.20.0; the last two are from its 2026 head).
 * `width` is the exact byte size of a fixed type, or 0 where the length comes with the event; `isSigned`: a number with a sign.
 */
export const PARAM_TYPES = {
  none: { id: 0, width: 0 },
  int8: { id: 1, width: 1, isSigned: true },
  int16: { id: 2, width: 2, isSigned: true },
  int32: { id: 3, width: 4, isSigned: true },
  int64: { id: 4, width: 8, isSigned: true },
  uint8: { id: 5, width: 1 },
  uint16: { id: 6, width: 2 },
  uint32: { id: 7, width: 4 },
  uint64: { id: 8, width: 8 },
  charbuf: { id: 9, width: 0 },
  bytebuf: { id: 10, width: 0 },
  errno: { id: 11, width: 8, isSigned: true },
  sockaddr: { id: 12, width: 0 },
  socktuple: { id: 13, width: 0 },
  fd: { id: 14, width: 8, isSigned: true },
  pid: { id: 15, width: 8, isSigned: true },
  fdlist: { id: 16, width: 0 },
  fspath: { id: 17, width: 0 },
  syscallid: { id: 18, width: 2 },
  sigtype: { id: 19, width: 1 },
  reltime: { id: 20, width: 8 },
  abstime: { id: 21, width: 8 },
  port: { id: 22, width: 2 },
  l4proto: { id: 23, width: 1 },
  sockfamily: { id: 24, width: 1 },
  bool: { id: 25, width: 4 },
  ipv4addr: { id: 26, width: 4 },
  dyn: { id: 27, width: 0 },
  flags8: { id: 28, width: 1 },
  flags16: { id: 29, width: 2 },
  flags32: { id: 30, width: 4 },
  uid: { id: 31, width: 4 },
  gid: { id: 32, width: 4 },
  double: { id: 33, width: 8 },
  sigset: { id: 34, width: 4 },
  charbufarray: { id: 35, width: 0 },
  charbufpairarray: { id: 36, width: 0 },
  ipv4net: { id: 37, width: 8 },
  ipv6addr: { id: 38, width: 16 },
  ipv6net: { id: 39, width: 24 },
  ipaddr: { id: 40, width: 0 },
  ipnet: { id: 41, width: 0 },
  mode: { id: 42, width: 4 },
  fsrelpath: { id: 43, width: 0 },
  enumflags8: { id: 44, width: 1 },
  enumflags16: { id: 45, width: 2 },
  enumflags32: { id: 46, width: 4 },
  fd32: { id: 47, width: 4, isSigned: true },
  pid32: { id: 48, width: 4, isSigned: true },
} as const satisfies Record<string, { id: number; width: number; isSigned?: true }>;

/** Name of a parameter type. */
export type ParamType = keyof typeof PARAM_TYPES;

/** Whether the values of a type are numbers with a sign. */
export function isSignedType(type: ParamType): boolean {
  return 'isSigned' in PARAM_TYPES[type];
}
