import { emptyFd } from '../../scap/fdlist.js';
import type { FdRecord } from '../../scap/header.js';
import { FD_TYPES, L4_PROTO } from '../../schema/fd-types.js';
import { findLines } from './proc-text.js';

const INTERNET_FILES = [
  { file: 'tcp', l4proto: L4_PROTO.TCP },
  { file: 'tcp6', l4proto: L4_PROTO.TCP },
  { file: 'raw', l4proto: L4_PROTO.RAW },
  { file: 'raw6', l4proto: L4_PROTO.RAW },
  { file: 'icmp', l4proto: L4_PROTO.ICMP },
  { file: 'icmp6', l4proto: L4_PROTO.ICMP },
] as const;
/**
 * After each 4 KB, the kernel goes on by the count of sockets before (udp_seq_start in net/ipv4/udp.c), so sockets that
 * are closed meanwhile hide others.
 */
const LEAKY_FILES = [
  { file: 'udp', l4proto: L4_PROTO.UDP },
  { file: 'udp6', l4proto: L4_PROTO.UDP },
] as const;
/** How often those files are read again for a socket, and for all of a namespace: some sockets are in no file. */
const TRIES_OF_SOCKET = 3;
const TRIES_IN_ALL = 30;
/** Field with the inode in a line of /proc/net/tcp and similar files, of netlink, and of unix. */
const INTERNET_INODE = 9;
const NETLINK_INODE = 9;
const UNIX_INODE = 6;
const IPV6_DIGITS = 32;

/** One end, `ADDRESS:PORT`, in hexadecimal: the address in 32-bit words in the byte order of the machine. */
function parseEnd(text: string): { address: Uint8Array; port: number } {
  const colon = text.indexOf(':');
  const address = new Uint8Array(colon / 2);
  const view = new DataView(address.buffer);
  for (let i = 0; i + 8 <= colon; i += 8) view.setUint32(i / 2, Number.parseInt(text.slice(i, i + 8), 16), true);
  return { address, port: Number.parseInt(text.slice(colon + 1), 16) };
}

function isZero(address: Uint8Array): boolean {
  return address.every((byte) => byte === 0);
}

/** As in the reference, a socket without a remote end is a listening one. */
function internetSocket(fields: readonly string[], l4proto: number): FdRecord | null {
  const [, local, remote] = fields;
  if (local === undefined || remote === undefined || !local.includes(':') || !remote.includes(':')) return null;
  const isV6 = local.indexOf(':') === IPV6_DIGITS;
  const { address: sourceAddress, port: sourcePort } = parseEnd(local);
  const { address: destinationAddress, port: destinationPort } = parseEnd(remote);
  const isServer = isZero(destinationAddress);
  const server = isV6 ? FD_TYPES.IPV6_SERVSOCK : FD_TYPES.IPV4_SERVSOCK;
  const client = isV6 ? FD_TYPES.IPV6_SOCK : FD_TYPES.IPV4_SOCK;
  const record = Object.assign(emptyFd(-1, (isServer ? server : client).id), { sourceAddress, sourcePort, l4proto });
  return isServer ? record : Object.assign(record, { destinationAddress, destinationPort });
}

function addInternet(table: Map<string, FdRecord>, path: string, l4proto: number): void {
  for (const line of findLines(path)) {
    const fields = line.trim().split(/\s+/);
    const ino = fields[INTERNET_INODE];
    const record = ino === undefined || ino === '0' ? null : internetSocket(fields, l4proto);
    if (ino !== undefined && record !== null) table.set(ino, record);
  }
}

/** `ADDRESS: REFCOUNT PROTOCOL FLAGS TYPE STATE INODE PATH`; a path may contain spaces. */
function addUnix(table: Map<string, FdRecord>, path: string): void {
  for (const line of findLines(path).slice(1)) {
    const match = /^(\w+):((?:\s+\S+){6})(?: (.*))?$/.exec(line);
    const ino = match?.[2]?.trim().split(/\s+/)[UNIX_INODE - 1];
    if (match === null || ino === undefined) continue;
    const ends = { name: match[3] ?? '', unixSource: BigInt(`0x${match[1]}`) };
    table.set(ino, Object.assign(emptyFd(-1, FD_TYPES.UNIX_SOCK.id), ends));
  }
}

function addNetlink(table: Map<string, FdRecord>, path: string): void {
  for (const line of findLines(path).slice(1)) {
    const ino = line.trim().split(/\s+/)[NETLINK_INODE];
    if (ino !== undefined) table.set(ino, emptyFd(-1, FD_TYPES.NETLINK.id));
  }
}

/** The sockets of a network namespace, as a folder /proc/PID/net has them. */
export class NamespaceSockets {
  private readonly folder: string;
  private readonly table = new Map<string, FdRecord>();
  private tries = TRIES_IN_ALL;

  constructor(folder: string) {
    this.folder = folder;
    for (const { file, l4proto } of INTERNET_FILES) addInternet(this.table, `${folder}/${file}`, l4proto);
    this.readLeakyFiles();
    addUnix(this.table, `${folder}/unix`);
    addNetlink(this.table, `${folder}/netlink`);
  }

  /** The socket with this inode number (as text); the caller sets the number of the descriptor. */
  find(ino: string): FdRecord | undefined {
    for (let i = 0; i < TRIES_OF_SOCKET && this.tries > 0 && !this.table.has(ino); i++) {
      this.tries--;
      this.readLeakyFiles();
    }
    return this.table.get(ino);
  }

  private readLeakyFiles(): void {
    for (const { file, l4proto } of LEAKY_FILES) addInternet(this.table, `${this.folder}/${file}`, l4proto);
  }
}
