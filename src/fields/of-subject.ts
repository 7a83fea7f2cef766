import { EVENTS } from '../schema/events.js';
import { type SubjectReads, THREADS_READ } from '../state/subject-reads.js';
import { EVENT_KINDS, type EventKind } from './event-kind.js';
import { type FieldDef, type FieldValue, SCOPE } from './field.js';

/** What a field is asked for. */
interface Use {
  readonly def: FieldDef;
  readonly arg: string | null;
}

/** Fields of the number of a descriptor. */
const OF_NUMBER: ReadonlySet<string> = new Set(['fd.num']);

/** What a field of subjects is of: a thread, a descriptor, or neither. */
export const SUBJECT_PART = { KIND: 0, THREAD: 1, FD: 2 } as const;

/** SUBJECT_PART of a field; KIND also if it has no value by subject. */
export function subjectPart({ threadScope, isOfFd, name }: FieldDef): number {
  if (threadScope !== undefined) return SUBJECT_PART.THREAD;
  return isOfFd === true || OF_NUMBER.has(name) ? SUBJECT_PART.FD : SUBJECT_PART.KIND;
}

/** What a field reads of the subjects of rows. */
export function readsOf(def: FieldDef): SubjectReads {
  const { threadScope, ofColumns } = def;
  const fds = subjectPart(def) === SUBJECT_PART.FD || ofColumns?.readsFd === true;
  if (threadScope === undefined) return { threads: fds ? THREADS_READ.OWN : THREADS_READ.NONE, fds };
  return { threads: threadScope === SCOPE.OWN ? THREADS_READ.OWN : THREADS_READ.ANY, fds };
}

/**
 * One byte by event type: 1 if a field has the same value in all events of that type that have the same thread and descriptor, for as
 * long as nothing is known to change them: these events have one *subject* (EventColumns).
 */
export function typesOfSubject(use: Use): Uint8Array {
  const { def } = use;
  if (subjectPart(def) !== SUBJECT_PART.KIND) return new Uint8Array(EVENTS.length).fill(1);
  // generic events of code 0 are of many calls: no two have one subject
  return typesWhere(use, (kind, value) => kind.code === 0 || value !== undefined);
}

/** One byte by event type: 1 if a field has the same value in all events of that type. */
export const typesOfOneValue = (use: Use): Uint8Array =>
  typesWhere(use, (kind, value) => kind.code < 0 && value !== undefined);

/** One byte by event type: 1 if a field has no value in events of that type. */
export const typesWithoutValue = (use: Use): Uint8Array => typesWhere(use, (_, value) => value === null);

/** One byte by event type: 1 if a test accepts all kinds of events of that type, with what is known of the field's value in them. */
function typesWhere({ def, arg }: Use, test: (kind: EventKind, value: FieldValue | undefined) => boolean): Uint8Array {
  const types = new Uint8Array(EVENTS.length).fill(1);
  for (const kind of EVENT_KINDS) if (!test(kind, def.ofKind?.(kind, arg))) types[kind.def.id] = 0;
  return types;
}
