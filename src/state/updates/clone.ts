// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { difference64 } from '../../bytes/int64.js';
import type { EventView } from '../../decode/event-view.js';
import { exactInt64, exactUint64 } from '../../decode/exact-int64.js';
import { findParam, numberOf, orElse } from '../../decode/param-index.js';
import { TextList } from '../../decode/text-list.js';
import { EVT } from '../../schema/events.js';
import { containerOf } from '../container-id.js';
import type { Evt } from '../evt.js';
import { assignContainerRole } from '../health-probe.js';
import { isInPidNamespace } from '../pid-namespace.js';
import type { SystemState } from '../system-state.js';
import { TASK } from '../task-flags.js';
import { Thread } from '../thread.js';
import type { UpdateRows } from '../update.js';
import { announce, PROCESS_PARAM, readProgram, UNKNOWN_PID } from './process-params.js';

/** Age from which a known thread's clone event counts as that of another thread (CLONE_STALE_TIME_NS). */
const STALE_NS = 2_000_000_000;

/** Reads what the event says about the child. */
function readChild(view: EventView, child: Thread): void {
  readProgram(view, child);
  child.fdlimit = exactInt64(view, PROCESS_PARAM.FDLIMIT, UNKNOWN_PID);
  child.pfmajor = numberOf(view, 'pgft_maj', 0);
  child.pfminor = numberOf(view, 'pgft_min', 0);
  child.vmsizeKb = numberOf(view, 'vm_size', 0);
  child.vmrssKb = numberOf(view, 'vm_rss', 0);
  child.vmswapKb = numberOf(view, 'vm_swap', 0);
  child.uid = numberOf(view, 'uid', 0xffffffff);
  child.gid = numberOf(view, 'gid', 0xffffffff);
  const cgroups = findParam(view.type, 'cgroups');
  if (cgroups >= 0) child.cgroups = new TextList(view.rawText(cgroups));
  child.container = containerOf(child.cgroups);
  child.cloneTsHi = view.tsHi;
  child.cloneTsLo = view.tsLo;
}

/** Reads the start time of the child's pid namespace, which only the child's own event has; not kept for the initial namespace. */
function readNamespace(view: EventView, child: Thread): void {
  const start = findParam(view.type, 'pidns_init_start_ts');
  if (start >= 0 && isInPidNamespace(child)) child.pidnsInitStart = exactUint64(view, start);
}

/** Copies what every child inherits from its creator. */
function inherit(child: Thread, from: Thread): void {
  child.exepath = from.exepath;
  child.isExeWritable = from.isExeWritable;
  child.isExeUpperLayer = from.isExeUpperLayer;
  child.isExeLowerLayer = from.isExeLowerLayer;
  child.isExeFromMemfd = from.isExeFromMemfd;
  child.exeIno = from.exeIno;
  child.exeCtime = from.exeCtime;
  child.exeMtime = from.exeMtime;
  child.changeToStart = from.changeToStart;
  child.root = from.root;
  child.sid = from.sid;
  child.vpgid = from.vpgid;
  child.pgid = from.pgid;
  child.tty = from.tty;
  child.loginuid = from.loginuid;
  child.capInheritable = from.capInheritable;
  child.capPermitted = from.capPermitted;
  child.capEffective = from.capEffective;
}

/** Copies what a new process inherits. */
function inheritProcess(child: Thread, from: Thread): void {
  const owner = from.fdOwner;
  if (owner !== null) child.fds.copyFrom(owner.fds);
  child.cwd = from.directory;
  // the caller's own: threads other than the main one have none, as in the reference
  child.env = from.env;
}

/** Whether the result is an id in an inner pid namespace, so that only the child's own event identifies the child. */
function isChildHidden(flags: number, caller: Thread): boolean {
  return (flags & (TASK.CHILD_IN_PIDNS | TASK.NEWPID | TASK.PARENT)) !== 0 || caller.tid !== caller.vtid;
}

/** Adds a child; null if there are too many threads. */
function enter(state: SystemState, child: Thread, creator: Thread | null): Thread | null {
  child.isOfCommand = state.hasCommandBegun;
  if (!state.table.add(child, creator)) return null;
  state.noteContainer(child.container);
  assignContainerRole(state, child);
  return child;
}

/** Whether the child of a call has come and gone before the call returned. It was born within the call if its time is known. */
function hasChildEnded(state: SystemState, { view }: Evt, caller: Thread, childTid: number): boolean {
  const ended = state.table.findEnded(childTid);
  if (ended === null || (ended.flags & TASK.INVERTED) === 0) return false;
  const age = difference64(view.tsHi, view.tsLo, ended.cloneTsHi, ended.cloneTsLo);
  return age <= (caller.latency > 0 ? caller.latency : STALE_NS);
}

function updateCaller(state: SystemState, evt: Evt, childTid: number): void {
  const view = evt.view;
  const caller = evt.thread ?? state.table.addFake(view.tid);
  if (caller === null) return;
  const wasKnown = !caller.isFake;
  if (!wasKnown) announce(state, caller, { view, vpid: UNKNOWN_PID });
  evt.thread = caller;
  const flags = numberOf(view, 'flags', 0);
  if (isChildHidden(flags, caller)) return;
  const stale = state.table.find(childTid);
  if (stale !== null) {
    if ((stale.flags & TASK.INVERTED) !== 0) return;
    state.table.remove(childTid);
  } else if (hasChildEnded(state, evt, caller, childTid)) return;
  // as in the reference, an unannounced caller gets its program only if the event also creates the child
  if (!wasKnown) readProgram(view, caller);
  const child = new Thread(childTid);
  child.flags = flags;
  if ((flags & TASK.THREAD) === 0) {
    child.flags &= ~TASK.FILES;
    child.pid = childTid;
    child.ptid = caller.tid;
    if (wasKnown) inheritProcess(child, caller);
  } else {
    child.pid = caller.pid;
    child.ptid = caller.ptid;
    child.flags |= TASK.FILES;
    child.execTsHi = caller.execTsHi;
    child.execTsLo = caller.execTsLo;
  }
  child.vtid = childTid;
  child.vpid = child.pid;
  readChild(view, child);
  if (wasKnown) inherit(child, caller);
  enter(state, child, caller);
}

function isFresh(view: EventView, thread: Thread): boolean {
  if (thread.cloneTsHi === 0) return false;
  return difference64(view.tsHi, view.tsLo, thread.cloneTsHi, thread.cloneTsLo) < STALE_NS;
}

/** Fills in an unannounced leader from a thread of its group whose event describes the process. */
function completeLeader(state: SystemState, leader: Thread, child: Thread): void {
  leader.pid = child.pid;
  leader.ptid = child.ptid;
  leader.vpid = child.vpid;
  leader.vtid = child.vpid;
  leader.isFake = false;
  state.table.link(leader);
  state.table.noteChange(leader.tid);
  leader.exe = child.exe;
  leader.comm = child.comm;
  leader.setArgs(child.args);
  // the child may find no room, so that nothing is settled for it
  state.memory.settle(leader);
}

function updateChild(state: SystemState, evt: Evt): void {
  const view = evt.view;
  const existing = state.table.find(view.tid);
  if (existing !== null) {
    if (!existing.isFake && isFresh(view, existing)) return;
    state.table.remove(view.tid);
  }
  const child = new Thread(view.tid);
  child.flags = numberOf(view, 'flags', 0) | TASK.ACTIVE | TASK.INVERTED;
  child.pid = orElse(view.int64(PROCESS_PARAM.PID), child.tid);
  child.ptid = orElse(view.int64(PROCESS_PARAM.PTID), UNKNOWN_PID);
  child.vtid = numberOf(view, 'vtid', child.tid);
  child.vpid = numberOf(view, 'vpid', UNKNOWN_PID);
  const isThread = child.tid !== child.pid;
  const from = isThread ? child.pid : child.ptid;
  const template = state.table.find(from) ?? state.table.addFake(from);
  readChild(view, child);
  readNamespace(view, child);
  if (isThread) child.flags |= TASK.THREAD | TASK.FILES;
  else child.flags &= ~(TASK.THREAD | TASK.FILES);
  if (template !== null && !template.isFake) {
    inherit(child, template);
    if (isThread) {
      child.execTsHi = template.execTsHi;
      child.execTsLo = template.execTsLo;
    } else inheritProcess(child, template);
  } else if (template !== null && isThread) completeLeader(state, template, child);
  evt.thread = enter(state, child, template);
}

function updateClone(state: SystemState, evt: Evt): void {
  const res = evt.view.int64(PROCESS_PARAM.RES);
  if (res > 0) updateCaller(state, evt, res);
  else if (res === 0) updateChild(state, evt);
}

export const CLONE_UPDATES: UpdateRows = {
  [EVT.CLONE_11_X]: updateClone,
  [EVT.CLONE_16_X]: updateClone,
  [EVT.CLONE_17_X]: updateClone,
  [EVT.CLONE_20_X]: updateClone,
  [EVT.FORK_X]: updateClone,
  [EVT.FORK_17_X]: updateClone,
  [EVT.FORK_20_X]: updateClone,
  [EVT.VFORK_X]: updateClone,
  [EVT.VFORK_17_X]: updateClone,
  [EVT.VFORK_20_X]: updateClone,
  [EVT.CLONE3_X]: updateClone,
};
