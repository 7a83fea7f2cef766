import { EVENTS } from '../schema/events.js';
import { type SubjectReads, THREADS_READ } from '../state/subject-reads.js';
import { EVENT_KINDS } from './event-kind.js';
import { type FieldDef, SCOPE } from './field.js';

/** What a field is asked for. */
interface Use {
  readonly def: FieldDef;
  readonly arg: string | null;
}

/** Fields of the number of a descriptor. */
const OF_NUMBER: ReadonlySet<string> = new Set(['fd.num']);

/** What a field reads of the subjects of rows. */
export function readsOf({ threadScope, isOfFd, name, ofColumns }: FieldDef): SubjectReads {
  const fds = isOfFd === true || OF_NUMBER.has(name) || ofColumns?.readsFd === true;
  if (threadScope === undefined) return { threads: fds ? THREADS_READ.OWN : THREADS_READ.NONE, fds };
  return { threads: threadScope === SCOPE.OWN ? THREADS_READ.OWN : THREADS_READ.ANY, fds };
}

/**
 * One byte by event type: 1 if a field has the same value in all events of that type that have the same thread and descriptor, for as
 * long as nothing is known to change them: these events have one *subject* (EventColumns).
 */
export function typesOfSubject({ def, arg }: Use): Uint8Array {
  const { ofKind } = def;
  const isOfSubject = def.threadScope !== undefined || def.isOfFd === true || OF_NUMBER.has(def.name);
  const types = new Uint8Array(EVENTS.length).fill(isOfSubject || ofKind !== undefined ? 1 : 0);
  if (isOfSubject || ofKind === undefined) return types;
  // generic events of code 0 are of many calls: no two have one subject
  for (const kind of EVENT_KINDS) if (kind.code !== 0 && ofKind(kind, arg) === undefined) types[kind.def.id] = 0;
  return types;
}
