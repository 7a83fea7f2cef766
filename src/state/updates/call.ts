// HOT: once per event. No allocation, bigint, try, spread or iterator here.
/** Descriptors of calls without an event of their own. They are named as in /proc. */
import { MOVE_MOUNT_FLAGS, OPEN_TREE_FLAGS } from '../../schema/calls/file-flags.js';
import { callType } from '../../schema/events.js';
import type { FdType } from '../../schema/fd-types.js';
import type { FlagTable } from '../../schema/flag-table.js';
import { SYSCALL_CODE_NAMES } from '../../schema/syscall-codes.js';
import type { Evt } from '../evt.js';
import { addFd, copyFd, renameFd } from '../fd-changes.js';
import { FdInfo } from '../fd-info.js';
import { joinPath } from '../path.js';
import type { SystemState } from '../system-state.js';
import type { Update, UpdateRows } from '../update.js';
import { closeRange } from './close.js';
import { baseOf } from './open.js';

const bit = (table: FlagTable, name: string): number => table.entries.find((entry) => entry[0] === name)?.[1] ?? 0;
const CLONE = bit(OPEN_TREE_FLAGS, 'OPEN_TREE_CLONE');
const FROM_EMPTY = bit(MOVE_MOUNT_FLAGS, 'MOVE_MOUNT_F_EMPTY_PATH');
/** The root of a mount that is nowhere yet. */
const NOWHERE = '/';

function addNamed(state: SystemState, evt: Evt, type: FdType, name: string): void {
  const fd = evt.view.int64(0);
  if (evt.thread === null || !(fd >= 0)) return;
  const info = new FdInfo(type);
  info.name = name;
  addFd(state, evt, fd, info);
}

/** Update of a call that returns a descriptor which always has the same name. */
const makes =
  (type: FdType, name: string): Update =>
  (state, evt) =>
    addNamed(state, evt, type, name);

const makesAnonymous = (name: string): Update => makes('UNSUPPORTED', `anon_inode:[${name}]`);

const makeRuleset = makesAnonymous('landlock-ruleset');

/** With flags, the call returns a version. */
function updateRuleset(state: SystemState, evt: Evt): void {
  if (evt.view.uint32(3) === 0) makeRuleset(state, evt);
}

/** The name of a queue lacks the slash that the library takes from it. */
function updateQueue(state: SystemState, evt: Evt): void {
  if (evt.view.has(1)) addNamed(state, evt, 'FILE_V2', joinPath('/', evt.view.text(1)));
}

function updateTree(state: SystemState, evt: Evt): void {
  const { thread, view } = evt;
  const fd = view.int64(0);
  if (thread === null || !(fd >= 0) || !view.has(2)) return;
  if ((view.uint32(3) & CLONE) !== 0) addNamed(state, evt, 'DIRECTORY', NOWHERE);
  else if (view.paramLength(2) > 1)
    addNamed(state, evt, 'FILE_V2', joinPath(baseOf(thread, view.int64(1)), view.text(2)));
  else {
    const source = thread.findFd(view.int64(1));
    if (source !== null) copyFd(state, evt, fd, source);
  }
}

/** A mount that moves takes the names of its descriptor along. */
function updateMove(state: SystemState, evt: Evt): void {
  const { thread, view } = evt;
  if (thread === null || view.int64(0) !== 0 || (view.uint32(5) & FROM_EMPTY) === 0) return;
  const moved = thread.findFd(view.int64(1));
  const to = view.text(4);
  if (moved !== null && to !== '') renameFd(state, moved, joinPath(baseOf(thread, view.int64(3)), to));
}

const exitOf = (call: string): number => (callType(SYSCALL_CODE_NAMES.indexOf(call)) ?? Number.NaN) + 1;

export const CALL_UPDATES: UpdateRows = {
  [exitOf('close_range')]: closeRange,
  [exitOf('fanotify_init')]: makesAnonymous('fanotify'),
  [exitOf('fsmount')]: makes('DIRECTORY', NOWHERE),
  [exitOf('fsopen')]: makesAnonymous('fscontext'),
  [exitOf('fspick')]: makesAnonymous('fscontext'),
  [exitOf('landlock_create_ruleset')]: updateRuleset,
  [exitOf('memfd_secret')]: makes('FILE_V2', '/secretmem (deleted)'),
  [exitOf('move_mount')]: updateMove,
  [exitOf('mq_open')]: updateQueue,
  [exitOf('open_tree')]: updateTree,
  [exitOf('perf_event_open')]: makesAnonymous('perf_event'),
};
