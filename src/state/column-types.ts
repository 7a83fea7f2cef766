import { paramWidth } from '../decode/size-faults.js';
import { CALL_BY_CODE } from '../schema/calls/calls.js';
import { EC, EF, type EventDef, isExitType } from '../schema/event.js';
import { callType, EVENTS, EVT } from '../schema/events.js';
import { ENTER_FD, EXIT_FD_ALWAYS, EXIT_USES_FD } from './binding.js';
import { SKIP, skipRuleOf } from './skip-rules.js';

/** Sizes of results that rows can have; 0 for none. */
const RESULT_SIZES: readonly number[] = [0, 4, 8];

/** Stands for the size of a value that has no fixed one. */
const OTHER = -1;

/** Bytes of the return value in an exit event of a system call; 0 for none, OTHER if it has no fixed size. */
function resultBytes(row: EventDef): number {
  // the first value of a generic event is the code of its call
  const isCall = isExitType(row.id) && (row.category & EC.SYSCALL) !== 0 && row.id !== EVT.GENERIC_X;
  return isCall && row.params.length > 0 ? paramWidth(row, 0) || OTHER : 0;
}

/** Index of the parameter with the descriptor, and whether it is a parameter of the event itself. */
interface FdParam {
  readonly index: number;
  readonly isOwn: boolean;
}

const NO_FD: FdParam = { index: -1, isOwn: true };

/** Where an event has its descriptor; null if that depends on values. Same rule as CallBinder. */
function fdParam({ id }: EventDef): FdParam | null {
  if (!isExitType(id)) return { index: ENTER_FD[id] as number, isOwn: true };
  if (EXIT_USES_FD[id] === 0) return NO_FD;
  const own = EXIT_FD_ALWAYS[id] as number;
  if (own >= 0) return { index: own, isOwn: true };
  const index = ENTER_FD[id - 1] as number;
  return index < 0 ? null : { index, isOwn: false };
}

/** SKIP rules of events from which nothing follows but their thread's last event, or what their exit event needs. */
const CHANGE_NOTHING: readonly number[] = [SKIP.LEAVES, SKIP.MARKS, SKIP.BEGINS];

/** Whether events may be rows: if they copy a descriptor, the prefilter makes none of them. */
const mayBeRow = (row: EventDef): boolean => CHANGE_NOTHING.includes(skipRuleOf(row)) || row.id === EVT.FCNTL_X;

/** Whether rows can be made of events. */
function fitsColumns(row: EventDef): boolean {
  const isPlain = (row.flags & EF.LARGE_PAYLOAD) === 0 && (row.category & EC.INTERNAL) === 0;
  const isKnown = fdParam(row) !== null && RESULT_SIZES.includes(resultBytes(row));
  return isPlain && isKnown && mayBeRow(row);
}

const FD_PARAMS: readonly FdParam[] = EVENTS.map((row) => fdParam(row) ?? NO_FD);

/** One byte by event type: 1 if rows can be made of such events. */
export const COLUMN_TYPES: Uint8Array = Uint8Array.from(EVENTS, (row) => (fitsColumns(row) ? 1 : 0));
/** By event type: where rows have descriptor and result from. */
export const COLUMN_FD_PARAMS: Int8Array = Int8Array.from(FD_PARAMS, ({ index }) => index);
export const COLUMN_FD_IS_OWN: Uint8Array = Uint8Array.from(FD_PARAMS, ({ isOwn }) => (isOwn ? 1 : 0));
export const COLUMN_RESULT_BYTES: Uint8Array = Uint8Array.from(EVENTS, (row) => Math.max(0, resultBytes(row)));
/** By system call code: the type of enter events of a call without an event of its own; 0 for other calls. */
export const CALL_TYPES: Uint16Array = Uint16Array.from(CALL_BY_CODE, (_, code) => callType(code) ?? 0);
