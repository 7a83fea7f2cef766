import { decodeCString } from '../bytes/text.js';
import { findParam } from '../decode/param-index.js';
import { renderRaw, renderResolved } from '../render/args.js';
import type { RenderOptions } from '../render/options.js';
import { EF, isExitType } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import { joinPath } from '../state/path.js';
import type { EventKind } from './event-kind.js';
import { fdName, fdOf } from './fd.js';
import { type Extract, FieldArgError, type FieldDef, fieldClass } from './field.js';

const UNCUT: RenderOptions = { maxLength: 0, buffers: 'normal' };

/** Which of a call's paths is meant. */
type Role = 'name' | 'source' | 'target';

/** Parameters that hold the paths of calls, by the name of the call. */
const PATH_PARAMS: Readonly<Record<string, Partial<Record<Role, string>>>> = {
  open: { name: 'name' },
  openat: { name: 'name' },
  openat2: { name: 'name' },
  creat: { name: 'name' },
  open_by_handle_at: { name: 'path' },
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

/** Calls that work on a descriptor's path. */
const ON_DESCRIPTOR: ReadonlySet<string> = new Set(['fchmod', 'fchown']);

/** Index of the parameter that has a role, for each event type; -1 where there is none. Only exits tell paths. */
function indexByRole(role: Role): Int8Array {
  return Int8Array.from(EVENTS, (def) => {
    const param = isExitType(def.id) ? PATH_PARAMS[def.name]?.[role] : undefined;
    return param === undefined ? -1 : findParam(def.id, param);
  });
}

function rawPath(evt: Evt, index: number): string | null {
  const { view } = evt;
  if (view.paramLength(index) === 0) return null;
  const start = view.paramStart(index);
  const text = decodeCString(view.bytes, start, start + view.paramLength(index));
  return text === '<NA>' ? null : text;
}

/** Full path of a parameter. */
function fullPath(evt: Evt, index: number): string | null {
  const raw = rawPath(evt, index);
  if (raw === null) return null;
  const resolved = renderResolved(evt, index, UNCUT);
  if (resolved !== '') return resolved;
  if (raw.startsWith('/')) return joinPath('', raw);
  const isText = evt.view.def?.params[index]?.type === 'charbuf';
  return isText && evt.thread !== null ? joinPath(evt.thread.directory, raw) : renderRaw(evt, index, UNCUT);
}

function bindPath(role: Role, read: (evt: Evt, index: number) => string | null): FieldDef['bind'] {
  const indexes = indexByRole(role);
  const hasParam = (evt: Evt): boolean => (indexes[evt.view.type] ?? -1) >= 0;
  const ofDescriptor = (evt: Evt): boolean =>
    role === 'name' && isExitType(evt.view.type) && ON_DESCRIPTOR.has(evt.view.def?.name ?? '');
  const opens = (evt: Evt): boolean => ((evt.view.def?.flags ?? 0) & EF.CREATES_FD) !== 0;
  const extract: Extract = (evt) => {
    if (!hasParam(evt)) return ofDescriptor(evt) ? fdName(evt) : null;
    if (read === fullPath && opens(evt) && fdOf(evt) !== null) return fdName(evt);
    return read(evt, indexes[evt.view.type] as number);
  };
  return () => extract;
}

function pathOfKind(role: Role): (kind: EventKind) => null | undefined {
  const indexes = indexByRole(role);
  return ({ def }) => ((indexes[def.id] ?? -1) >= 0 || ON_DESCRIPTOR.has(def.name) ? undefined : null);
}

function pathField(role: Role, display: string, description: string) {
  const shared = { type: 'charbuf' as const, cost: 10, ofKind: pathOfKind(role) };
  return [
    { name: `fs.path.${role}`, ...shared, display, description, bind: bindPath(role, fullPath) },
    {
      name: `fs.path.${role}raw`,
      ...shared,
      display: `${display} (raw)`,
      description: `The same as the program gave it.`,
      bind: bindPath(role, rawPath),
    },
  ];
}

/** The paths of calls on the file system, whichever parameter they are in. */
export const FS_PATH_FIELDS = fieldClass('fs.path', [
  ...pathField('name', 'Path', 'Full path that a call opens, makes, removes or changes.'),
  ...pathField('source', 'Source Path', 'Full path of the first of two: the old name, or the link that is made.'),
  ...pathField('target', 'Target Path', 'Full path of the second of two: the new name, or what the link points to.'),
]);

const ENDS: Readonly<Record<string, number>> = { src: 0, dst: -1 };

/** Index of the first or last path beside a directory descriptor, for each event type. */
function relativeIndexes(end: number): Int8Array {
  return Int8Array.from(EVENTS, ({ id, flags, params }) => {
    if (!isExitType(id) && (flags & EF.OLD_VERSION) === 0) return -1;
    const indexes = params.flatMap((param, index) => (param.type === 'fsrelpath' ? [index] : []));
    return indexes.at(end) ?? -1;
  });
}

const bindAbsolute: FieldDef['bind'] = (arg) => {
  const end = arg === null ? 0 : ENDS[arg];
  if (end === undefined) throw new FieldArgError('evt.abspath takes src or dst: evt.abspath.src');
  const indexes = relativeIndexes(end);
  return (evt) => {
    const index = indexes[evt.view.type] ?? -1;
    return index < 0 || index >= evt.view.paramCount ? null : fullPath(evt, index);
  };
};

/** Full paths of the calls that take a directory descriptor. */
export const EVT_PATH_FIELDS = fieldClass('evt', [
  {
    name: 'evt.abspath',
    type: 'charbuf',
    arg: 'allowed',
    cost: 10,
    display: 'Absolute Path',
    description: 'Full path of a call such as openat; evt.abspath.src and evt.abspath.dst where it has two.',
    bind: bindAbsolute,
  },
]);
