import { FD_TYPE_CHARS, FD_TYPE_NAMES, FD_TYPES, type FdType, L4_NAMES, L4_PROTO } from '../schema/fd-types.js';
import { FILE_FLAGS } from '../schema/flags/file.js';
import type { FdInfo } from '../state/fd-info.js';
import type { Subject } from '../state/subject.js';
import type { Thread } from '../state/thread.js';
import { FieldArgError, type FieldDef, ofSubject, subjectClass, USUAL_DEMANDS } from './field.js';
import { fdOf, fdOfKind, hasFd, isFile, ofFd } from './of-fd.js';
import { isConnection } from './socket-end.js';
import { timeValue } from './time-value.js';

const flagBit = (name: string): number => FILE_FLAGS.entries.find((entry) => entry[0] === name)?.[1] ?? 0;
const UPPER_LAYER = flagBit('FD_UPPER_LAYER');
const LOWER_LAYER = flagBit('FD_LOWER_LAYER');

/** Letter of the descriptor that a call should make, for calls for which the reference shows one. */
const LETTERS_TO_BE: Readonly<Record<string, string>> = {
  openat: FD_TYPES.FILE.char,
  openat2: FD_TYPES.FILE.char,
  creat: FD_TYPES.FILE.char,
  pipe: FD_TYPES.FIFO.char,
  pipe2: FD_TYPES.FIFO.char,
  socket: FD_TYPES.IPV4_SOCK.char,
  accept: FD_TYPES.IPV4_SOCK.char,
  accept4: FD_TYPES.IPV4_SOCK.char,
  eventfd: FD_TYPES.EVENT.char,
  eventfd2: FD_TYPES.EVENT.char,
  signalfd: FD_TYPES.SIGNALFD.char,
  signalfd4: FD_TYPES.SIGNALFD.char,
  timerfd_create: FD_TYPES.TIMERFD.char,
  inotify_init: FD_TYPES.INOTIFY.char,
  inotify_init1: FD_TYPES.INOTIFY.char,
};

function letterOf(evt: Subject): string {
  return fdOf(evt)?.typeChar ?? LETTERS_TO_BE[evt.view.def?.name ?? ''] ?? FD_TYPES.UNKNOWN.char;
}

/** Only for files: these flags have other meanings for other types. */
const isInLayer = (fd: FdInfo, layer: number): boolean =>
  (isFile(fd) || fd.type === 'DIRECTORY') && (fd.openFlags & layer) !== 0;

/** The reference has this text, not a missing value, for descriptors without a protocol. */
const NO_PROTOCOL = '<NA>';

const isIp = (fd: FdInfo): boolean => L4_TYPES.has(fd.type);
const L4_TYPES: ReadonlySet<FdType> = new Set(['IPV4_SOCK', 'IPV6_SOCK', 'IPV4_SERVSOCK', 'IPV6_SERVSOCK']);

function protocolOf(fd: FdInfo): string {
  const isRoleUnknown = isConnection(fd) && fd.role === 'none' && fd.l4proto !== L4_PROTO.RAW;
  return isIp(fd) && !isRoleUnknown ? (L4_NAMES[fd.l4proto] ?? NO_PROTOCOL) : NO_PROTOCOL;
}

function socketFamily(fd: FdInfo): string | null {
  if (isIp(fd)) return 'ip';
  return fd.type === 'UNIX_SOCK' ? 'unix' : null;
}

function typesOf(thread: Thread): readonly string[] {
  const types = new Set<string>();
  thread.fdOwner?.fds.forEach((fd) => {
    const { name } = FD_TYPES[fd.type];
    if (name !== null) types.add(name);
  });
  return [...types];
}

const bindTypes: FieldDef['bind'] = (arg, context) => {
  if (arg === null) return ofSubject((evt) => (hasFd(evt) ? typesOf(evt.thread as Thread) : null))(arg, context);
  if (!/^\d+$/.test(arg)) throw new FieldArgError(`'${arg}' is not a descriptor number, as in fd.types[0]`);
  return (evt) => {
    const fd = hasFd(evt) ? (evt.thread as Thread).findFd(Number(arg)) : null;
    const name = fd === null ? null : FD_TYPES[fd.type].name;
    return name === null ? null : [name];
  };
};

/** The descriptor of the event. */
export const FD_FIELDS = subjectClass(
  'fd',
  [
    {
      name: 'fd.num',
      type: 'int64',
      display: 'Number',
      description: 'Number of the descriptor.',
      bind: ofSubject((evt) => (hasFd(evt) ? evt.fdNum : null)),
      ofKind: fdOfKind,
    },
    {
      name: 'fd.type',
      type: 'charbuf',
      isOfFd: true,
      display: 'Type',
      description:
        'Type of the descriptor: file, directory, ipv4, ipv6, unix, pipe, event, signalfd, eventpoll, inotify, timerfd, netlink, bpf, userfaultfd, io_uring, memfd, pidfd.',
      bind: ofFd((fd) => FD_TYPES[fd.type].name),
      ofKind: fdOfKind,
      values: FD_TYPE_NAMES,
    },
    {
      name: 'fd.typechar',
      type: 'charbuf',
      display: 'Type Letter',
      description:
        'Type of the descriptor as a letter: f file, d directory, 4 and 6 IP, u unix, p pipe, e event, l eventpoll, o other.',
      bind: ofSubject((evt) => (hasFd(evt) ? letterOf(evt) : null)),
      ofKind: fdOfKind,
      values: FD_TYPE_CHARS,
    },
    {
      name: 'fd.l4proto',
      type: 'charbuf',
      isOfFd: true,
      display: 'Protocol',
      description: 'Transport protocol of a socket: tcp, udp, icmp, raw, or the text <NA>.',
      bind: ofFd(protocolOf),
      ofKind: fdOfKind,
      values: [...Object.values(L4_NAMES), NO_PROTOCOL],
    },
    {
      name: 'fd.sockfamily',
      type: 'charbuf',
      isOfFd: true,
      display: 'Socket Family',
      description: 'ip or unix; absent for other descriptors.',
      bind: ofFd(socketFamily),
      ofKind: fdOfKind,
      values: ['ip', 'unix'],
    },
    {
      name: 'fd.uid',
      type: 'charbuf',
      cost: 3,
      display: 'Unique ID',
      description: 'Thread id and descriptor number combined, as a key.',
      bind: ofSubject((evt) => (hasFd(evt) ? `${evt.view.tid}${evt.fdNum}` : null)),
      ofKind: fdOfKind,
    },
    {
      name: 'fd.connected',
      asksNoUse: false,
      type: 'bool',
      display: 'Connected',
      description: 'Whether a socket is connected.',
      bind: ofFd((fd) => fd.isConnected),
      ofKind: fdOfKind,
    },
    {
      name: 'fd.name_changed',
      type: 'bool',
      display: 'Name Changed',
      description: 'Whether this event renamed the descriptor.',
      bind: ofFd((fd) => fd.isNameChanged),
      ofKind: fdOfKind,
    },
    {
      name: 'fd.dev',
      type: 'int32',
      base: 'hex',
      display: 'Device',
      description: 'Device number of the file.',
      bind: ofFd((fd) => fd.dev),
      ofKind: fdOfKind,
    },
    {
      name: 'fd.dev.major',
      type: 'int32',
      display: 'Device Major',
      description: 'Major part of the device number.',
      bind: ofFd((fd) => (fd.dev & 0xfff00) >>> 8),
      ofKind: fdOfKind,
    },
    {
      name: 'fd.dev.minor',
      type: 'int32',
      display: 'Device Minor',
      description: 'Minor part of the device number.',
      bind: ofFd((fd) => (fd.dev & 0xff) | ((fd.dev >>> 12) & 0xfff00)),
      ofKind: fdOfKind,
    },
    {
      name: 'fd.ino',
      type: 'int64',
      display: 'Inode',
      description: 'Inode number of a file.',
      bind: ofFd((fd) => (fd.inoHi === 0 ? fd.inoLo : BigInt.asIntN(64, timeValue(fd.inoHi, fd.inoLo)))),
      ofKind: fdOfKind,
    },
    {
      name: 'fd.types',
      type: 'charbuf',
      asksOwnFdOnly: false,
      arg: 'allowed',
      isList: true,
      noRhs: true,
      cost: 10,
      display: 'Types',
      description: 'Types of all open descriptors of the process, each once; fd.types[0] is the type of descriptor 0.',
      bind: bindTypes,
      ofKind: fdOfKind,
      values: FD_TYPE_NAMES,
    },
    {
      name: 'fd.is_upper_layer',
      type: 'bool',
      display: 'In Upper Layer',
      description: 'Whether a file is in the upper (writable) layer of an overlay file system.',
      bind: ofFd((fd) => isInLayer(fd, UPPER_LAYER)),
      ofKind: fdOfKind,
    },
    {
      name: 'fd.is_lower_layer',
      type: 'bool',
      display: 'In Lower Layer',
      description: 'Whether a file is in a lower layer of an overlay file system.',
      bind: ofFd((fd) => isInLayer(fd, LOWER_LAYER)),
      ofKind: fdOfKind,
    },
  ],
  USUAL_DEMANDS,
);
