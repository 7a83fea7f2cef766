import type { EventDef } from '../schema/event.js';
import { EVENTS, EVT } from '../schema/events.js';
import { SHOWN_CODE_NAMES, SYSCALL_CODE_NAMES } from '../schema/syscall-codes.js';

/** A set of events that a filter can distinguish before any event is seen: an event type, or a system call of a generic type. */
export interface EventKind {
  readonly def: EventDef;
  /** System call code of a generic event; -1 for all others. */
  readonly code: number;
}

/** Whether events of a type are generic: the system call is in a parameter. */
export function isGenericType(type: number): boolean {
  return type === EVT.GENERIC_E || type === EVT.GENERIC_X;
}

/** All kinds of events; generic types have one for each system call code. */
export const EVENT_KINDS: readonly EventKind[] = EVENTS.flatMap((def): EventKind[] =>
  isGenericType(def.id) ? SYSCALL_CODE_NAMES.map((_, code) => ({ def, code })) : [{ def, code: -1 }],
);

/** The name of all events of a kind (evt.type); undefined if each has its own. */
export function kindName({ def, code }: EventKind): string | undefined {
  if (def.id === EVT.ASYNCEVENT_E) return undefined;
  // code 0 is a call whose name only the recording machine can know
  if (code === 0) return undefined;
  return code > 0 ? (SHOWN_CODE_NAMES[code] ?? undefined) : def.name;
}
