/** Type of a descriptor: number on disk (SCAP-FORMAT.md#descriptor-list), letter in fd=3(<f>…), and fd.type name. */
export const FD_TYPES = {
  UNKNOWN: { id: 0, char: 'o', name: null },
  FILE: { id: 1, char: 'f', name: 'file' },
  DIRECTORY: { id: 2, char: 'd', name: 'directory' },
  IPV4_SOCK: { id: 3, char: '4', name: 'ipv4' },
  IPV6_SOCK: { id: 4, char: '6', name: 'ipv6' },
  IPV4_SERVSOCK: { id: 5, char: '4', name: 'ipv4' },
  IPV6_SERVSOCK: { id: 6, char: '6', name: 'ipv6' },
  FIFO: { id: 7, char: 'p', name: 'pipe' },
  UNIX_SOCK: { id: 8, char: 'u', name: 'unix' },
  EVENT: { id: 9, char: 'e', name: 'event' },
  UNSUPPORTED: { id: 10, char: 'X', name: null },
  SIGNALFD: { id: 11, char: 's', name: 'signalfd' },
  EVENTPOLL: { id: 12, char: 'l', name: 'eventpoll' },
  INOTIFY: { id: 13, char: 'i', name: 'inotify' },
  TIMERFD: { id: 14, char: 't', name: 'timerfd' },
  NETLINK: { id: 15, char: 'n', name: 'netlink' },
  FILE_V2: { id: 16, char: 'f', name: 'file' },
  BPF: { id: 17, char: 'b', name: 'bpf' },
  USERFAULTFD: { id: 18, char: 'u', name: 'userfaultfd' },
  IOURING: { id: 19, char: 'r', name: 'io_uring' },
  MEMFD: { id: 20, char: 'm', name: 'memfd' },
  PIDFD: { id: 21, char: 'P', name: 'pidfd' },
} as const satisfies Record<string, { id: number; char: string; name: string | null }>;

/** Key of a descriptor type. */
export type FdType = keyof typeof FD_TYPES;

/** Transport protocol numbers on disk (reference SCAP_L4). */
export const L4_PROTO = { UNKNOWN: 0, NA: 1, TCP: 2, UDP: 3, ICMP: 4, RAW: 5 } as const;

/** Names of those that a socket can have. */
export const L4_NAMES: Readonly<Record<number, string>> = {
  [L4_PROTO.TCP]: 'tcp',
  [L4_PROTO.UDP]: 'udp',
  [L4_PROTO.ICMP]: 'icmp',
  [L4_PROTO.RAW]: 'raw',
};

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

/** All values of fd.type. */
export const FD_TYPE_NAMES = unique(Object.values(FD_TYPES).flatMap(({ name }) => name ?? []));

/** All letters of descriptor types. */
export const FD_TYPE_CHARS = unique(Object.values(FD_TYPES).map(({ char }) => char));
