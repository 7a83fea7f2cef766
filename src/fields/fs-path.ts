import type { EventView } from '../decode/event-view.js';
import { findParam } from '../decode/param-index.js';
import { type EventDef, isExitType } from '../schema/event.js';
import { EVENTS, EVT } from '../schema/events.js';
import type { ParamType } from '../schema/param-types.js';
import type { Evt } from '../state/evt.js';
import type { FdInfo } from '../state/fd-info.js';
import { joinPath } from '../state/path.js';
import type { Thread } from '../state/thread.js';
import { baseOf } from '../state/updates/open.js';
import type { EventKind } from './event-kind.js';
import { fdName } from './fd-name.js';
import { type Bind, type Extract, FieldArgError, type FieldValue, fieldClass, USUAL_DEMANDS } from './field.js';
import { fdOf } from './of-fd.js';

const AT_FDCWD = -100;

/** Which path of a call. */
type Role = 'name' | 'source' | 'target';

/** Path parameters by call name. */
const PATH_PARAMS: Readonly<Record<string, Partial<Record<Role, string>>>> = {
  open: { name: 'name' },
  openat: { name: 'name' },
  openat2: { name: 'name' },
  mkdir: { name: 'path' },
  mkdirat: { name: 'path' },
  rmdir: { name: 'path' },
  unlink: { name: 'path' },
  unlinkat: { name: 'name' },
  chmod: { name: 'filename' },
  fchmodat: { name: 'filename' },
  chown: { name: 'path' },
  lchown: { name: 'path' },
  fchownat: { name: 'pathname' },
  umount: { name: 'name' },
  quotactl: { name: 'special' },
  umount2: { name: 'name' },
  rename: { source: 'oldpath', target: 'newpath' },
  renameat: { source: 'oldpath', target: 'newpath' },
  renameat2: { source: 'oldpath', target: 'newpath' },
  link: { source: 'newpath', target: 'oldpath' },
  linkat: { source: 'newpath', target: 'oldpath' },
  symlink: { source: 'linkpath', target: 'target' },
  symlinkat: { source: 'linkpath', target: 'target' },
  mount: { source: 'dev', target: 'dir' },
};

/** Calls on the path of a descriptor. */
const ON_DESCRIPTOR: ReadonlySet<string> = new Set(['fchmod', 'fchown']);

/** Calls whose path is reported even if they fail. */
const OPENING: ReadonlySet<string> = new Set(['open', 'openat', 'openat2']);
const MISSING = '<NA>';
const UNKNOWN = '<UNKNOWN>';

/** Calls whose relative paths the reference does not resolve from the descriptor alone. */
const BASES: Readonly<Record<string, PathPlace['base']>> = { renameat: 'cwd', linkat: 'cwd', renameat2: 'both' };

/** Path parameter of an exit event type: its own, or, before 2018, one of the enter event. */
interface PathPlace {
  readonly index: number;
  readonly isInEnter: boolean;
  readonly type: ParamType;
  readonly isOpen: boolean;
  /** What a relative path starts from. */
  readonly base: 'dirfd' | 'cwd' | 'both' | 'unknown';
}

function baseIn(def: EventDef, type: ParamType): PathPlace['base'] {
  if (type === 'fsrelpath') return BASES[def.name] ?? 'dirfd';
  return def.name === 'symlinkat' ? 'unknown' : 'cwd';
}

function placeOf(def: EventDef, role: Role): PathPlace | null {
  const param = isExitType(def.id) ? PATH_PARAMS[def.name]?.[role] : undefined;
  if (param === undefined) return null;
  const isOpen = OPENING.has(def.name);
  for (const isInEnter of [false, true]) {
    const id = isInEnter ? def.id - 1 : def.id;
    const index = findParam(id, param);
    const type = EVENTS[id]?.params[index]?.type;
    if (type !== undefined) return { index, isInEnter, type, isOpen, base: baseIn(def, type) };
  }
  return null;
}

/** Path below the directory open on a descriptor. */
function pathBelow(thread: Thread, dirfd: number, path: string): string {
  if (path.startsWith('/')) return joinPath('', path);
  if (dirfd === AT_FDCWD) return joinPath(thread.directory, path);
  return joinPath(`${thread.findFd(dirfd)?.name ?? UNKNOWN}/`, path);
}

/** A missing path becomes a file of that name, as in the reference. */
function rawPath(evt: Evt, place: PathPlace): string | null {
  const view = place.isInEnter ? evt.enter : evt.view;
  if (view === null) return place.isOpen ? MISSING : null;
  return view.has(place.index) ? view.text(place.index) : MISSING;
}

/** Name of the directory open on a descriptor, with a final slash. */
function directoryName(fd: FdInfo | null): string {
  return fd !== null && fd.type === 'DIRECTORY' && fd.name !== '' ? `${fd.name}/` : UNKNOWN;
}

/**
 * Resolves the relative path of a call with a directory descriptor. For most calls, the reference looks only at the descriptor, so
 * the working directory is unknown to it; for some, it looks only at the working directory; for failed opens, it gives no path.
 */
function relativePath(evt: Evt, place: PathPlace, path: string): string {
  if (place.isOpen && place.type === 'fsrelpath') return UNKNOWN;
  const { view } = evt;
  const thread = evt.thread as Thread;
  const dirfd = view.int64(view.def?.params[place.index]?.dirfd ?? 0);
  if (place.base === 'unknown') return joinPath(UNKNOWN, path);
  if (place.base === 'cwd') return joinPath(thread.directory, path);
  // here the reference accepts any descriptor as a directory
  if (place.base === 'both') return joinPath(baseOf(thread, dirfd), path);
  return joinPath(directoryName(thread.findFd(dirfd)), path);
}

/** Full path of a parameter. */
function fullPath(evt: Evt, place: PathPlace): FieldValue {
  const { thread } = evt;
  const fd = place.isOpen && !place.isInEnter ? fdOf(evt) : null;
  // joined again, to resolve and mask the part that came from the directory
  if (fd !== null) return place.type === 'fsrelpath' ? joinPath('', fd.name) : fd.name;
  const raw = rawPath(evt, place);
  if (raw === null || thread === null) return raw;
  if (raw.startsWith('/')) return joinPath('', raw);
  return relativePath(evt, place, raw);
}

/** The reference takes a name that is not a path for a relative path. */
function belowCwd({ thread }: Evt, name: FieldValue): FieldValue {
  return typeof name === 'string' && thread !== null ? joinPath(thread.directory, name) : name;
}

function bindPath(role: Role, read: typeof fullPath): Bind<Evt> {
  const places = EVENTS.map((def) => placeOf(def, role));
  const ofDescriptor = (evt: Evt): boolean =>
    role === 'name' && isExitType(evt.view.type) && ON_DESCRIPTOR.has(evt.view.def?.name ?? '');
  const extract: Extract<Evt> = (evt) => {
    const place = places[evt.view.type] ?? null;
    const isDone = place?.isOpen === true || evt.view.int64(0) === 0;
    if (!isDone) return null;
    if (place !== null) return read(evt, place);
    const name = ofDescriptor(evt) ? fdName(evt) : null;
    return read === rawPath ? name : belowCwd(evt, name);
  };
  return () => extract;
}

function pathOfKind(role: Role): (kind: EventKind) => null | undefined {
  const places = EVENTS.map((def) => placeOf(def, role));
  return ({ def }) => ((places[def.id] ?? null) !== null || ON_DESCRIPTOR.has(def.name) ? undefined : null);
}

function pathField(role: Role, display: string, description: string) {
  const shared = { type: 'charbuf' as const, cost: 10, ofKind: pathOfKind(role) };
  return [
    { name: `fs.path.${role}`, ...shared, display, description, bind: bindPath(role, fullPath) },
    {
      name: `fs.path.${role}raw`,
      ...shared,
      display: `${display} (raw)`,
      description: `The same path as the program gave it.`,
      bind: bindPath(role, rawPath),
    },
  ];
}

/** The paths of file system calls, whichever parameter they are in. */
export const FS_PATH_FIELDS = fieldClass(
  'fs.path',
  [
    ...pathField('name', 'Path', 'Full path that a call opens, creates, removes or changes.'),
    ...pathField('source', 'Source Path', 'Full path of the first of two: the old name, or the new link.'),
    ...pathField('target', 'Target Path', 'Full path of the second of two: the new name, or what the link points to.'),
  ],
  USUAL_DEMANDS,
);

/** Indexes of a path parameter and of its directory descriptor. */
interface RelativePath {
  readonly index: number;
  readonly dirfd: number;
}

/** Enter events with such paths, each after its descriptor. */
const OLD_ENTERS: ReadonlySet<number> = new Set([EVT.OPENAT_E, EVT.UNLINKAT_E, EVT.LINKAT_E]);
/** Calls whose path the reference does not report. */
const WITHOUT_PATH: ReadonlySet<number> = new Set([EVT.MKNODAT_X, EVT.NEWFSTATAT_X]);
/** Index of the path of open_by_handle_at. */
const HANDLE_PATH = 3;
const ENDS: Readonly<Record<string, number>> = { src: 0, dst: -1 };

function relativePaths({ id, params }: EventDef): readonly RelativePath[] {
  if (OLD_ENTERS.has(id))
    return params.flatMap(({ type }, index) => (type === 'charbuf' ? [{ index, dirfd: index - 1 }] : []));
  if (!isExitType(id) || WITHOUT_PATH.has(id)) return [];
  return params.flatMap(({ type, dirfd }, index) => (type === 'fsrelpath' ? [{ index, dirfd: dirfd ?? 0 }] : []));
}

const handlePath = (view: EventView): string | null =>
  view.int64(0) > 0 ? joinPath('', view.has(HANDLE_PATH) ? view.text(HANDLE_PATH) : MISSING) : null;

const bindAbsolute: Bind<Evt> = (arg) => {
  const end = arg === null ? 0 : ENDS[arg];
  if (end === undefined) throw new FieldArgError('evt.abspath takes src or dst: evt.abspath.src');
  const paths = EVENTS.map((def) => relativePaths(def).at(end) ?? null);
  return ({ view, thread }) => {
    if (view.type === EVT.OPEN_BY_HANDLE_AT_X) return handlePath(view);
    const path = paths[view.type] ?? null;
    if (path === null || thread === null || path.index >= view.paramCount) return null;
    const text = view.has(path.index) ? view.text(path.index) : MISSING;
    return pathBelow(thread, view.int64(path.dirfd), text);
  };
};

/** Full paths of calls that take a directory descriptor. */
export const EVT_PATH_FIELDS = fieldClass(
  'evt',
  [
    {
      name: 'evt.abspath',
      type: 'charbuf',
      arg: 'allowed',
      cost: 10,
      display: 'Absolute Path',
      description: 'Full path of a call such as openat; evt.abspath.src and evt.abspath.dst if it has two.',
      bind: bindAbsolute,
    },
  ],
  USUAL_DEMANDS,
);
