// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { isMappedIpv4 } from '../../decode/address.js';
import type { EventView } from '../../decode/event-view.js';
import {
  FAMILY,
  paramFamily,
  pointerParam,
  renderSockaddr,
  renderSocktuple,
  tupleFamily,
  unixDestination,
  unixSource,
} from '../../decode/sockaddr.js';
import { EVT } from '../../schema/events.js';
import { L4_PROTO } from '../../schema/fd-types.js';
import type { Evt } from '../evt.js';
import { addFd, bindFd, renameFd } from '../fd-changes.js';
import { FdInfo } from '../fd-info.js';
import { plainProtocol, tupleName } from '../fd-name.js';
import { mergeTuple, readTuple, swapEnds, TUPLE } from '../socket-tuple.js';
import type { SystemState } from '../system-state.js';
import type { UpdateRows } from '../update.js';

/** Kernel numbers of socket types and protocols. */
const SOCK = { STREAM: 1, DGRAM: 2, RAW: 3 } as const;
const SOCK_TYPE_MASK = 0xff;
const PROTOCOLS: Readonly<Record<number, number>> = {
  1: L4_PROTO.ICMP,
  6: L4_PROTO.TCP,
  17: L4_PROTO.UDP,
  255: L4_PROTO.RAW,
};
const EINPROGRESS = -115;

function protocolOf(type: number, protocol: number): number {
  const kind = type & SOCK_TYPE_MASK;
  if (kind === SOCK.RAW) return L4_PROTO.RAW;
  if (protocol !== 0) return PROTOCOLS[protocol] ?? L4_PROTO.UNKNOWN;
  if (kind === SOCK.STREAM) return L4_PROTO.TCP;
  return kind === SOCK.DGRAM ? L4_PROTO.UDP : L4_PROTO.UNKNOWN;
}

/** A new socket; the numbers are those of socket(2). */
export function newSocket(domain: number, type: number, protocol: number): FdInfo {
  if (domain === FAMILY.UNIX) return new FdInfo('UNIX_SOCK');
  if (domain === FAMILY.NETLINK) return new FdInfo('NETLINK');
  if (domain !== FAMILY.INET && domain !== FAMILY.INET6) return new FdInfo('UNKNOWN');
  const info = new FdInfo(domain === FAMILY.INET ? 'IPV4_SOCK' : 'IPV6_SOCK');
  info.l4proto = protocolOf(type, protocol);
  return info;
}

function updateSocket(state: SystemState, evt: Evt): void {
  const view = evt.view;
  const fd = view.int64(0);
  if (evt.thread === null || !(fd >= 0)) return;
  addFd(state, evt, fd, newSocket(view.uint32(1), view.uint32(2), view.uint32(3)));
}

/** Changes a socket's family to IPv4 or IPv6. It keeps its protocol; a bound one loses its port, as in the reference. */
export function changeFamily(info: FdInfo, type: 'IPV4_SOCK' | 'IPV6_SOCK'): void {
  if (info.type.endsWith('SERVSOCK')) info.sourcePort = 0;
  info.type = type;
}

function readBound(view: EventView, index: number, info: FdInfo): void {
  const start = view.paramStart(index);
  const isV4 = paramFamily(view, index) === FAMILY.INET;
  const port = view.view.getUint16(start + (isV4 ? 5 : 17), true);
  if (port === 0) return;
  const isMapped = !isV4 && isMappedIpv4(view.bytes, start + 1);
  const addressAt = isMapped ? start + 13 : start + 1;
  const size = isV4 || isMapped ? 4 : 16;
  info.type = size === 4 ? 'IPV4_SERVSOCK' : 'IPV6_SERVSOCK';
  info.sourceIp = Uint8Array.prototype.slice.call(view.bytes, addressAt, addressAt + size);
  info.sourcePort = port;
  info.role = 'server';
}

function updateBind(state: SystemState, evt: Evt): void {
  const { fd, view } = evt;
  if (fd === null || !(view.int64(0) >= 0)) return;
  const length = view.paramLength(1);
  if (length === 0) return;
  const family = paramFamily(view, 1);
  if (family === FAMILY.INET && view.hasSize(1, 7)) readBound(view, 1, fd);
  if (family === FAMILY.INET6 && view.hasSize(1, 19)) readBound(view, 1, fd);
  renameFd(state, fd, renderSockaddr(view, 1, state.endText, fd.l4proto));
}

function readUnix(view: EventView, index: number, info: FdInfo): void {
  info.unixSource = unixSource(view, index);
  info.unixDestination = unixDestination(view, index);
}

function updateConnectEnter(state: SystemState, evt: Evt): void {
  const { fd, view } = evt;
  if (fd === null) return;
  const length = view.paramLength(1);
  if (view.paramCount < 2) {
    // the reference names it after the last content of its text buffer: after socket(2) that is the protocol, 0
    if (fd.type === 'UNIX_SOCK') {
      fd.unixDestination = '0';
      renameFd(state, fd, '0');
    }
    if (fd.type !== 'IPV4_SOCK' && fd.type !== 'IPV6_SOCK') return;
    fd.destinationIp = null;
    fd.destinationPort = 0;
    renameFd(state, fd, tupleName(fd, state.endText));
    return;
  }
  if (length === 0) return;
  const family = paramFamily(view, 1);
  if (family === FAMILY.UNIX) renameFd(state, fd, renderSockaddr(view, 1, state.endText, fd.l4proto));
  else if (family === FAMILY.INET && view.hasSize(1, 7)) readDestination(view, fd, 4);
  else if (family === FAMILY.INET6 && view.hasSize(1, 19)) readDestination(view, fd, 16);
  state.memory.settleFd(fd);
}

function readDestination(view: EventView, info: FdInfo, size: 4 | 16): void {
  const start = view.paramStart(1) + 1;
  const isMapped = size === 16 && isMappedIpv4(view.bytes, start);
  const at = isMapped ? start + 12 : start;
  changeFamily(info, size === 4 || isMapped ? 'IPV4_SOCK' : 'IPV6_SOCK');
  if (info.sourceIp !== null && info.sourceIp.length !== (isMapped ? 4 : size)) info.sourceIp = null;
  info.destinationIp = Uint8Array.prototype.slice.call(view.bytes, at, start + size);
  info.destinationPort = view.view.getUint16(start + size, true);
}

/** Applies the tuple of a finished connect; false if there is none that fits the socket. */
function takeConnected(state: SystemState, evt: Evt, hasNoEnter: boolean): boolean {
  const fd = evt.fd as FdInfo;
  const view = evt.view;
  if (tupleFamily(view, 1) === FAMILY.UNIX) {
    readUnix(view, 1, fd);
    renameFd(state, fd, renderSocktuple(view, 1, state.endText, fd.l4proto));
    return true;
  }
  if (!readTuple(view, 1)) return false;
  changeFamily(fd, TUPLE.isV4 ? 'IPV4_SOCK' : 'IPV6_SOCK');
  const isChanged = mergeTuple(fd, hasNoEnter);
  if (isChanged && fd.role === 'server' && plainProtocol(fd) === L4_PROTO.UDP) swapEnds(fd);
  renameFd(state, fd, tupleName(fd, state.endText));
  return true;
}

function updateConnectExit(state: SystemState, evt: Evt): void {
  const named = evt.view.int64(2);
  const hasNoEnter = evt.fd === null;
  if (hasNoEnter && evt.thread !== null && named >= 0) bindFd(evt, evt.thread, named);
  const fd = evt.fd;
  if (fd === null) return;
  const res = evt.view.int64(0);
  if (res < 0 && res !== EINPROGRESS) return;
  fd.isConnected = true;
  if (takeConnected(state, evt, hasNoEnter) && fd.role === 'none') fd.role = 'client';
}

function updateAccept(state: SystemState, evt: Evt): void {
  const { thread, view } = evt;
  const fd = view.int64(0);
  if (thread === null || !(fd >= 0)) return;
  thread.lastFd = fd;
  const info = acceptedSocket(view);
  if (info === null) return;
  info.name = renderSocktuple(view, 1, state.endText, info.l4proto);
  info.role = 'server';
  info.isConnected = true;
  addFd(state, evt, fd, info);
}

function acceptedSocket(view: EventView): FdInfo | null {
  if (tupleFamily(view, 1) === FAMILY.UNIX) {
    const info = new FdInfo('UNIX_SOCK');
    readUnix(view, 1, info);
    return info;
  }
  if (!readTuple(view, 1)) return null;
  const info = new FdInfo(TUPLE.isV4 ? 'IPV4_SOCK' : 'IPV6_SOCK');
  info.l4proto = L4_PROTO.TCP;
  mergeTuple(info, true);
  return info;
}

function updateSocketpair(state: SystemState, evt: Evt): void {
  const view = evt.view;
  if (evt.thread === null || !(view.int64(0) >= 0)) return;
  const first = view.int64(1);
  const second = view.int64(2);
  if (first === second) {
    evt.fd = null;
    return;
  }
  addFd(state, evt, first, pairedSocket(view));
  const made = evt.fd;
  addFd(state, evt, second, pairedSocket(view));
  evt.fd = made;
}

/** An end of a pair of sockets. As in the reference, both have the addresses in the same order. */
function pairedSocket(view: EventView): FdInfo {
  const info = new FdInfo('UNIX_SOCK');
  info.unixSource = pointerParam(view, 3);
  info.unixDestination = pointerParam(view, 4);
  return info;
}

export const SOCKET_UPDATES: UpdateRows = {
  [EVT.SOCKET_X]: updateSocket,
  [EVT.BIND_X]: updateBind,
  [EVT.CONNECT_E]: updateConnectEnter,
  [EVT.CONNECT_X]: updateConnectExit,
  [EVT.ACCEPT_X]: updateAccept,
  [EVT.ACCEPT4_X]: updateAccept,
  [EVT.ACCEPT_5_X]: updateAccept,
  [EVT.ACCEPT4_5_X]: updateAccept,
  [EVT.ACCEPT4_6_X]: updateAccept,
  [EVT.SOCKETPAIR_X]: updateSocketpair,
};
