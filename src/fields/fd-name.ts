import type { EventView } from '../decode/event-view.js';
import { renderRaw, renderResolved } from '../render/args.js';
import type { RenderOptions } from '../render/options.js';
import { type EventDef, isExitType } from '../schema/event.js';
import { EVENTS, EVT } from '../schema/events.js';
import { Evt } from '../state/evt.js';
import type { FdInfo } from '../state/fd-info.js';
import { isIpSocket, tupleName } from '../state/fd-name.js';
import { joinPath } from '../state/path.js';
import type { Subject } from '../state/subject.js';
import type { Thread } from '../state/thread.js';
import { baseOf } from '../state/updates/open.js';
import type { Extract } from './field.js';
import { fdOf, hasFd } from './of-fd.js';
import { onUse } from './on-use.js';

const UNCUT: RenderOptions = { maxLength: 0, buffers: 'normal' };

/** Location of the name that a call should open: its parameter, and that of the directory descriptor (or -1). */
interface NameSource {
  readonly index: number;
  readonly dirfd: number;
}

/** Name in the enter event of the old openat. */
const OLD_OPENAT: NameSource = { index: 1, dirfd: 0 };

const NAMING_CALLS: ReadonlySet<string> = new Set(['open', 'openat', 'openat2', 'creat', 'open_by_handle_at']);
/** Where the end of a connect has both ends of the connection. */
const CONNECT_TUPLE = 1;
const CONNECTING_CALLS: ReadonlySet<string> = new Set(['accept', 'accept4', 'connect']);

function nameSource(def: EventDef): NameSource | null {
  const index = def.params.findIndex(({ type }) =>
    CONNECTING_CALLS.has(def.name)
      ? type === 'socktuple'
      : NAMING_CALLS.has(def.name) && (type === 'fspath' || type === 'fsrelpath'),
  );
  const param = def.params[index];
  if (param === undefined || !isExitType(def.id)) return null;
  return { index, dirfd: param.type === 'fsrelpath' ? (param.dirfd ?? 0) : -1 };
}

const nameSources = onUse((): readonly (NameSource | null)[] => EVENTS.map(nameSource));
/** The path of open_by_handle_at is already absolute. */
const isWhole = (evt: Evt): boolean => evt.view.type === EVT.OPEN_BY_HANDLE_AT_X;

/** Name of a descriptor that could not be made, from the parameters of its call; empty for exits of other calls. */
function nameFromEvent(evt: Evt): string | null {
  const { type, paramCount } = evt.view;
  if (!isExitType(type)) return null;
  if (type === EVT.OPENAT_X) return evt.enter === null ? null : pathBelow(evt, evt.enter, OLD_OPENAT);
  const source = nameSources()[type] ?? null;
  if (source === null || source.index >= paramCount) return '';
  const { index, dirfd } = source;
  if (dirfd >= 0) return pathBelow(evt, evt.view, source);
  const raw = renderRaw(evt, index, UNCUT);
  const resolved = isWhole(evt) ? '' : renderResolved(evt, index, UNCUT);
  return resolved === '' ? raw : resolved;
}

/** Like nameFromEvent, for any subject: without an event there is no name. */
export function nameFromParams(subject: Subject): string | null {
  if (subject instanceof Evt) return nameFromEvent(subject);
  return isExitType(subject.view.type) ? '' : null;
}

const rawPath = (view: EventView, { index }: NameSource): string => (view.has(index) ? view.text(index) : '<NA>');

function pathBelow(evt: Evt, view: EventView, source: NameSource): string {
  const path = rawPath(view, source);
  if (path.startsWith('/')) return joinPath('', path);
  return joinPath(baseOf(evt.thread as Thread, view.int64(source.dirfd)), path);
}

function rawFromParams(evt: Evt): string | null {
  if (evt.view.type === EVT.OPENAT_X) return evt.enter === null ? null : rawPath(evt.enter, OLD_OPENAT);
  const source = nameSources()[evt.view.type] ?? null;
  const isRelative = source !== null && source.dirfd >= 0 && source.index < evt.view.paramCount;
  return isRelative ? rawPath(evt.view, source) : nameFromEvent(evt);
}

/** Like nameFromParams, but as the program gave it, with double slashes reduced to one, as in the raw names of descriptors. */
export function rawNameFromParams(subject: Subject): string | null {
  const raw = subject instanceof Evt ? rawFromParams(subject) : nameFromParams(subject);
  return raw?.replace(/\/{2,}/g, '/') ?? null;
}

/** Whether the event is a failed connection: it is named after the attempted one. */
const isRejected = (subject: Subject): subject is Evt =>
  subject.view.type === EVT.CONNECT_X && subject instanceof Evt && subject.view.int64(0) < 0;

/** The other end that a failed connect should have reached, if its own event does not say; the reference has no name then. */
function attemptedName(evt: Evt, fd: FdInfo): string | null {
  const isKnown = isIpSocket(fd) && fd.destinationIp !== null;
  const name = isKnown ? tupleName(fd, evt.state.endText) : fd.name;
  return name === '' ? nameFromParams(evt) : name;
}

/** fd.name: of the descriptor, else of the one that should have been made. */
export const fdName: Extract = (evt) => {
  if (!hasFd(evt)) return null;
  const fd = fdOf(evt);
  if (fd === null) return nameFromParams(evt);
  if (!isRejected(evt)) return fd.name;
  return evt.view.paramLength(CONNECT_TUPLE) > 0 ? nameFromParams(evt) : attemptedName(evt, fd);
};
