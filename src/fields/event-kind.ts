import type { EventDef } from '../schema/event.js';
import { EVENTS, EVT } from '../schema/events.js';
import { SYSCALL_CODE_NAMES } from '../schema/syscall-codes.js';

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
