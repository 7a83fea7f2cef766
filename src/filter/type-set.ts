import { EVENT_KINDS } from '../fields/event-kind.js';
import { EVENTS } from '../schema/events.js';
import { SYSCALL_CODE_NAMES } from '../schema/syscall-codes.js';

/** Set of event types (one byte each, index = type) out of a set of event kinds: a type is in if any of its kinds is. */
export function eventTypeSet(kinds: Uint8Array): Uint8Array {
  const types = new Uint8Array(EVENTS.length);
  EVENT_KINDS.forEach((kind, i) => {
    if (kinds[i] === 1) types[kind.def.id] = 1;
  });
  return types;
}

/** Set of system call codes (index = code) whose generic events are in a set of event kinds. */
export function syscallCodeSet(kinds: Uint8Array): Uint8Array {
  const codes = new Uint8Array(SYSCALL_CODE_NAMES.length);
  EVENT_KINDS.forEach((kind, i) => {
    if (kinds[i] === 1 && kind.code >= 0) codes[kind.code] = 1;
  });
  return codes;
}
