import { type CaptureHeader, emptyHeader, type FdRecord, type ThreadRecord } from '../../src/scap/header.js';
import { FD_TYPES, type FdType, L4_PROTO } from '../../src/schema/fd-types.js';

const NO_ADDRESS = new Uint8Array(0);

function thread(tid: number, pid: number, ptid: number, comm: string): ThreadRecord {
  return {
    tid,
    pid,
    ptid,
    sid: pid,
    vpgid: pid,
    pgid: pid,
    vtid: tid,
    vpid: pid,
    comm,
    exe: `/bin/${comm}`,
    exepath: `/usr/bin/${comm}`,
    args: '-x\0file\0',
    cwd: '/home/user/',
    root: '/',
    env: 'HOME=/home/user\0',
    cgroups: 'cpu=/user.slice\0',
    fdlimit: 1024,
    // other threads share the descriptors of the main thread
    flags: tid === pid ? 0 : 0x2001,
    uid: 1000,
    gid: 1000,
    loginuid: 1000,
    tty: 0,
    vmsizeKb: 1000,
    vmrssKb: 100,
    vmswapKb: 0,
    pfmajor: 1,
    pfminor: 2,
    pidnsInitStart: 0n,
    exeWritable: false,
    exeUpperLayer: false,
    exeLowerLayer: false,
    exeFromMemfd: false,
    capInheritable: 0n,
    capPermitted: 0n,
    capEffective: 0n,
    exeIno: 0n,
    exeCtime: 0n,
    exeMtime: 0n,
  };
}

function fd(number: number, type: FdType, name: string, more: Partial<FdRecord> = {}): FdRecord {
  return {
    fd: number,
    ino: 4711n,
    type: FD_TYPES[type].id,
    name,
    openFlags: 1,
    dev: 0,
    sourceAddress: NO_ADDRESS,
    destinationAddress: NO_ADDRESS,
    sourcePort: 0,
    destinationPort: 0,
    l4proto: L4_PROTO.UNKNOWN,
    unixSource: 0n,
    unixDestination: 0n,
    ...more,
  };
}

const v4 = (...bytes: number[]) => Uint8Array.from(bytes);
const v6 = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

function sampleFds(): FdRecord[] {
  const tcp = { l4proto: L4_PROTO.TCP };
  return [
    fd(0, 'FILE_V2', '/dev/pts/0'),
    fd(1, 'FIFO', 'pipe:[123]'),
    fd(2, 'DIRECTORY', '/tmp/dir'),
    fd(3, 'IPV4_SERVSOCK', '', { ...tcp, sourceAddress: v4(0, 0, 0, 0), sourcePort: 80 }),
    fd(4, 'IPV4_SOCK', '', {
      ...tcp,
      sourceAddress: v4(10, 0, 0, 1),
      sourcePort: 40000,
      destinationAddress: v4(10, 0, 0, 2),
      destinationPort: 443,
    }),
    fd(5, 'IPV4_SOCK', '', {
      ...tcp,
      sourceAddress: v4(10, 0, 0, 1),
      sourcePort: 80,
      destinationAddress: v4(10, 0, 0, 3),
      destinationPort: 50000,
    }),
    fd(6, 'IPV6_SOCK', '', {
      l4proto: L4_PROTO.UDP,
      sourceAddress: v6('20010db8000000000000000000000001'),
      sourcePort: 53,
      destinationAddress: v6('20010db8000000000000000000000002'),
      destinationPort: 53,
    }),
    fd(7, 'UNIX_SOCK', '/run/z.sock', { unixSource: 0xffff880012345678n }),
    fd(8, 'EVENTPOLL', 'anon_inode:[eventpoll]'),
    fd(9, 'NETLINK', 'NETLINK:[12345]'),
  ];
}

/**
 * A machine with three processes, one of them with two threads, a few users and descriptors of most types. Ids start at 1000
 * and may be shifted.
 */
export function sampleHeader(up = 0): CaptureHeader {
  return {
    ...emptyHeader(),
    machine: { cpus: 4, memoryBytes: 8e9, hostname: 'sample', bootTime: 1n },
    interfaces: [
      {
        family: 4,
        address: v4(127, 0, 0, 1),
        netmask: v4(255, 0, 0, 0),
        broadcast: v4(127, 0, 0, 1),
        linkSpeed: 0n,
        name: 'lo',
      },
      {
        family: 4,
        address: v4(10, 0, 0, 1),
        netmask: v4(255, 255, 255, 0),
        broadcast: v4(10, 0, 0, 255),
        linkSpeed: 0n,
        name: 'eth0',
      },
    ],
    users: [
      { uid: 0, gid: 0, name: 'root', home: '/root', shell: '/bin/sh' },
      { uid: 1000, gid: 1000, name: 'user', home: '/home/user', shell: '/bin/sh' },
    ],
    groups: [
      { gid: 0, name: 'root' },
      { gid: 1000, name: 'users' },
    ],
    threads: [
      thread(1, 1, 0, 'init'),
      thread(up + 1000, up + 1000, 1, 'server'),
      thread(up + 1001, up + 1000, 1, 'worker'),
      thread(up + 2000, up + 2000, 1, 'shell'),
      thread(up + 3000, up + 3000, up + 2000, 'tool'),
    ],
    fds: new Map([
      [up + 1000, sampleFds()],
      [up + 2000, sampleFds()],
      [up + 3000, sampleFds()],
    ]),
  };
}
