import { EC, EF, type EventDef, isExitType } from '../schema/event.js';
import { EVENTS, EVT, hasEventFlags } from '../schema/events.js';
import { ACTION, VERDICT } from '../schema/skim.js';
import { INITIAL_EVENTS, THREAD_RULE, THREAD_RULES } from './binding.js';
import type { Foresight } from './refusals.js';
import { CHANGES_THE_REST, CHANGES_THREADS, UPDATES } from './updates/table.js';

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

const IN_PASSING: Readonly<Record<number, number>> = { [EVT.CLOSE_X]: PASS.CLOSES, [EVT.FCNTL_X]: PASS.COPIES };

function ruleOfChange(row: EventDef): number {
  if (row.id % 2 === 1) return IN_PASSING[row.id] ?? ((row.flags & EF.FAILS_CLEANLY) !== 0 ? PASS.FAILS : PASS.NEVER);
  return UPDATES[row.id] === undefined || row.id === EVT.FCNTL_E ? PASS.BEGINS : PASS.NEVER;
}

/** PASS for a row of the event table; one whose effects are not known must be looked at. */
export function passRuleOf(row: EventDef): number {
  const rule = THREAD_RULES[row.id];
  const isQuiet = UPDATES[row.id] === undefined && (row.flags & EF.MODIFIES_STATE) === 0;
  if (INITIAL_EVENTS[row.id] === 1 || (row.flags & EF.CHECKPOINT) !== 0) return PASS.NEVER;
  if (rule === THREAD_RULE.LOOK_ONLY) return isQuiet ? PASS.LEAVES : PASS.NEVER;
  if (rule !== THREAD_RULE.KNOWN_OR_FAKE || (row.category & EC.METAEVENT) !== 0) return PASS.NEVER;
  return (row.flags & EF.MODIFIES_STATE) === 0 ? PASS.MARKS : ruleOfChange(row);
}

/** PASS by event type. */
const PASS_RULES: Uint8Array = Uint8Array.from(EVENTS, passRuleOf);

/** What decides whether an event of a type that can pass the filter is passed over all the same. */
export const OPEN = { NOT: 0, BY_THREAD: 1, BY_FD: 2 } as const;

/** Whether all that a filter can ask of a descriptor on events of a type is known before they are looked at. */
function usesFd(type: number): boolean {
  const rule = PASS_RULES[type];
  if (isExitType(type))
    return (rule === PASS.MARKS || rule === PASS.CLOSES || rule === PASS.COPIES) && usesFd(type - 1);
  return rule === PASS.MARKS || rule === PASS.BEGINS;
}

/** PASS by event type for a filter. */
export function passRules({ mask, threadTest, fdTest, keepsStateEvents }: Foresight): Uint8Array {
  return PASS_RULES.map((rule, type) => {
    const isKept = keepsStateEvents && hasEventFlags(type, EF.MODIFIES_STATE);
    const canRefuse = rule !== PASS.LEAVES && (threadTest !== null || (fdTest !== null && usesFd(type)));
    return isKept || (isWanted(mask, type) && !canRefuse) ? PASS.NEVER : rule;
  });
}

/** Whether an event of a type may pass, or its exit event, which needs it. */
function isWanted(mask: Uint8Array, type: number): boolean {
  return mask[type] === 1 || (!isExitType(type) && mask[type + 1] === 1);
}

/** OPEN by event type for a filter. */
export function openness({ mask, fdTest }: Foresight): Uint8Array {
  return mask.map((_, type) => {
    if (!isWanted(mask, type)) return OPEN.NOT;
    return fdTest !== null && usesFd(type) ? OPEN.BY_FD : OPEN.BY_THREAD;
  });
}

/** 1 for enter events that matter beyond their time: of calls that change state, and those that exit events are completed with. */
export const IS_KEPT: Uint8Array = Uint8Array.from(EVENTS, ({ id }) => {
  const isForExit = !isExitType(id) && hasEventFlags(id, EF.TMP_CONVERTER_MANAGED);
  return PASS_RULES[id] === PASS.BEGINS || isForExit ? 1 : 0;
});

function acceptedRule(rule: number, type: number): number {
  if (type === EVT.SCHEDSWITCH_6_E) return PASS.LEAVES;
  if (rule === PASS.LEAVES || CHANGES_THREADS[type] === 1) return PASS.NEVER;
  return CHANGES_THE_REST[type] === 1 && THREAD_RULES[type] === THREAD_RULE.KNOWN_OR_FAKE ? PASS.MARKS : rule;
}

/**
 * PASS by event type for threads of which a filter accepts all, where only the bytes of events are wanted: nobody asks for descriptors and
 * memory, so what changes these is not looked at.
 */
export const ACCEPTED_RULES: Uint8Array = PASS_RULES.map(acceptedRule);

/** What a filter refuses, by event type. */
export interface TypeVerdicts {
  /** PASS. */
  readonly rules: Uint8Array;
  /** OPEN. */
  readonly openness: Uint8Array;
  readonly isRefusedWithoutFd: (type: number) => boolean;
}

/** ACTION on an event of a type that may be passed with a PASS. */
function markOf(rule: number): number {
  if (rule === PASS.LEAVES) return ACTION.LEAVES;
  return rule === PASS.MARKS || rule === PASS.BEGINS ? ACTION.MARKS : ACTION.ENDS;
}

/** ACTION by event type for a filter, on threads of a VERDICT. */
export function skimActions({ rules, openness, isRefusedWithoutFd }: TypeVerdicts, verdict: number): Uint8Array {
  if (verdict === VERDICT.ACCEPTED) return ACCEPTED_RULES.map((rule) => markOf(rule));
  return rules.map((rule, type) => {
    const mark = markOf(rule);
    if (mark === ACTION.LEAVES || mark === ACTION.ENDS || verdict === VERDICT.REFUSED || openness[type] === OPEN.NOT)
      return mark;
    // a descriptor that it uses is one of the thread's, or not known
    const isByFd = verdict === VERDICT.FDS_REFUSED && openness[type] === OPEN.BY_FD;
    return isByFd && isRefusedWithoutFd(type) ? mark : ACTION.ENDS;
  });
}
