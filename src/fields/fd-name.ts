import { renderRaw, renderResolved } from '../render/args.js';
import type { RenderOptions } from '../render/options.js';
import { type EventDef, isExitType } from '../schema/event.js';
import { EVENTS, EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import { joinPath } from '../state/path.js';
import type { Thread } from '../state/thread.js';
import { baseOf } from '../state/updates/open.js';
import type { Extract } from './field.js';
import { fdOf, hasFd } from './of-fd.js';

const UNCUT: RenderOptions = { maxLength: 0, buffers: 'normal' };

/** Where a call tells the name of what it was to make: its parameter, and whether that is a path below a directory. */
interface NameSource {
  readonly index: number;
  readonly isRelative: boolean;
}

const NAMING_CALLS: ReadonlySet<string> = new Set(['open', 'openat', 'openat2', 'creat', 'open_by_handle_at']);
const CONNECTING_CALLS: ReadonlySet<string> = new Set(['accept', 'accept4', 'connect']);

function nameSource(def: EventDef): NameSource | null {
  const index = def.params.findIndex(({ type }) =>
    CONNECTING_CALLS.has(def.name)
      ? type === 'socktuple'
      : NAMING_CALLS.has(def.name) && (type === 'fspath' || type === 'fsrelpath'),
  );
  return index < 0 || !isExitType(def.id) ? null : { index, isRelative: def.params[index]?.type === 'fsrelpath' };
}

const NAME_SOURCES: readonly (NameSource | null)[] = EVENTS.map(nameSource);
/** The path of open_by_handle_at is the whole one. */
const isWhole = (evt: Evt): boolean => evt.view.type === EVT.OPEN_BY_HANDLE_AT_X;

/** What the parameters of a call say that failed to make a descriptor; empty at the end of other calls. */
export function nameFromParams(evt: Evt): string | null {
  const { type, paramCount } = evt.view;
  if (!isExitType(type)) return null;
  const source = NAME_SOURCES[type] ?? null;
  if (source === null || source.index >= paramCount) return type === EVT.OPENAT_X ? null : '';
  const { index, isRelative } = source;
  if (isRelative) return pathBelow(evt, index);
  const raw = renderRaw(evt, index, UNCUT);
  const resolved = isWhole(evt) ? '' : renderResolved(evt, index, UNCUT);
  return resolved === '' ? raw : resolved;
}

function pathBelow(evt: Evt, index: number): string {
  const { view } = evt;
  const path = view.has(index) ? view.text(index) : '<NA>';
  if (path.startsWith('/')) return joinPath('', path);
  return joinPath(baseOf(evt.thread as Thread, view.int64(view.def?.params[index]?.dirfd ?? 0)), path);
}

/** The same as it was given, with double slashes made one, as in the raw names of descriptors. */
export function rawNameFromParams(evt: Evt): string | null {
  const source = NAME_SOURCES[evt.view.type] ?? null;
  const isRelative = source?.isRelative === true && source.index < evt.view.paramCount;
  const name = isRelative ? renderRaw(evt, source.index, UNCUT) : nameFromParams(evt);
  return name?.replace(/\/{2,}/g, '/') ?? null;
}

/** Whether the event is a connection that failed: it is named after what was tried. */
const isRefused = (evt: Evt): boolean => evt.view.type === EVT.CONNECT_X && evt.view.int64(0) < 0;

/** fd.name: of the descriptor, else of what was to become one. */
export const fdName: Extract = (evt) => {
  if (!hasFd(evt)) return null;
  const fd = fdOf(evt);
  return fd === null || isRefused(evt) ? nameFromParams(evt) : fd.name;
};
