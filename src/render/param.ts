import { decodeCString, decodeText } from '../bytes/text.js';
import { renderAddress } from '../decode/address.js';
import { removeUnprintable } from '../decode/printable.js';
import { renderSockaddr, renderSocktuple } from '../decode/sockaddr.js';
import { ERRNO_NAMES } from '../schema/errno.js';
import type { ParamType } from '../schema/param-types.js';
import { SIGNAL_NAMES } from '../schema/signals.js';
import { SYSCALL_CODE_NAMES } from '../schema/syscall-codes.js';
import { joinPath } from '../state/path.js';
import { renderBuffer } from './buffer.js';
import { nanosOf, renderClock, renderDate, renderNanos, secondsOf } from './clock.js';
import { renderDescriptor, renderFdList } from './descriptor.js';
import { renderEnum, renderFlags } from './flags.js';
import { renderGeneral, renderInt, renderInt64, renderSigned64, renderUnsigned64 } from './number.js';
import type { Value } from './value.js';

/** Text of a value, and of what it stands for ('' for nothing). */
export interface ParamRender {
  readonly raw: (value: Value) => string;
  readonly resolved: (value: Value) => string;
}

const AT_FDCWD = -100;
const NO_ID = 0xffffffff;
const NANOS = 1e9;
const TWO_32 = 4294967296;
const nothing = (): string => '';

const plain = (raw: (value: Value) => string): ParamRender => ({ raw, resolved: nothing });

const text = (value: Value): string => decodeCString(value.view.bytes, value.start, value.start + value.length);

const INT64 = plain((value) => renderInt64(value.hi, value.lo, value.param.base));
const ADDRESS = plain((value) => renderAddress(value.view.bytes.subarray(value.start, value.start + value.length)));

function errnoName(result: number): string {
  return result < 0 ? (ERRNO_NAMES[-result] ?? '') : '';
}

function commOf(value: Value, tid: number): string {
  return value.evt?.state.threads.get(tid)?.comm ?? '';
}

function flags(read: (value: Value) => number): ParamRender {
  return {
    raw: (value) => String(read(value)),
    resolved: (value) => (value.param.names === undefined ? '' : renderFlags(value.param.names, read(value))),
  };
}

function enumFlags(read: (value: Value) => number): ParamRender {
  return {
    raw: (value) => String(read(value)),
    resolved: (value) => (value.param.names === undefined ? '' : renderEnum(value.param.names, read(value))),
  };
}

function account(find: (value: Value, containerId: string) => { readonly name: string } | undefined): ParamRender {
  return {
    raw: (value) => (value.uint32 === NO_ID ? '-1' : String(value.uint32)),
    resolved: (value) => {
      if (value.uint32 === NO_ID) return '<NONE>';
      return find(value, value.evt?.thread?.containerId ?? '')?.name ?? '<NA>';
    },
  };
}

function resolvedPath(value: Value, base: string): string {
  const path = text(value);
  if (path === '' || path === '<NA>' || path === '(NULL)' || path.startsWith('/')) return '';
  return removeUnprintable(joinPath(base, path));
}

/** Directory of a `fsrelpath`; '' for a descriptor that is not known. */
function relativeBase(value: Value): string {
  const thread = value.evt?.thread;
  if (thread === null || thread === undefined || value.param.dirfd === undefined) return '';
  const dirfd = value.view.int64(value.param.dirfd);
  if (dirfd === AT_FDCWD) return thread.directory;
  const name = thread.findFd(dirfd)?.name;
  if (name === undefined) return '';
  return name === '' ? '' : `${name}/`;
}

function renderSignals(value: Value): string {
  let names = '';
  for (let bit = 0; bit < 32; bit++) {
    if (((value.uint32 >>> bit) & 1) === 0) continue;
    const name = SIGNAL_NAMES[bit + 1];
    if (name !== undefined) names += names === '' ? name : ` ${name}`;
  }
  return names;
}

function isNoTime(value: Value): boolean {
  return value.hi === NO_ID && value.lo === NO_ID;
}

function renderMoment(value: Value): string {
  const seconds = secondsOf(value.hi, value.lo);
  return `${renderDate(seconds)} ${renderClock(seconds)}.${renderNanos(nanosOf(value.hi, value.lo))}`;
}

const FD: ParamRender = {
  raw: (value) => renderSigned64(value.hi, value.lo),
  resolved: (value) => renderDescriptor(value.evt?.thread ?? null, value.int64),
};

const CHARBUF = plain(text);
const BYTES = plain((value) =>
  renderBuffer(value.view.bytes, { start: value.start, end: value.start + value.length }, value.options.buffers),
);

/** How parameters of each type are written (reference types.json). */
export const RENDER: Readonly<Record<ParamType, ParamRender>> = {
  none: plain(nothing),
  int8: plain((value) => renderInt(value.int8, value.param.base, 1)),
  int16: plain((value) => renderInt(value.int16, value.param.base, 2)),
  int32: plain((value) => renderInt(value.int32, value.param.base, 4)),
  int64: INT64,
  uint8: plain((value) => renderInt(value.uint8, value.param.base, 1)),
  uint16: plain((value) => renderInt(value.uint16, value.param.base, 2)),
  uint32: plain((value) => renderInt(value.int32, value.param.base, 4)),
  uint64: INT64,
  charbuf: CHARBUF,
  bytebuf: BYTES,
  // always decimal: mmap's addresses too, whatever their row says
  errno: { raw: (value) => renderSigned64(value.hi, value.lo), resolved: (value) => errnoName(value.int64) },
  sockaddr: plain((value) => renderSockaddr(value.view, value.index)),
  socktuple: plain((value) => renderSocktuple(value.view, value.index)),
  fd: FD,
  pid: { raw: (value) => renderSigned64(value.hi, value.lo), resolved: (value) => commOf(value, value.int64) },
  fdlist: plain((value) => renderFdList(value.view.view, value, value.evt?.thread ?? null)),
  fspath: {
    raw: (value) => removeUnprintable(text(value)),
    resolved: (value) => resolvedPath(value, value.evt?.thread?.directory ?? ''),
  },
  syscallid: { raw: (value) => String(value.uint16), resolved: (value) => SYSCALL_CODE_NAMES[value.uint16] ?? '' },
  sigtype: { raw: (value) => String(value.uint8), resolved: (value) => SIGNAL_NAMES[value.uint8] ?? '' },
  reltime: {
    raw: (value) => (isNoTime(value) ? 'none' : renderUnsigned64(value.hi, value.lo)),
    resolved: (value) => (isNoTime(value) ? '' : `${renderGeneral((value.hi * TWO_32 + value.lo) / NANOS)}s`),
  },
  abstime: plain(renderMoment),
  port: plain((value) => String(value.uint16)),
  l4proto: plain((value) => String(value.uint8)),
  sockfamily: plain((value) => String(value.uint8)),
  bool: plain((value) => (value.uint32 === 0 ? 'false' : 'true')),
  ipv4addr: ADDRESS,
  dyn: plain(() => 'INVALID DYNAMIC PARAMETER'),
  flags8: flags((value) => value.uint8),
  flags16: flags((value) => value.uint16),
  flags32: flags((value) => value.uint32),
  uid: account((value, container) => value.evt?.state.users.find(container, value.uint32)),
  gid: account((value, container) => value.evt?.state.groups.find(container, value.uint32)),
  double: plain((value) => value.view.view.getFloat64(value.start, true).toFixed(1)),
  sigset: plain(renderSignals),
  charbufarray: plain((value) => joinList(value, '.')),
  charbufpairarray: plain((value) => joinList(value, ',')),
  ipv4net: plain(() => '<IPNET>'),
  ipv6addr: ADDRESS,
  ipv6net: plain(() => '<IPNET>'),
  ipaddr: ADDRESS,
  ipnet: plain(() => '<IPNET>'),
  mode: {
    raw: (value) => renderInt(value.int32, 'oct', 4),
    resolved: (value) => (value.param.names === undefined ? '' : renderFlags(value.param.names, value.uint32)),
  },
  fsrelpath: {
    raw: (value) => removeUnprintable(text(value)),
    resolved: (value) => resolvedPath(value, relativeBase(value)),
  },
  enumflags8: enumFlags((value) => value.uint8),
  enumflags16: enumFlags((value) => value.uint16),
  enumflags32: enumFlags((value) => value.uint32),
  fd32: {
    raw: (value) => String(value.int32),
    resolved: (value) => renderDescriptor(value.evt?.thread ?? null, value.int32),
  },
  pid32: { raw: (value) => String(value.int32), resolved: (value) => commOf(value, value.int32) },
};

function joinList(value: Value, separator: string): string {
  const list = decodeText(value.view.bytes, value.start, value.start + value.length);
  return (list.endsWith('\0') ? list.slice(0, -1) : list).replaceAll('\0', separator);
}
