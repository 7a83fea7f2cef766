// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { decodeCString } from '../bytes/text.js';
import { EC } from '../schema/event.js';
import { EVT } from '../schema/events.js';
import { SHOWN_CODE_NAMES } from '../schema/syscall-codes.js';
import { X86_64_SYSCALLS } from '../schema/syscalls/x86_64.js';
import type { Evt } from '../state/evt.js';
import { isGenericType } from './event-kind.js';

const NATIVE_NAMES: ReadonlyMap<number, string> = new Map(X86_64_SYSCALLS.map((row) => [row.nr, row.name]));

/** Index of the name in an asynchronous event. */
const ASYNC_NAME = 1;

/** evt.type: name of the event row, of the system call of a generic event, or the name in an asynchronous event. */
export function eventName(evt: Evt): string {
  const { type, def } = evt.view;
  if (isGenericType(type)) return genericName(evt);
  return type === EVT.ASYNCEVENT_E ? asyncName(evt) : (def?.name ?? '');
}

/**
 * Code 0 is a call unknown to the recording machine; its number, which 0.20.0 records at enter only, may be known here. For codes
 * outside its table, the reference shows arbitrary memory.
 */
function genericName(evt: Evt): string {
  const code = evt.view.uint16(0);
  if (code === 0) return NATIVE_NAMES.get(evt.view.uint16(1)) ?? 'unknown';
  return SHOWN_CODE_NAMES[code] ?? 'unknown';
}

/** evt.asynctype of an asynchronous event. */
export function asyncName(evt: Evt): string {
  const { view } = evt;
  if (view.paramCount <= ASYNC_NAME) return '';
  const start = view.paramStart(ASYNC_NAME);
  return decodeCString(view.bytes, start, start + view.paramLength(ASYNC_NAME));
}

/** Whether the event is a system call (syscall.type). */
export function isSyscall(evt: Evt): boolean {
  return ((evt.view.def?.category ?? 0) & EC.SYSCALL) !== 0;
}
