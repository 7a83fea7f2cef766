import type { EventView } from '../decode/event-view.js';
import { findParam } from '../decode/param-index.js';
import type { CallDef } from '../schema/calls/call.js';
import { CALLS } from '../schema/calls/calls.js';
import { type EventDef, isExitType } from '../schema/event.js';
import { EVENTS, EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import { joinPath, withoutSlash } from '../state/path.js';
import type { Thread } from '../state/thread.js';
import { baseOf, isReadName } from '../state/updates/open.js';
import type { EventKind } from './event-kind.js';
import { fdName } from './fd-name.js';
import { type Bind, type FieldValue, fieldClass, USUAL_DEMANDS } from './field.js';
import { fdOf } from './of-fd.js';

/** The path of calls without an event of their own. */
const CALL_PATH = 'path';
const hasPath = ({ args }: CallDef): boolean => args.some(({ param }) => param.name === CALL_PATH);

/** Path parameter by call name, of calls with one path. */
const ONE_PATH: Readonly<Record<string, string>> = {
  access: 'name',
  chdir: 'path',
  chmod: 'filename',
  chown: 'path',
  chroot: 'path',
  creat: 'name',
  execve: 'filename',
  execveat: 'pathname',
  fchmodat: 'filename',
  fchownat: 'pathname',
  lchown: 'path',
  lstat: 'path',
  lstat64: 'path',
  mkdir: 'path',
  mkdirat: 'path',
  mknod: 'path',
  mknodat: 'path',
  newfstatat: 'path',
  open: 'name',
  openat: 'name',
  openat2: 'name',
  open_by_handle_at: 'path',
  quotactl: 'special',
  rmdir: 'path',
  stat: 'path',
  stat64: 'path',
  umount: 'name',
  umount2: 'name',
  unlink: 'path',
  unlinkat: 'name',
  ...Object.fromEntries(CALLS.filter(hasPath).map(({ name }) => [name, CALL_PATH])),
};

/** Path parameters of calls with two paths. */
interface TwoPaths {
  /** The old name, or the new link. */
  readonly source: string;
  /** The new name, or what the link points to. */
  readonly target: string;
}

const TWO_PATHS: Readonly<Record<string, TwoPaths>> = {
  link: { source: 'newpath', target: 'oldpath' },
  linkat: { source: 'newpath', target: 'oldpath' },
  move_mount: { source: 'from_path', target: 'to_path' },
  mount: { source: 'dev', target: 'dir' },
  pivot_root: { source: 'new_root', target: 'put_old' },
  rename: { source: 'oldpath', target: 'newpath' },
  renameat: { source: 'oldpath', target: 'newpath' },
  renameat2: { source: 'oldpath', target: 'newpath' },
  symlink: { source: 'linkpath', target: 'target' },
  symlinkat: { source: 'linkpath', target: 'target' },
};

/** Calls on the path of a descriptor. */
const ON_DESCRIPTOR: ReadonlySet<string> = new Set(['fchmod', 'fchown']);
/** Parameters that name a device or a kind of file system, unless they are absolute. */
const DEVICES: ReadonlySet<string> = new Set(['dev', 'special']);

/** Finds the directory that a relative path starts from; it ends with "/". */
type FindBase = (evt: Evt, thread: Thread, view: EventView) => string;

const openedFile = (evt: Evt): string | null => fdOf(evt)?.name ?? null;

/** The working directory, which this call has already changed. */
const enteredDirectory = ({ thread, view }: Evt): string | null =>
  thread !== null && view.int64(0) >= 0 ? withoutSlash(thread.directory) : null;

/** Paths of calls that succeeded, as state knows them after the event; null if the call failed. */
const MADE: Readonly<Record<string, (evt: Evt) => string | null>> = {
  open: openedFile,
  openat: openedFile,
  openat2: openedFile,
  open_by_handle_at: openedFile,
  creat: openedFile,
  chdir: enteredDirectory,
};

/** Where the exits of a call have a path: in a parameter of their own or, before 2018, in one of their enter event. */
interface PathPlace {
  readonly index: number;
  readonly isInEnter: boolean;
  readonly made: ((evt: Evt) => string | null) | undefined;
  /** An empty path means the file that is open on the directory descriptor. */
  readonly mayBeEmpty: boolean;
  readonly base: FindBase;
}

/** Which paths of a call: its only path or its source, its only path or its target, or one of two. */
type Role = 'first' | 'last' | keyof TwoPaths;

/** Whether a role stands for the path of calls with one path, too. */
const isOne = (role: Role): boolean => role === 'first' || role === 'last';

function paramOf(call: string, role: Role): string | undefined {
  const isSource = role === 'first' || role === 'source';
  return TWO_PATHS[call]?.[isSource ? 'source' : 'target'] ?? (isOne(role) ? ONE_PATH[call] : undefined);
}

const workingDirectory: FindBase = (_, thread) => thread.directory;
const nothing: FindBase = () => '';

/** A relative target of a symbolic link starts from the directory of the link. */
function directoryOfLink(link: PathPlace): FindBase {
  return (evt) => {
    const path = fullPath(evt, link) ?? '';
    return path.slice(0, path.lastIndexOf('/') + 1);
  };
}

/** Index of the directory descriptor of a path parameter; -1 for none. In old events it comes before the path, which does not refer to it. */
function dirfdOf({ params }: EventDef, index: number): number {
  const param = params[index];
  if (param?.type === 'fsrelpath') return param.dirfd ?? 0;
  return param?.type === 'charbuf' && params[index - 1]?.type === 'fd' ? index - 1 : -1;
}

function baseIn(def: EventDef, name: string, dirfd: number): FindBase {
  // of the calls above, only symlink and symlinkat have a parameter of this name
  const link = name === 'target' ? placeOf(def, 'source') : null;
  if (link !== null) return directoryOfLink(link);
  if (DEVICES.has(name)) return nothing;
  return dirfd < 0 ? workingDirectory : (_, thread, view) => baseOf(thread, view.int64(dirfd));
}

function placeOf(def: EventDef, role: Role): PathPlace | null {
  const name = isExitType(def.id) ? paramOf(def.name, role) : undefined;
  if (name === undefined) return null;
  const own = findParam(def.id, name);
  // what recorders after 0.20.0 append is the enter event within the exit
  const isInEnter = own < 0 || own >= def.params.length;
  const row = EVENTS[isInEnter ? def.id - 1 : def.id] as EventDef;
  const index = findParam(row.id, name);
  if (index < 0 || index >= row.params.length) return null;
  const dirfd = dirfdOf(row, index);
  return { index, isInEnter, made: MADE[def.name], mayBeEmpty: dirfd >= 0, base: baseIn(def, name, dirfd) };
}

const viewOf = (evt: Evt, { isInEnter }: PathPlace): EventView | null => (isInEnter ? evt.enter : evt.view);

/** The path as the program gave it; null if the event has none. */
function rawPath(evt: Evt, place: PathPlace): string | null {
  const view = viewOf(evt, place);
  if (view === null || !view.has(place.index)) return null;
  const path = view.text(place.index);
  return isReadName(path) ? path : null;
}

/** The file open on the directory descriptor, for calls that succeeded without a path. */
function pathOfDescriptor(evt: Evt, place: PathPlace, base: string): string | null {
  if (!place.mayBeEmpty || !(evt.view.int64(0) >= 0)) return null;
  return withoutSlash(base);
}

function fullPath(evt: Evt, place: PathPlace): string | null {
  const made = place.made?.(evt) ?? null;
  if (made !== null) return made;
  const { thread } = evt;
  const view = viewOf(evt, place);
  const raw = rawPath(evt, place);
  if (view === null || thread === null || raw?.startsWith('/')) return raw === null ? null : joinPath('', raw);
  const base = place.base(evt, thread, view);
  return raw === null || raw === '' ? pathOfDescriptor(evt, place, base) : joinPath(base, raw);
}

/** Reads a path from exits of one type. */
type ReadPath = (evt: Evt) => FieldValue;

function readerOf(def: EventDef, role: Role, read: typeof fullPath): ReadPath | null {
  const place = placeOf(def, role);
  if (place !== null) return (evt) => read(evt, place);
  const isOnDescriptor = isOne(role) && isExitType(def.id) && ON_DESCRIPTOR.has(def.name);
  return isOnDescriptor ? (evt) => fdName(evt) || null : null;
}

/** Event type of the exit of a call. A successful execveat ends in the exit event of execve. */
const typeOfCall = ({ view, enter }: Evt): number => (enter?.type === EVT.EXECVEAT_E ? EVT.EXECVEAT_X : view.type);

function bindPath(role: Role, read: typeof fullPath): Bind<Evt> {
  return () => {
    const readers = EVENTS.map((def) => readerOf(def, role, read));
    return (evt) => readers[typeOfCall(evt)]?.(evt) ?? null;
  };
}

const pathOfKind =
  (role: Role) =>
  ({ def }: EventKind): null | undefined =>
    readerOf(def, role, rawPath) === null ? null : undefined;

/** A field of one path, and the same without resolving it. */
function pathFields(name: string, role: Role, texts: { readonly display: string; readonly description: string }) {
  const shared = { type: 'charbuf' as const, cost: 10, ofKind: pathOfKind(role) };
  const reading = (read: typeof fullPath) => ({
    bind: bindPath(role, read),
    ...(role === 'first' && { eitherOf: [bindPath('first', read), bindPath('last', read)] as const }),
  });
  const display = `${texts.display} (raw)`;
  const description = 'The same path as the program gave it.';
  return [
    { name: `fs.path.${name}`, ...shared, ...texts, ...reading(fullPath) },
    { name: `fs.path.${name}raw`, ...shared, display, description, ...reading(rawPath) },
  ];
}

/** The paths of file system calls, whichever parameter they are in. */
export const FS_PATH_FIELDS = fieldClass(
  'fs.path',
  [
    ...pathFields('name', 'first', {
      display: 'Path',
      description:
        'Full path that a call opens, creates, removes, changes or looks at. Filters compare both paths of calls such as rename and link; the first is printed.',
    }),
    ...pathFields('source', 'source', {
      display: 'Source Path',
      description: 'Full path of the first of two: the old name, or the new link.',
    }),
    ...pathFields('target', 'target', {
      display: 'Target Path',
      description: 'Full path of the second of two: the new name, or what the link points to.',
    }),
  ],
  USUAL_DEMANDS,
);
