import { findParam } from '../../decode/param-index.js';
import { dataDirection } from '../../fields/category.js';
import { EC, EF, type EventDef, isExitType } from '../../schema/event.js';
import { EVENTS, EVT } from '../../schema/events.js';

/** How the exit event of a call says which bytes it moved. */
export interface CallForm {
  readonly isRead: boolean;
  /** Index of the parameter with the bytes; -1 if they are never captured. */
  readonly data: number;
  /** Index of the parameter with their number: the result, or the length of a message of several. */
  readonly length: number;
  /** Index of the position in the exit event and in the enter event; -1 for none. */
  readonly position: number;
  readonly enterPosition: number;
  /** Index, in the enter event, of a second descriptor from which the bytes come; -1 for none. */
  readonly from: number;
}

/** Index of the result of a call in its exit event. */
export const RESULT = 0;
/** They return how many messages they moved; each message has an event. */
const OF_MESSAGES: ReadonlySet<number> = new Set([EVT.SENDMMSG_X, EVT.RECVMMSG_X]);
/** Calls that move bytes from a descriptor to the one of their events, by the parameter of the former. */
const SOURCES: Readonly<Record<string, string>> = {
  sendfile: 'in_fd',
  splice: 'fd_in',
  tee: 'fd_in',
  copy_file_range: 'fdin',
};
/** It writes memory of the process, which is not captured. */
const UNSEEN_WRITES: ReadonlySet<string> = new Set([...Object.keys(SOURCES), 'vmsplice']);

const isRetired = ({ flags }: EventDef): boolean => (flags & (EF.UNUSED | EF.OLD_VERSION)) !== 0;

function formOf(def: EventDef): CallForm | null {
  const { id, name } = def;
  if (!isExitType(id) || (def.category & EC.SYSCALL) === 0) return null;
  const direction = UNSEEN_WRITES.has(name) ? 'write' : dataDirection(def);
  if (direction === null) return null;
  return {
    isRead: direction === 'read',
    data: findParam(id, 'data'),
    length: OF_MESSAGES.has(id) ? findParam(id, 'size') : RESULT,
    position: findParam(id, 'pos'),
    enterPosition: findParam(id - 1, 'pos'),
    from: findParam(id - 1, SOURCES[name] ?? ''),
  };
}

/** How calls move bytes, by the type of their exit event; null for all others. */
export const CALL_FORMS: readonly (CallForm | null)[] = EVENTS.map(formOf);

/** Calls that make descriptors: a filter on a number or a process may hold for them alone. */
const makesFd = ({ flags }: EventDef): boolean => (flags & EF.CREATES_FD) !== 0;

/** The names of the events that streams are made of: those that move bytes, make, map or close descriptors, and lost events. */
export const STREAM_EVENTS: readonly string[] = [
  ...new Set([
    ...EVENTS.filter((def) => !isRetired(def) && (CALL_FORMS[def.id] !== null || makesFd(def))).map(({ name }) => name),
    'close',
    'mmap',
    'drop',
  ]),
];
