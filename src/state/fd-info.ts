import { FD_TYPES, type FdType, L4_PROTO } from '../schema/fd-types.js';

/** Which end of a connection a socket is. */
export type SocketRole = 'none' | 'client' | 'server';

/** An IP address as its raw bytes in network order (4 or 16), or null. */
export type IpBytes = Uint8Array | null;

/** How many descriptions there have been. */
let descriptions = 0;

/** A number that no open file description has had before in this program. */
function nextDescription(): number {
  return ++descriptions;
}

/** One open descriptor of a process, as known from events and the capture's header. */
export class FdInfo {
  type: FdType;
  /**
   * Identifies the open file description, which copies share (dup, fork, pidfd_getfd). A number that is used again has another one,
   * so this also tells incarnations apart.
   */
  description: number;
  /** Resolved name as shown by fd.name: absolute path, socket tuple, … */
  name = '';
  /** Path as given by the program (fs.path.nameraw and the like). */
  rawName = '';
  /** PPM_O_* flags. */
  openFlags = 0;
  dev = 0;
  /** Inode number as decimal-exact halves (64-bit policy). */
  inoHi = 0;
  inoLo = 0;
  /** Tuple of a socket; listening sockets have the source only. The arrays are replaced, never modified. */
  sourceIp: IpBytes = null;
  destinationIp: IpBytes = null;
  sourcePort = 0;
  destinationPort = 0;
  /** L4_PROTO number. */
  l4proto: number = L4_PROTO.UNKNOWN;
  role: SocketRole = 'none';
  isConnected = false;
  /** Unix sockets: kernel addresses of both ends, as hexadecimal text without prefix. */
  unixSource = '0';
  unixDestination = '0';
  pid = 0;
  /** Whether the last event renamed it (fd.name_changed). */
  isNameChanged = false;
  /** Bytes charged to the budget; 0 if it is in no table. */
  heldBytes = 0;
  /** Value of SystemState.fdChanges when a filter rejected it; set by the event skipper. */
  rejectedAt = -1;

  constructor(type: FdType = 'UNKNOWN', description = nextDescription()) {
    this.type = type;
    this.description = description;
  }

  /** Letter of the type, as in fd=3(<f>…). */
  get typeChar(): string {
    return FD_TYPES[this.type].char;
  }

  /** A copy for another number or another process. */
  clone(): FdInfo {
    return FdInfo.copy(this);
  }

  /** A copy of what a descriptor has, apart from what belongs to its place in a table. */
  static copy(from: Readonly<FdInfo>): FdInfo {
    const copy = new FdInfo(from.type, from.description);
    copy.name = from.name;
    copy.rawName = from.rawName;
    copy.openFlags = from.openFlags;
    copy.dev = from.dev;
    copy.inoHi = from.inoHi;
    copy.inoLo = from.inoLo;
    copy.sourceIp = from.sourceIp;
    copy.destinationIp = from.destinationIp;
    copy.sourcePort = from.sourcePort;
    copy.destinationPort = from.destinationPort;
    copy.l4proto = from.l4proto;
    copy.role = from.role;
    copy.isConnected = from.isConnected;
    copy.unixSource = from.unixSource;
    copy.unixDestination = from.unixDestination;
    copy.pid = from.pid;
    copy.isNameChanged = from.isNameChanged;
    return copy;
  }
}
