import { ownText } from '../../bytes/text.js';
import type { EventView } from '../../decode/event-view.js';
import { exactInt64, exactUint64 } from '../../decode/exact-int64.js';
import { EVT } from '../../schema/events.js';
import type { FlagTable } from '../../schema/flag-table.js';
import { PRCTL_OPTIONS, RLIMIT_RESOURCES } from '../../schema/flags/process.js';
import type { Evt } from '../evt.js';
import type { SystemState } from '../system-state.js';
import { TASK } from '../task-flags.js';
import type { Thread } from '../thread.js';
import type { Update, UpdateRows } from '../update.js';

const NONE = 0xffffffff;
const ALL_CAPS = 0x1ffffffffffn;
const value = (table: FlagTable, name: string): number => table.entries.find((entry) => entry[0] === name)?.[1] ?? -1;
const NOFILE = value(RLIMIT_RESOURCES, 'RLIMIT_NOFILE');
const SET_SUBREAPER = value(PRCTL_OPTIONS, 'PR_SET_CHILD_SUBREAPER');
const GET_SUBREAPER = value(PRCTL_OPTIONS, 'PR_GET_CHILD_SUBREAPER');
const SET_NAME = value(PRCTL_OPTIONS, 'PR_SET_NAME');
/** Parameters of a prctl exit event. */
const PRCTL = { RES: 0, OPTION: 1, TEXT: 2, NUMBER: 3 } as const;
/** Bytes of a name that the kernel keeps: TASK_COMM_LEN without the NUL. */
const COMM_LENGTH = 15;

/** Calls for which -1 means "do not change". */
const KEEPS: Readonly<Record<number, true>> = {
  [EVT.SETRESUID_X]: true,
  [EVT.SETRESGID_X]: true,
  [EVT.SETREUID_X]: true,
  [EVT.SETREGID_X]: true,
};

/** Sets uid or gid from a parameter of the enter event (`fromEnter`) or of the exit event. */
function sets(member: 'uid' | 'gid', index: number, fromEnter: boolean): Update {
  return (_state, evt) => {
    const view = fromEnter ? evt.enter : evt.view;
    if (evt.thread === null || view === null || evt.view.int64(0) !== 0) return;
    const id = view.uint32(index);
    const isKept = id === NONE && KEEPS[evt.view.type] === true;
    if (!Number.isNaN(id) && !isKept) evt.thread[member] = id;
  };
}

function updateSetsid(_state: SystemState, evt: Evt): void {
  const sid = evt.view.int64(0);
  if (evt.thread !== null && sid >= 0) evt.thread.sid = sid;
}

function updateCapset(_state: SystemState, evt: Evt): void {
  const { thread, view } = evt;
  if (thread === null || !(view.int64(0) >= 0)) return;
  thread.capInheritable = exactUint64(view, 1);
  thread.capPermitted = exactUint64(view, 2);
  thread.capEffective = exactUint64(view, 3);
}

/** A process gets all capabilities in a user namespace that it creates or joins. */
function updateNamespace(_state: SystemState, evt: Evt): void {
  const { thread, enter, view } = evt;
  if (thread === null || enter === null || !(view.int64(0) >= 0)) return;
  const flags = enter.type === EVT.SETNS_E ? enter.uint32(1) : enter.uint32(0);
  if ((flags & TASK.NEWUSER) === 0) return;
  thread.capInheritable = ALL_CAPS;
  thread.capPermitted = ALL_CAPS;
  thread.capEffective = ALL_CAPS;
}

/** The reference takes a limit of -1 (unlimited) for "not changed". */
function isLimitKept(view: EventView): boolean {
  const limit = view.int64(1);
  return Number.isNaN(limit) || limit === -1;
}

function setLimit(main: Thread | null, view: EventView): void {
  if (main !== null && !isLimitKept(view)) main.fdlimit = exactInt64(view, 1, main.fdlimit);
}

function updateLimit(_state: SystemState, evt: Evt): void {
  const { thread, enter, view } = evt;
  if (thread === null || enter === null || !(view.int64(0) >= 0) || enter.uint8(0) !== NOFILE) return;
  setLimit(thread.main, view);
}

function updatePrlimit(state: SystemState, evt: Evt): void {
  const { thread, enter, view } = evt;
  if (thread === null || enter === null || !(view.int64(0) >= 0) || enter.uint8(1) !== NOFILE) return;
  if (isLimitKept(view)) return;
  const tid = enter.int64(0);
  setLimit((tid === 0 ? thread : (state.table.find(tid) ?? state.table.addFake(tid)))?.main ?? null, view);
}

/** Sets the caller's name, cut as by the kernel; the command line keeps the old one. */
function updateName(thread: Thread, view: EventView): void {
  if (view.has(PRCTL.TEXT)) thread.comm = ownText(view.text(PRCTL.TEXT).slice(0, COMM_LENGTH));
}

function updatePrctl(_state: SystemState, evt: Evt): void {
  const { thread, view } = evt;
  if (thread === null || !(view.int64(PRCTL.RES) >= 0)) return;
  const option = view.uint32(PRCTL.OPTION);
  if (option === SET_NAME) updateName(thread, view);
  else if ((option === SET_SUBREAPER || option === GET_SUBREAPER) && thread.group !== null)
    thread.group.isReaper = view.int64(PRCTL.NUMBER) !== 0;
}

export const CRED_UPDATES: UpdateRows = {
  [EVT.SETUID_X]: sets('uid', 0, true),
  [EVT.SETGID_X]: sets('gid', 0, true),
  [EVT.SETRESUID_X]: sets('uid', 1, true),
  [EVT.SETRESGID_X]: sets('gid', 1, true),
  [EVT.SETREUID_X]: sets('uid', 1, false),
  [EVT.SETREGID_X]: sets('gid', 1, false),
  [EVT.SETSID_X]: updateSetsid,
  [EVT.CAPSET_X]: updateCapset,
  [EVT.UNSHARE_X]: updateNamespace,
  [EVT.SETNS_X]: updateNamespace,
  [EVT.GETRLIMIT_X]: updateLimit,
  [EVT.SETRLIMIT_X]: updateLimit,
  [EVT.PRLIMIT_X]: updatePrlimit,
  [EVT.PRCTL_X]: updatePrctl,
};
