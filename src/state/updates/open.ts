// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { EventView } from '../../decode/event-view.js';
import { EVT } from '../../schema/events.js';
import { FILE_FLAGS } from '../../schema/flags/file.js';
import type { Evt } from '../evt.js';
import { addFd } from '../fd-changes.js';
import { FdInfo } from '../fd-info.js';
import { AT_FDCWD, joinPath } from '../path.js';
import type { SystemState } from '../system-state.js';
import type { Thread } from '../thread.js';
import type { UpdateRows } from '../update.js';

const flag = (name: string): number => FILE_FLAGS.entries.find((entry) => entry[0] === name)?.[1] ?? 0;
export const O_DIRECTORY = flag('O_DIRECTORY');
/** The kernel sets flags from this bit on, so only the exit event has them. */
const EXIT_FLAGS_FROM = flag('O_F_CREATED');
const UPPER_LAYER = flag('FD_UPPER_LAYER');
const LOWER_LAYER = flag('FD_LOWER_LAYER');
const CREATED_IN_UPPER = 1;
const CREATED_IN_LOWER = 2;
const CREAT_FLAGS_PARAM = 5;
const NO_PARAM = -1;

/** Parameter indexes of an event that opens a file; NO_PARAM if absent. */
interface OpenLayout {
  readonly dirfd: number;
  readonly name: number;
  readonly flags: number;
  readonly dev: number;
  readonly ino: number;
  /** The same in the enter event. */
  readonly enterDirfd: number;
  readonly enterName: number;
  readonly enterFlags: number;
}

const LAYOUTS: Readonly<Record<number, OpenLayout>> = {
  [EVT.OPEN_X]: { dirfd: -1, name: 1, flags: 2, dev: 4, ino: 5, enterDirfd: -1, enterName: 0, enterFlags: 1 },
  [EVT.CREAT_X]: { dirfd: -1, name: 1, flags: -1, dev: 3, ino: 4, enterDirfd: -1, enterName: 0, enterFlags: -1 },
  [EVT.OPENAT_2_X]: { dirfd: 1, name: 2, flags: 3, dev: 5, ino: 6, enterDirfd: 0, enterName: 1, enterFlags: 2 },
  [EVT.OPENAT2_X]: { dirfd: 1, name: 2, flags: 3, dev: 6, ino: 7, enterDirfd: 0, enterName: 1, enterFlags: 2 },
  [EVT.OPENAT_X]: { dirfd: -1, name: -1, flags: -1, dev: -1, ino: -1, enterDirfd: 0, enterName: 1, enterFlags: 2 },
};

/** Directory that a relative path starts from; ends with "/" (STATE.md#paths). */
export function baseOf(thread: Thread, dirfd: number): string {
  if (dirfd === AT_FDCWD) return thread.directory;
  const directory = thread.findFd(dirfd);
  if (directory === null) return '<UNKNOWN>';
  const { name } = directory;
  return name === '' || name.endsWith('/') ? name : `${name}/`;
}

/** Placeholders for a name that could not be read. */
const NO_NAMES: ReadonlySet<string> = new Set(['<NA>', '(NULL)']);

/** Whether a name was read from the memory of its program, and is not a placeholder. */
export const isReadName = (name: string): boolean => !NO_NAMES.has(name);

function usefulEnter(evt: Evt, layout: OpenLayout): EventView | null {
  const enter = evt.enter;
  if (enter === null || layout.name === NO_PARAM) return enter;
  if (enter.paramLength(layout.enterName) === 0) return null;
  return isReadName(enter.text(layout.enterName)) ? enter : null;
}

function openedPath(evt: Evt, layout: OpenLayout, info: FdInfo): string {
  const enter = usefulEnter(evt, layout);
  const view = enter ?? evt.view;
  const index = enter === null ? layout.name : layout.enterName;
  const name = view.has(index) ? view.text(index) : '<NA>';
  info.rawName = name;
  if (name.startsWith('/')) return joinPath('', name);
  const dirfd = enter === null ? layout.dirfd : layout.enterDirfd;
  return joinPath(baseOf(evt.thread as Thread, dirfd < 0 ? AT_FDCWD : view.int64(dirfd)), name);
}

/** The overlay layer reported by creat, as the open flags that the other calls use for it. */
function layerOfCreated(view: EventView): number {
  const flags = view.type === EVT.CREAT_X ? view.uint16(CREAT_FLAGS_PARAM) : 0;
  if ((flags & CREATED_IN_UPPER) !== 0) return UPPER_LAYER;
  return (flags & CREATED_IN_LOWER) !== 0 ? LOWER_LAYER : 0;
}

function openedFlags(evt: Evt, layout: OpenLayout): number {
  const flags = layout.flags < 0 ? layerOfCreated(evt.view) : evt.view.uint32(layout.flags) || 0;
  const enter = usefulEnter(evt, layout);
  if (enter === null || layout.enterFlags < 0) return flags;
  return ((enter.uint32(layout.enterFlags) || 0) | (flags & ~(EXIT_FLAGS_FROM - 1))) >>> 0;
}

function readInode(view: EventView, index: number, info: FdInfo): void {
  if (index < 0 || !view.hasSize(index, 8)) return;
  const at = view.paramStart(index);
  info.inoLo = view.view.getUint32(at, true);
  info.inoHi = view.view.getUint32(at + 4, true);
}

function enterFile(state: SystemState, evt: Evt, info: FdInfo): void {
  info.type = (info.openFlags & O_DIRECTORY) !== 0 ? 'DIRECTORY' : 'FILE_V2';
  addFd(state, evt, evt.view.int64(0), info);
}

function updateOpen(state: SystemState, evt: Evt): void {
  const view = evt.view;
  if (evt.thread === null || !(view.int64(0) >= 0)) return;
  const layout = LAYOUTS[view.type] as OpenLayout;
  if (layout.name === NO_PARAM && evt.enter === null) return;
  const info = new FdInfo();
  info.name = openedPath(evt, layout, info);
  info.openFlags = openedFlags(evt, layout);
  if (layout.dev >= 0) info.dev = view.uint32(layout.dev) || 0;
  readInode(view, layout.ino, info);
  enterFile(state, evt, info);
}

function updateOpenByHandle(state: SystemState, evt: Evt): void {
  const view = evt.view;
  if (evt.thread === null || !(view.int64(0) >= 0)) return;
  const info = new FdInfo();
  info.rawName = view.has(3) ? view.text(3) : '<NA>';
  info.name = view.has(3) ? joinPath('', info.rawName) : '<NA>';
  info.openFlags = view.uint32(2) || 0;
  info.dev = view.uint32(4) || 0;
  readInode(view, 5, info);
  enterFile(state, evt, info);
}

export const OPEN_UPDATES: UpdateRows = {
  [EVT.OPEN_X]: updateOpen,
  [EVT.CREAT_X]: updateOpen,
  [EVT.OPENAT_X]: updateOpen,
  [EVT.OPENAT_2_X]: updateOpen,
  [EVT.OPENAT2_X]: updateOpen,
  [EVT.OPEN_BY_HANDLE_AT_X]: updateOpenByHandle,
};
