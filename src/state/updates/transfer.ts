// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { EventView } from '../../decode/event-view.js';
import { FAMILY, renderSocktuple, tupleFamily, unixDestination, unixSource } from '../../decode/sockaddr.js';
import { EVT } from '../../schema/events.js';
import { L4_PROTO } from '../../schema/fd-types.js';
import type { Evt } from '../evt.js';
import { addFd, renameFd } from '../fd-changes.js';
import type { FdInfo } from '../fd-info.js';
import { isIpSocket, plainProtocol, tupleName } from '../fd-name.js';
import { fillZeroAddress } from '../interfaces.js';
import { mergeTuple, readTuple, swapEnds, TUPLE } from '../socket-tuple.js';
import type { SystemState } from '../system-state.js';
import type { Thread } from '../thread.js';
import type { Update, UpdateRows } from '../update.js';
import { changeFamily, newSocket } from './socket.js';

const SOCK_DGRAM = 2;

/** Applies the tuple of a message to its socket. Returns whether the name must be updated. */
function takeTuple(state: SystemState, info: FdInfo, where: { view: EventView; index: number }): boolean {
  const { view, index } = where;
  const family = tupleFamily(view, index);
  if (family === FAMILY.UNIX) {
    info.type = 'UNIX_SOCK';
    info.unixSource = unixSource(view, index);
    info.unixDestination = unixDestination(view, index);
    return true;
  }
  if (!readTuple(view, index)) return false;
  if (TUPLE.isV4) changeFamily(info, 'IPV4_SOCK');
  if (!mergeTuple(info, true)) return false;
  if (info.l4proto === L4_PROTO.UNKNOWN && isIpSocket(info)) info.l4proto = L4_PROTO.UDP;
  fillZeroAddress(info, state.interfaces);
  return true;
}

function isBoundTo(thread: Thread, port: number): boolean {
  const isBound = (fd: FdInfo): boolean =>
    (fd.type === 'IPV4_SOCK' && fd.destinationPort === port) || (fd.type === 'IPV4_SERVSOCK' && fd.sourcePort === port);
  return thread.fdOwner?.fds.some(isBound) ?? false;
}

function usesClientPort(thread: Thread, port: number): boolean {
  return thread.fdOwner?.fds.some((fd) => fd.type === 'IPV4_SOCK' && fd.sourcePort === port) ?? false;
}

/**
 * Guesses the role of a socket with no role yet: server if its process is bound to the destination port; if the process also uses
 * the source port, the side that reads first is the server. As in the reference, an IPv4 socket counts itself as bound, and an IPv6
 * socket's ports are read from inside its source address.
 */
function guessRole(info: FdInfo, thread: Thread, isIncoming: boolean): void {
  const guessed = isIncoming ? 'server' : 'client';
  if (info.type === 'IPV4_SOCK') {
    info.role = guessed;
    return;
  }
  const ip = info.sourceIp;
  const portAt = (at: number) => (ip === null ? 0 : (ip[at] as number) | ((ip[at + 1] as number) << 8));
  if (!isBoundTo(thread, portAt(10))) info.role = 'client';
  else info.role = usesClientPort(thread, portAt(8)) ? guessed : 'server';
}

function followTuple(
  state: SystemState,
  evt: Evt,
  from: { view: EventView; index: number; isIncoming: boolean },
): void {
  const info = evt.fd as FdInfo;
  if (info.name !== '' && plainProtocol(info) === L4_PROTO.TCP) return;
  if (!takeTuple(state, info, from)) return;
  if (!isIpSocket(info)) {
    renameFd(state, info, renderSocktuple(from.view, from.index, state.endText, info.l4proto));
    return;
  }
  if (info.role === 'none') guessRole(info, evt.thread as Thread, from.isIncoming);
  if (info.role === (from.isIncoming ? 'client' : 'server')) swapEnds(info);
  renameFd(state, info, tupleName(info, state.endText));
}

/** Update of a transfer: `exitTuple` and `enterTuple` are the parameters with the other end, -1 for none. */
function transfers(exitTuple: number, enterTuple: number, isIncoming: boolean): Update {
  return (state, evt) => {
    const info = evt.fd;
    if (info === null || !(evt.view.int64(0) >= 0)) return;
    if (isIpSocket(info)) info.isConnected = true;
    if (exitTuple >= 0 && evt.view.paramLength(exitTuple) > 0)
      followTuple(state, evt, { view: evt.view, index: exitTuple, isIncoming });
    else if (enterTuple >= 0 && evt.enter !== null && evt.enter.paramLength(enterTuple) > 0)
      followTuple(state, evt, { view: evt.enter, index: enterTuple, isIncoming });
  };
}

/** A sendto on an unknown descriptor implies a datagram socket. */
function inventSocket(state: SystemState, evt: Evt, enter: EventView): void {
  const family = tupleFamily(enter, 2);
  if (family !== FAMILY.INET && family !== FAMILY.INET6) return;
  addFd(state, evt, enter.int64(0), newSocket(family, SOCK_DGRAM, 0));
}

function updateSendtoEnter(state: SystemState, evt: Evt): void {
  if (evt.fd === null && evt.thread !== null) inventSocket(state, evt, evt.view);
}

/** Without an enter event, only a successful call shows that there is a socket (2026 reference). */
function updateSendtoExit(state: SystemState, evt: Evt): void {
  const { enter, fd, thread, view } = evt;
  const isAlone = fd === null && thread !== null && thread.lastType !== EVT.SENDTO_E;
  if (isAlone && enter !== null && view.int64(0) >= 0) inventSocket(state, evt, enter);
  sendsTo(state, evt);
}

const readsPlain = transfers(-1, -1, true);
const writesPlain = transfers(-1, -1, false);
const sendsTo = transfers(-1, 2, false);

export const TRANSFER_UPDATES: UpdateRows = {
  [EVT.READ_X]: readsPlain,
  [EVT.READV_X]: readsPlain,
  [EVT.PREAD_X]: readsPlain,
  [EVT.PREADV_X]: readsPlain,
  [EVT.RECV_X]: readsPlain,
  [EVT.RECVFROM_X]: transfers(2, -1, true),
  [EVT.RECVMSG_X]: transfers(3, -1, true),
  [EVT.RECVMMSG_X]: transfers(4, -1, true),
  [EVT.WRITE_X]: writesPlain,
  [EVT.WRITEV_X]: writesPlain,
  [EVT.PWRITE_X]: writesPlain,
  [EVT.PWRITEV_X]: writesPlain,
  [EVT.SEND_X]: writesPlain,
  [EVT.SENDTO_E]: updateSendtoEnter,
  [EVT.SENDTO_X]: updateSendtoExit,
  [EVT.SENDMSG_X]: sendsTo,
  [EVT.SENDMMSG_X]: transfers(4, -1, false),
};
