import { paramWidth } from '../decode/size-faults.js';
import { EC, EF, type EventDef, isExitType } from '../schema/event.js';
import { EVT, STORED_EVENTS } from '../schema/events.js';
import { ENTER_FD, EXIT_FD_ALWAYS, EXIT_USES_FD, HAS_DIRECTORY } from './binding.js';
import { SKIP, skipRuleOf } from './skip-rules.js';

/** Sizes of results that rows can have; 0 for none. */
const RESULT_SIZES: readonly number[] = [0, 4, 8];

/** Stands for the size of a value that has no fixed one. */
const OTHER = -1;

/** Bytes of the return value in an exit event of a system call; 0 for none, OTHER if it has no fixed size. */
function resultBytes(row: EventDef): number {
  const isCall = isExitType(row.id) && (row.category & EC.SYSCALL) !== 0;
  return isCall && row.params.length > 0 ? paramWidth(row, 0) || OTHER : 0;
}

/** Index of the parameter with the descriptor: of an enter event, or for an exit event of its enter event; -1 for none. */
function fdParam({ id }: EventDef): number {
  if (!isExitType(id)) return ENTER_FD[id] as number;
  return EXIT_USES_FD[id] === 1 ? (ENTER_FD[id - 1] as number) : -1;
}

/** Whether the descriptor of an event is no other than that of its enter event. */
function hasPlainFd({ id }: EventDef): boolean {
  if (HAS_DIRECTORY[id] === 1 || (EXIT_FD_ALWAYS[id] as number) >= 0) return false;
  return !isExitType(id) || EXIT_USES_FD[id] === 0 || (ENTER_FD[id - 1] as number) >= 0;
}

/** Whether rows can be made of events: nothing but their thread's last event follows from them. */
function fitsColumns(row: EventDef): boolean {
  const isPlain = row.id > EVT.GENERIC_X && (row.flags & EF.LARGE_PAYLOAD) === 0 && (row.category & EC.INTERNAL) === 0;
  return isPlain && skipRuleOf(row) === SKIP.MARKS && hasPlainFd(row) && RESULT_SIZES.includes(resultBytes(row));
}

/** One byte by type of events in files: 1 if rows can be made of such events. */
export const COLUMN_TYPES: Uint8Array = Uint8Array.from(STORED_EVENTS, (row) => (fitsColumns(row) ? 1 : 0));
/** By type: where rows have descriptor and result from. */
export const COLUMN_FD_PARAMS: Int8Array = Int8Array.from(STORED_EVENTS, fdParam);
export const COLUMN_RESULT_BYTES: Uint8Array = Uint8Array.from(STORED_EVENTS, (row) => Math.max(0, resultBytes(row)));
