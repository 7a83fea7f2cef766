import { int, text } from './event-samples.js';
import { namedEvent } from './process-events.js';
import type { EventParts } from './scap.js';

/** An IPv4 or IPv6 address in hexadecimal digits, with a port. */
export type End = readonly [hex: string, port: number];

export const LOCAL = '0a000001';
export const PEER = '0a000102';
export const PEER6 = '20010db8000000000000000000000002';
export const AF = { UNIX: 1, INET: 2, INET6: 10, NETLINK: 16, PACKET: 17 } as const;
export const SOCK = { STREAM: 1, DGRAM: 2, RAW: 3 } as const;

const familyOf = (hex: string): Buffer => int(hex.length === 8 ? AF.INET : AF.INET6, 1);
const endBytes = ([hex, port]: End): Buffer => Buffer.concat([Buffer.from(hex, 'hex'), int(port, 2)]);

/** An address, as encoded in a parameter. */
export const address = (end: End): Buffer => Buffer.concat([familyOf(end[0]), endBytes(end)]);
export const unixAddress = (path: string): Buffer => Buffer.concat([int(AF.UNIX, 1), text(path)]);

/** Both ends of a connection, as encoded in a parameter. */
export const tuple = (source: End, destination: End): Buffer =>
  Buffer.concat([familyOf(source[0]), endBytes(source), endBytes(destination)]);
export const unixTuple = (path: string): Buffer =>
  Buffer.concat([int(AF.UNIX, 1), int(0xa1n, 8), int(0xb2n, 8), text(path)]);

/** Events of a thread's calls on a socket. */
export class SocketCalls {
  private readonly tid: number;
  private readonly fd: Buffer;

  constructor(tid: number, fd: number) {
    this.tid = tid;
    this.fd = int(fd, 8);
  }

  socket(domain: number, type: number, protocol = 0): EventParts[] {
    const values = { domain: int(domain, 4), type: int(type, 4), proto: int(protocol, 4) };
    return [namedEvent('SOCKET_E', this.tid, values), namedEvent('SOCKET_X', this.tid, { fd: this.fd, ...values })];
  }

  bind(addr: Buffer, result = 0): EventParts[] {
    const values = { fd: this.fd, res: int(result, 8), addr };
    return [namedEvent('BIND_E', this.tid, values), namedEvent('BIND_X', this.tid, values)];
  }

  connect(addr: Buffer, ends: Buffer, result = 0): EventParts[] {
    const values = { fd: this.fd, res: int(result, 8), addr, tuple: ends };
    return [namedEvent('CONNECT_E', this.tid, values), namedEvent('CONNECT_X', this.tid, values)];
  }

  /** The accepted connection gets the descriptor. */
  accept(ends: Buffer): EventParts[] {
    return [namedEvent('ACCEPT_5_E', this.tid), namedEvent('ACCEPT_5_X', this.tid, { fd: this.fd, tuple: ends })];
  }

  sendto(ends: Buffer, result = 5): EventParts[] {
    const values = { fd: this.fd, size: int(5, 4), tuple: ends, res: int(result, 8) };
    return [namedEvent('SENDTO_E', this.tid, values), namedEvent('SENDTO_X', this.tid, values)];
  }

  recvfrom(ends: Buffer, result = 5): EventParts[] {
    const values = { fd: this.fd, size: int(5, 4), tuple: ends, res: int(result, 8) };
    return [namedEvent('RECVFROM_E', this.tid, values), namedEvent('RECVFROM_X', this.tid, values)];
  }

  read(): EventParts {
    return namedEvent('READ_E', this.tid, { fd: this.fd, size: int(1, 4) });
  }
}
