/**
 * What precedes the events of a capture (or of a section of one): the state of the machine at its start.
 * All text is byte strings (bytes/text.ts); -1 and 0xffffffff stand for "unknown" where the format says so.
 */

/** Machine info block (SCAP-FORMAT.md#machine-info). */
export interface MachineInfo {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly hostname: string;
  /** Boot time in ns since the epoch; 0n if unknown. */
  readonly bootTime: bigint;
}

/** One address of an interface (SCAP-FORMAT.md#interface-list); addresses are 4 or 16 raw bytes in network order. */
export interface InterfaceRecord {
  readonly family: 4 | 6;
  readonly address: Uint8Array;
  readonly netmask: Uint8Array;
  readonly broadcast: Uint8Array;
  readonly linkSpeed: bigint;
  readonly name: string;
}

/** One user (SCAP-FORMAT.md#user-list). */
export interface UserRecord {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  readonly home: string;
  readonly shell: string;
}

/** One group (SCAP-FORMAT.md#user-list). */
export interface GroupRecord {
  readonly gid: number;
  readonly name: string;
}

/** One thread of the process list (SCAP-FORMAT.md#process-list). */
export interface ThreadRecord {
  tid: number;
  pid: number;
  ptid: number;
  sid: number;
  vpgid: number;
  pgid: number;
  vtid: number;
  vpid: number;
  comm: string;
  exe: string;
  exepath: string;
  /** NUL-separated, as on disk. */
  args: string;
  cwd: string;
  root: string;
  /** NUL-separated, as on disk. */
  env: string;
  /** NUL-separated `subsystem=path`, as on disk. */
  cgroups: string;
  fdlimit: number;
  /** PPM_CL_* bits. */
  flags: number;
  uid: number;
  gid: number;
  loginuid: number;
  tty: number;
  vmsizeKb: number;
  vmrssKb: number;
  vmswapKb: number;
  pfmajor: number;
  pfminor: number;
  pidnsInitStart: bigint;
  exeWritable: boolean;
  exeUpperLayer: boolean;
  exeLowerLayer: boolean;
  exeFromMemfd: boolean;
  capInheritable: bigint;
  capPermitted: bigint;
  capEffective: bigint;
  exeIno: bigint;
  /** ns since the epoch. */
  exeCtime: bigint;
  exeMtime: bigint;
}

/** One descriptor of a thread (SCAP-FORMAT.md#descriptor-list); which members count depends on `type`. */
export interface FdRecord {
  readonly fd: number;
  readonly ino: bigint;
  /** Number of FD_TYPES; unknown numbers are kept as read. */
  readonly type: number;
  /** Path, or the name as /proc shows it. */
  readonly name: string;
  /** FILE_V2: PPM_O_* flags. */
  readonly openFlags: number;
  /** FILE_V2: device number as the reference packs it. */
  readonly dev: number;
  /** Sockets: 4 or 16 raw bytes; empty if there are none. Server sockets have only the source. */
  readonly sourceAddress: Uint8Array;
  readonly destinationAddress: Uint8Array;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** L4_PROTO number. */
  readonly l4proto: number;
  /** Unix sockets: kernel addresses of the two ends. */
  readonly unixSource: bigint;
  readonly unixDestination: bigint;
}

/** Everything that a capture contains before its first event. */
export interface CaptureHeader {
  machine: MachineInfo | null;
  interfaces: InterfaceRecord[];
  users: UserRecord[];
  groups: GroupRecord[];
  threads: ThreadRecord[];
  /** Descriptors by the tid of the thread that owns the table. */
  fds: Map<number, FdRecord[]>;
}

/** An empty header, to be filled. */
export function emptyHeader(): CaptureHeader {
  return { machine: null, interfaces: [], users: [], groups: [], threads: [], fds: new Map() };
}
