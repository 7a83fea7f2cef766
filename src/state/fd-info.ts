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
    const copy = new FdInfo(this.type, this.description);
    copy.name = this.name;
    copy.rawName = this.rawName;
    copy.openFlags = this.openFlags;
    copy.dev = this.dev;
    copy.inoHi = this.inoHi;
    copy.inoLo = this.inoLo;
    copy.sourceIp = this.sourceIp;
    copy.destinationIp = this.destinationIp;
    copy.sourcePort = this.sourcePort;
    copy.destinationPort = this.destinationPort;
    copy.l4proto = this.l4proto;
    copy.role = this.role;
    copy.isConnected = this.isConnected;
    copy.unixSource = this.unixSource;
    copy.unixDestination = this.unixDestination;
    copy.pid = this.pid;
    copy.isNameChanged = this.isNameChanged;
    return copy;
  }
}
