// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { EventView } from '../../decode/event-view.js';
import { exactInt64, exactUint64 } from '../../decode/exact-int64.js';
import { findParam, numberOf, orElse } from '../../decode/param-index.js';
import { TextList } from '../../decode/text-list.js';
import { EVT } from '../../schema/events.js';
import { EXECVE_FLAGS } from '../../schema/flags/process.js';
import { containerOf } from '../container-id.js';
import type { Evt } from '../evt.js';
import { assignContainerRole } from '../health-probe.js';
import { joinPath } from '../path.js';
import type { SystemState } from '../system-state.js';
import { TASK } from '../task-flags.js';
import type { Thread } from '../thread.js';
import type { UpdateRows } from '../update.js';
import { baseOf } from './open.js';
import { announce, indexIn, PROCESS_PARAM, readProgram } from './process-params.js';

const bit = (name: string): number => EXECVE_FLAGS.entries.find((entry) => entry[0] === name)?.[1] ?? 0;
const EXE_WRITABLE = bit('EXE_WRITABLE');
const EXE_UPPER_LAYER = bit('EXE_UPPER_LAYER');
const EXE_FROM_MEMFD = bit('EXE_FROM_MEMFD');
const EXE_LOWER_LAYER = bit('EXE_LOWER_LAYER');

/** Flags kept across an exec. */
const KEPT_FLAGS = TASK.PIPE_SRC | TASK.PIPE_DST | TASK.IS_MAIN | TASK.INVERTED;

function exactOf(view: EventView, name: string, fallback: bigint): bigint {
  const index = indexIn(view, name);
  return index < 0 ? fallback : exactUint64(view, index);
}

function readLists(state: SystemState, view: EventView, thread: Thread): void {
  const env = indexIn(view, 'env');
  if (env >= 0) (thread.main ?? thread).env = state.environmentOf(thread.pid, view.rawText(env));
  const cgroups = indexIn(view, 'cgroups');
  if (cgroups < 0) return;
  thread.cgroups = new TextList(view.rawText(cgroups));
  thread.container = containerOf(thread.cgroups);
}

function readNumbers(view: EventView, thread: Thread): void {
  thread.fdlimit = exactInt64(view, PROCESS_PARAM.FDLIMIT, thread.fdlimit);
  thread.pfmajor = numberOf(view, 'pgft_maj', thread.pfmajor);
  thread.pfminor = numberOf(view, 'pgft_min', thread.pfminor);
  thread.vmsizeKb = numberOf(view, 'vm_size', thread.vmsizeKb);
  thread.vmrssKb = numberOf(view, 'vm_rss', thread.vmrssKb);
  thread.vmswapKb = numberOf(view, 'vm_swap', thread.vmswapKb);
  thread.tty = numberOf(view, 'tty', thread.tty);
  thread.vpgid = numberOf(view, 'vpgid', thread.vpgid);
  thread.pgid = numberOf(view, 'pgid', -1);
  thread.loginuid = numberOf(view, 'loginuid', thread.loginuid);
  thread.uid = numberOf(view, 'uid', thread.uid);
  thread.gid = numberOf(view, 'gid', thread.gid);
}

function readFile(view: EventView, thread: Thread): void {
  const flags = numberOf(view, 'flags', 0);
  thread.isExeWritable = (flags & EXE_WRITABLE) !== 0;
  thread.isExeUpperLayer = (flags & EXE_UPPER_LAYER) !== 0;
  thread.isExeFromMemfd = (flags & EXE_FROM_MEMFD) !== 0;
  thread.isExeLowerLayer = (flags & EXE_LOWER_LAYER) !== 0;
  thread.capInheritable = exactOf(view, 'cap_inheritable', thread.capInheritable);
  thread.capPermitted = exactOf(view, 'cap_permitted', thread.capPermitted);
  thread.capEffective = exactOf(view, 'cap_effective', thread.capEffective);
  thread.exeIno = exactOf(view, 'exe_ino', thread.exeIno);
  thread.exeCtime = exactOf(view, 'exe_ino_ctime', thread.exeCtime);
  thread.exeMtime = exactOf(view, 'exe_ino_mtime', thread.exeMtime);
  if (indexIn(view, 'exe_ino_ctime') >= 0) thread.compareProgramTimes();
}

/** Path of the program that an execveat names: below its directory, or the file open on its descriptor. */
function execveatPath(enter: EventView, thread: Thread): string {
  const path = enter.text(1);
  if (path === '' || path === '<NA>') return thread.findFd(enter.int64(0))?.name ?? '<NA>';
  return joinPath(path.startsWith('/') ? '' : baseOf(thread, enter.int64(0)), path);
}

function execvePath(enter: EventView, thread: Thread): string | null {
  if (!enter.has(0)) return null;
  const path = enter.text(0);
  return path === '<NA>' ? path : joinPath(thread.directory, path);
}

/** The path as reported by the kernel, else from the enter event; null if neither is present. */
function programPath(evt: Evt, thread: Thread): string | null {
  const { enter, view } = evt;
  const trusted = findParam(view.type, 'trusted_exepath');
  if (trusted >= 0 && trusted < view.paramCount) return view.has(trusted) ? view.text(trusted) : '<NA>';
  if (enter === null) return null;
  return enter.type === EVT.EXECVEAT_E ? execveatPath(enter, thread) : execvePath(enter, thread);
}

/** An exec ends the other threads of the process. The kernel gives the calling thread the leader's tid, so it appears as the leader. */
function removeOthers(state: SystemState, thread: Thread): void {
  const group = thread.group;
  if (group === null || !thread.isMain) return;
  for (let i = group.threads.length - 1; i >= 0; i--) {
    const other = group.threads[i] as Thread;
    if (other !== thread) state.table.remove(other.tid);
  }
}

function beginCommand(state: SystemState, evt: Evt): void {
  if (!state.hasCommandBegun) evt.restartNumbers();
  state.hasCommandBegun = true;
}

function updateExec(state: SystemState, evt: Evt): void {
  const { thread, view } = evt;
  if (thread === null || !(view.int64(PROCESS_PARAM.RES) >= 0)) return;
  if (thread.isFake) announce(state, thread, { view, vpid: orElse(view.int64(PROCESS_PARAM.PID), thread.tid) });
  state.table.revive(thread);
  readProgram(view, thread);
  readLists(state, view, thread);
  readNumbers(view, thread);
  readFile(view, thread);
  const path = programPath(evt, thread);
  if (path !== null) thread.setExepath(path);
  thread.flags = (thread.flags & KEPT_FLAGS) | TASK.ACTIVE | TASK.NAME_CHANGED;
  thread.execTsHi = view.tsHi;
  thread.execTsLo = view.tsLo;
  state.noteContainer(thread.container);
  if (thread.tid === state.commandTid) beginCommand(state, evt);
  thread.isOfCommand = state.hasCommandBegun;
  removeOthers(state, thread);
  // events of old recorders lack the control groups and leave the role unchanged
  if (findParam(view.type, 'cgroups') >= 0) assignContainerRole(state, thread);
}

export const EXEC_UPDATES: UpdateRows = {
  [EVT.EXECVE_8_X]: updateExec,
  [EVT.EXECVE_13_X]: updateExec,
  [EVT.EXECVE_14_X]: updateExec,
  [EVT.EXECVE_15_X]: updateExec,
  [EVT.EXECVE_16_X]: updateExec,
  [EVT.EXECVE_17_X]: updateExec,
  [EVT.EXECVE_18_X]: updateExec,
  [EVT.EXECVE_19_X]: updateExec,
  [EVT.EXECVEAT_X]: updateExec,
};
