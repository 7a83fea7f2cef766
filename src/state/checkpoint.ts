import { encodeContainerEvent } from '../scap/container-block.js';
import { type EventHead, encodeEvent, textParam, uint32Param } from '../scap/encode-event.js';
import type { GroupRecord, UserRecord } from '../scap/header.js';
import { headerBlocks } from '../scap/metadata.js';
import { encodeStartMark } from '../scap/start-mark.js';
import { EVT } from '../schema/events.js';
import { checkpointMarks } from './checkpoint-extras.js';
import { isIpSocket } from './fd-name.js';
import { announcedThreads, exportHeader, portsListenedOn } from './header-export.js';
import type { InFlightCalls } from './in-flight-calls.js';
import { isRebuiltByCalls, socketCalls } from './socket-calls.js';
import type { SystemState } from './system-state.js';

/** Time of an event: halves of ns since the epoch. */
type Time = Pick<EventHead, 'tsHi' | 'tsLo'>;

function userAdded(containerId: string, user: UserRecord, time: Time): Buffer {
  const head = { type: EVT.USER_ADDED_E, tid: -1, isHidden: false, ...time };
  const texts = [user.name, user.home, user.shell, containerId].map(textParam);
  return encodeEvent(head, [uint32Param(user.uid), uint32Param(user.gid), ...texts]);
}

function groupAdded(containerId: string, group: GroupRecord, time: Time): Buffer {
  const head = { type: EVT.GROUP_ADDED_E, tid: -1, isHidden: false, ...time };
  return encodeEvent(head, [uint32Param(group.gid), textParam(group.name), textParam(containerId)]);
}

/** Containers and their accounts, written so that readers take them for records of the initial state. */
function* initialRecords(state: SystemState, time: Time): Generator<Buffer, void, void> {
  for (const { json } of state.containers.values())
    if (json !== '') yield encodeContainerEvent(Buffer.from(json, 'latin1').toString(), time.tsHi, time.tsLo);
  for (const [containerId, user] of state.users.ofContainers()) yield userAdded(containerId, user, time);
  for (const [containerId, group] of state.groups.ofContainers()) yield groupAdded(containerId, group, time);
}

/** Calls that recreate the sockets missing from the header, including those of unannounced threads. */
function calledSockets(state: SystemState, time: Time): Buffer[] {
  const serverPorts = portsListenedOn(announcedThreads(state));
  const calls: Buffer[] = [];
  for (const thread of state.threads.values())
    thread.fds.forEach((info, fd) => {
      if (isRebuiltByCalls(info, serverPorts) || (thread.isFake && isIpSocket(info)))
        calls.push(...socketCalls({ tid: thread.tid, ...time }, fd, info));
    });
  return calls;
}

/**
 * The blocks that let a capture start after the current event: header, containers, hidden events for state that a header cannot
 * express, and annexes for state that events cannot express.
 */
export function checkpointBlocks(state: SystemState, calls: InFlightCalls): Buffer[] {
  state.deferred.apply();
  const blocks = [...plainBlocks(state, calls)];
  // a mark ends the records of the initial state, so none is written while more may follow
  return state.hasStarted ? [...blocks, ...checkpointMarks(state, blocks)] : blocks;
}

function* plainBlocks(state: SystemState, calls: InFlightCalls): Generator<Buffer, void, void> {
  const time = { tsHi: state.lastTsHi, tsLo: state.lastTsLo };
  yield* headerBlocks(exportHeader(state));
  yield* initialRecords(state, time);
  if (state.hasStarted) yield encodeStartMark(time.tsHi, time.tsLo);
  yield* calledSockets(state, time);
  yield* calls.blocks();
}
