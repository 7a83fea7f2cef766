import { EC, EF, type EventDef } from '../schema/event.js';
import { EVENTS, EVT } from '../schema/events.js';
import { INITIAL_EVENTS, THREAD_RULE, THREAD_RULES } from './binding.js';
import { UPDATES } from './updates/table.js';

/** What is to be done about an event that no filter lets through. */
export const PASS = {
  /** It must be looked at. */
  NEVER: 0,
  /** Nothing: nothing is bound to it. */
  LEAVES: 1,
  /** It leaves its mark on its thread. */
  MARKS: 2,
  /** Enter event of a call that changes state: it matters to its exit event only. */
  BEGINS: 3,
  /** Exit event that changes something only when the call succeeded; then it must be looked at. */
  FAILS: 4,
  /** Exit events whose change is made in passing. */
  CLOSES: 5,
  COPIES: 6,
} as const;

/** Calls that change nothing when they fail. */
const MAY_FAIL =
  /^(OPEN|CREAT|OPENAT|OPENAT_2|OPENAT2|EXECVE_\d+|CHDIR|DUP|DUP_1|DUP2|DUP3|ACCEPT\w*|RECVFROM|RECVMSG)_X$/;

const IN_PASSING: Readonly<Record<number, number>> = { [EVT.CLOSE_X]: PASS.CLOSES, [EVT.FCNTL_X]: PASS.COPIES };

function ruleOfChange(row: EventDef): number {
  if (row.id % 2 === 1) return IN_PASSING[row.id] ?? (MAY_FAIL.test(row.code) ? PASS.FAILS : PASS.NEVER);
  return UPDATES[row.id] === undefined || row.id === EVT.FCNTL_E ? PASS.BEGINS : PASS.NEVER;
}

function ruleOf(row: EventDef): number {
  const rule = THREAD_RULES[row.id];
  const isQuiet = UPDATES[row.id] === undefined && (row.flags & EF.MODIFIES_STATE) === 0;
  if (INITIAL_EVENTS[row.id] === 1) return PASS.NEVER;
  if (rule === THREAD_RULE.LOOK_ONLY) return isQuiet ? PASS.LEAVES : PASS.NEVER;
  if (rule !== THREAD_RULE.KNOWN_OR_FAKE || (row.category & EC.METAEVENT) !== 0) return PASS.NEVER;
  return (row.flags & EF.MODIFIES_STATE) === 0 ? PASS.MARKS : ruleOfChange(row);
}

/** PASS by event type. */
export const PASS_RULES: Uint8Array = Uint8Array.from(EVENTS, ruleOf);
