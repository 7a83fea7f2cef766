import { type BigIntStats, statSync } from 'node:fs';
import { emptyFd, MAX_FDS } from '../../scap/fdlist.js';
import type { FdRecord } from '../../scap/header.js';
import type { HeaderRoom } from '../../scap/header-room.js';
import { FD_TYPES } from '../../schema/fd-types.js';
import { scapOpenFlags } from './open-flags.js';
import { findLines, findLink, findNumbers, findText } from './proc-text.js';
import { NamespaceSockets } from './sockets.js';

/** Types of descriptors, by the beginning of their link target. */
const ANONYMOUS: readonly (readonly [start: string, type: number])[] = [
  ['anon_inode:[eventfd]', FD_TYPES.EVENT.id],
  ['anon_inode:[eventpoll]', FD_TYPES.EVENTPOLL.id],
  ['anon_inode:[signalfd]', FD_TYPES.SIGNALFD.id],
  ['anon_inode:inotify', FD_TYPES.INOTIFY.id],
  ['anon_inode:[timerfd]', FD_TYPES.TIMERFD.id],
  ['anon_inode:[io_uring]', FD_TYPES.IOURING.id],
  ['anon_inode:[userfaultfd]', FD_TYPES.USERFAULTFD.id],
  ['anon_inode:[pidfd]', FD_TYPES.PIDFD.id],
  ['anon_inode:[bpf', FD_TYPES.BPF.id],
  ['anon_inode:bpf', FD_TYPES.BPF.id],
];
const MEMFD = '/memfd:';
const OWN_NAMESPACE = '';

/** Device number as captures hold it (PARAMETERS.md#device-numbers). */
export function packDevice(major: number, minor: number): number {
  return ((minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12)) >>> 0;
}

/** Number between brackets: `pipe:[123]`; null if there is none. */
function inodeOf(link: string): string | null {
  const open = link.indexOf('[');
  const digits = link.slice(open + 1, -1);
  return open > 0 && /^\d+$/.test(digits) ? digits : null;
}

/** Which descriptors are read: all, or only those from which paths start. */
export type WantedFds = 'all' | 'directories';

/** Reads descriptors of processes. Shared data (sockets of a namespace, mounts) is read once. */
export class DescriptorScanner {
  private readonly proc: string;
  private readonly wanted: WantedFds;
  private readonly sockets = new Map<string, NamespaceSockets>();
  /** Packed device by mount id. */
  private readonly devices = new Map<string, number>();

  constructor(proc: string, wanted: WantedFds) {
    this.proc = proc;
    this.wanted = wanted;
  }

  /** The lowest MAX_FDS descriptors of a process; those that vanish or cannot be read are left out. */
  scan(pid: number, room: HeaderRoom): FdRecord[] {
    const folder = `${this.proc}/${pid}`;
    const records: FdRecord[] = [];
    const numbers = findNumbers(`${folder}/fd`).sort((a, b) => a - b);
    for (const fd of numbers.slice(0, MAX_FDS)) {
      const link = findLink(`${folder}/fd/${fd}`);
      const found = link === null ? null : this.findRecord(folder, fd, link);
      if (found === null) continue;
      const record = room.findFd('', () => found);
      if (record === null) break;
      records.push(record);
    }
    return records;
  }

  private findRecord(folder: string, fd: number, link: string): FdRecord | null {
    if (this.wanted === 'directories' && !link.startsWith('/')) return null;
    if (link.startsWith('socket:')) return this.findSocket(folder, fd, link);
    if (link.startsWith('pipe:')) {
      return Object.assign(emptyFd(fd, FD_TYPES.FIFO.id), { name: link, ino: BigInt(inodeOf(link) ?? 0) });
    }
    if (link.startsWith('anon_inode:')) return anonymous(folder, fd, link);
    return this.findFile(folder, fd, link);
  }

  private findSocket(folder: string, fd: number, link: string): FdRecord | null {
    const ino = inodeOf(link);
    const socket = ino === null ? undefined : this.socketsOf(folder).find(ino);
    return socket === undefined ? null : { ...socket, fd, ino: BigInt(ino as string) };
  }

  /** The sockets of the network namespace of a process. */
  private socketsOf(folder: string): NamespaceSockets {
    const namespace = findLink(`${folder}/ns/net`);
    const known = this.sockets.get(namespace ?? OWN_NAMESPACE);
    if (known !== undefined) return known;
    const isOwn = namespace === null || namespace === findLink(`${this.proc}/self/ns/net`);
    const sockets = new NamespaceSockets(isOwn ? `${this.proc}/self/net` : `${folder}/net`);
    // if the process has ended meanwhile, some are missing: the next process of the namespace shows them
    if (findLink(`${folder}/ns/net`) === namespace) this.sockets.set(namespace ?? OWN_NAMESPACE, sockets);
    return sockets;
  }

  private findFile(folder: string, fd: number, link: string): FdRecord | null {
    let stat: BigIntStats;
    try {
      stat = statSync(`${folder}/fd/${fd}`, { bigint: true });
    } catch {
      return null;
    }
    const { ino } = stat;
    if (stat.isDirectory()) return Object.assign(emptyFd(fd, FD_TYPES.DIRECTORY.id), { name: link, ino });
    if (this.wanted === 'directories') return null;
    if (link.startsWith(MEMFD)) {
      return Object.assign(emptyFd(fd, FD_TYPES.MEMFD.id), { name: link.slice(MEMFD.length), ino });
    }
    if (stat.isFIFO()) return Object.assign(emptyFd(fd, FD_TYPES.FIFO.id), { name: link, ino });
    const record = Object.assign(emptyFd(fd, FD_TYPES.FILE_V2.id), { name: link, ino });
    const info = findText(`${folder}/fdinfo/${fd}`) ?? '';
    record.openFlags = scapOpenFlags(Number.parseInt(/^flags:\s*(\d+)/m.exec(info)?.[1] ?? '0', 8));
    record.dev = this.device(folder, /^mnt_id:\s*(\d+)/m.exec(info)?.[1] ?? '');
    return record;
  }

  /** Device of a mount; 0 for mounts that are in no mount list (pipes of the kernel, namespaces). */
  private device(folder: string, mount: string): number {
    const known = this.devices.get(mount);
    if (known !== undefined) return known;
    this.devices.set(mount, 0);
    for (const line of findLines(`${folder}/mountinfo`)) {
      const [, id, major, minor] = /^(\d+) \d+ (\d+):(\d+) /.exec(line) ?? [];
      if (id !== undefined) this.devices.set(id, packDevice(Number(major), Number(minor)));
    }
    return this.devices.get(mount) ?? 0;
  }
}

/** As in the reference, those of a known type have no name, but for pidfds, which have that of the process. */
function anonymous(folder: string, fd: number, link: string): FdRecord {
  const type = ANONYMOUS.find(([start]) => link.startsWith(start))?.[1] ?? FD_TYPES.UNSUPPORTED.id;
  const record = emptyFd(fd, type);
  if (type === FD_TYPES.PIDFD.id) {
    const pid = /^Pid:\s*(\d+)/m.exec(findText(`${folder}/fdinfo/${fd}`) ?? '')?.[1];
    record.name = pid === undefined ? '' : `/proc/${pid}`;
  } else if (type === FD_TYPES.UNSUPPORTED.id) record.name = link;
  return record;
}
