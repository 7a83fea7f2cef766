import type { EventView } from '../decode/event-view.js';
import { type EventDef, isExitType } from '../schema/event.js';
import { EVENTS, EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import { AT_FDCWD, joinPath } from '../state/path.js';
import type { Thread } from '../state/thread.js';
import { type Bind, FieldArgError, fieldClass, USUAL_DEMANDS } from './field.js';

const MISSING = '<NA>';
const UNKNOWN = '<UNKNOWN>';

/** Path below the directory open on a descriptor. Unlike baseOf (state/updates/open.ts), it always adds a slash, as the reference does. */
function pathBelow(thread: Thread, dirfd: number, path: string): string {
  if (path.startsWith('/')) return joinPath('', path);
  if (dirfd === AT_FDCWD) return joinPath(thread.directory, path);
  return joinPath(`${thread.findFd(dirfd)?.name ?? UNKNOWN}/`, path);
}

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
