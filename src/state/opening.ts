import { encodeContainerEvent } from '../scap/container-block.js';
import type { GroupRecord, UserRecord } from '../scap/header.js';
import { headerBlocks } from '../scap/metadata.js';
import { type EventHead, encodeEvent, int64Param, textParam, uint32Param } from '../scap/small-event.js';
import { encodeStartMark } from '../scap/start-mark.js';
import { EVT } from '../schema/events.js';
import { L4_PROTO } from '../schema/fd-types.js';
import type { FdInfo } from './fd-info.js';
import { exportHeader, isUnconnected } from './header-export.js';
import type { OpenCalls } from './open-calls.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';

/** Time of an event: halves of ns since the epoch. */
type Time = Pick<EventHead, 'tsHi' | 'tsLo'>;

/** Numbers of socket(2): families, and type and protocol of each L4_PROTO. */
const DOMAIN = { IPV4_SOCK: 2, IPV6_SOCK: 10 } as const;
const SOCKET_KINDS: Readonly<Record<number, readonly [type: number, protocol: number]>> = {
  [L4_PROTO.TCP]: [1, 6],
  [L4_PROTO.UDP]: [2, 17],
  [L4_PROTO.ICMP]: [2, 1],
  [L4_PROTO.RAW]: [3, 255],
};
const UNKNOWN_KIND = [0, 0] as const;

function userAdded(containerId: string, user: UserRecord, time: Time): Buffer {
  const head = { type: EVT.USER_ADDED_E, tid: -1, isHidden: false, ...time };
  const texts = [user.name, user.home, user.shell, containerId].map(textParam);
  return encodeEvent(head, [uint32Param(user.uid), uint32Param(user.gid), ...texts]);
}

function groupAdded(containerId: string, group: GroupRecord, time: Time): Buffer {
  const head = { type: EVT.GROUP_ADDED_E, tid: -1, isHidden: false, ...time };
  return encodeEvent(head, [uint32Param(group.gid), textParam(group.name), textParam(containerId)]);
}

/** Containers and their accounts, as readers take them for records of the initial state. */
function* initialRecords(state: SystemState, time: Time): Generator<Buffer, void, void> {
  for (const { json } of state.containers.values())
    yield encodeContainerEvent(Buffer.from(json, 'latin1').toString(), time.tsHi, time.tsLo);
  for (const [containerId, user] of state.users.ofContainers()) yield userAdded(containerId, user, time);
  for (const [containerId, group] of state.groups.ofContainers()) yield groupAdded(containerId, group, time);
}

function socketMade(thread: Thread, fd: number, { type, l4proto }: FdInfo, time: Time): Buffer {
  const [kind, protocol] = SOCKET_KINDS[l4proto] ?? UNKNOWN_KIND;
  const call = [DOMAIN[type as keyof typeof DOMAIN], kind, protocol].map(uint32Param);
  const head = { tid: thread.tid, isHidden: true, ...time };
  const enter = encodeEvent({ ...head, type: EVT.SOCKET_E }, call);
  return Buffer.concat([enter, encodeEvent({ ...head, type: EVT.SOCKET_X }, [int64Param(fd), ...call])]);
}

/** The calls that have made the sockets which have no ends yet. */
function unconnectedSockets(state: SystemState, time: Time): Buffer[] {
  const calls: Buffer[] = [];
  for (const thread of state.threads.values())
    thread.fds.forEach((info, fd) => {
      if (isUnconnected(info)) calls.push(socketMade(thread, fd, info, time));
    });
  return calls;
}

/**
 * What a capture that begins after the current event starts with, so that it can be read alone: header, containers, and as hidden
 * events what no header can say.
 */
export function* openingBlocks(state: SystemState, calls: OpenCalls): Generator<Buffer, void, void> {
  state.settle();
  const time = { tsHi: state.lastTsHi, tsLo: state.lastTsLo };
  yield* headerBlocks(exportHeader(state));
  yield* initialRecords(state, time);
  if (state.hasStarted) yield encodeStartMark(time.tsHi, time.tsLo);
  yield* unconnectedSockets(state, time);
  yield* calls.blocks();
}
