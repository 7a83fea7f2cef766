import { EC, EF, type EventDef, isExitType, STATE_FLAGS } from '../schema/event.js';
import { EVT, hasEventFlags, STORED_EVENTS, storedType } from '../schema/events.js';
import { ACTION, VERDICT } from '../schema/prefilter.js';
import { HAS_DIRECTORY, INITIAL_EVENTS, looksOnly, THREAD_RULE, THREAD_RULES } from './binding.js';
import type { FilterSummary } from './filter-verdicts.js';
import { rejectedCalls } from './rejected-calls.js';
import type { Sought } from './sought.js';
import { CHANGES_THE_REST, CHANGES_THREADS, UPDATES } from './updates/table.js';

/** How an event that cannot pass the filter may be skipped. */
export const SKIP = {
  /** It must be processed. */
  NEVER: 0,
  /** It has no effect on its thread. */
  LEAVES: 1,
  /** It only leaves per-thread effects (last event, enter time). */
  MARKS: 2,
  /** Enter event of a call that changes state: matters only to its exit event. */
  BEGINS: 3,
  /** Exit event that changes state only if the call succeeded; then it must be processed. */
  FAILS: 4,
  /** Exit events whose change is applied while skipping: close, and copies by fcntl. */
  CLOSES: 5,
  COPIES: 6,
} as const;

const IN_PASSING: Readonly<Record<number, number>> = { [EVT.CLOSE_X]: SKIP.CLOSES, [EVT.FCNTL_X]: SKIP.COPIES };

function ruleOfChange(row: EventDef): number {
  if (row.id % 2 === 1) return IN_PASSING[row.id] ?? ((row.flags & EF.FAILS_CLEANLY) !== 0 ? SKIP.FAILS : SKIP.NEVER);
  return UPDATES[row.id] === undefined || row.id === EVT.FCNTL_E ? SKIP.BEGINS : SKIP.NEVER;
}

const CHANGING = EF.MODIFIES_STATE | EF.CHANGES_STATE;

/** SKIP for a row of the event table; NEVER if its effects are unknown. */
export function skipRuleOf(row: EventDef): number {
  const rule = THREAD_RULES[row.id];
  const isQuiet = (row.flags & CHANGING) === 0 && (UPDATES[row.id] === undefined || (row.flags & EF.REPORTS_USE) !== 0);
  if (INITIAL_EVENTS[row.id] === 1 || (row.flags & EF.CHECKPOINT) !== 0) return SKIP.NEVER;
  if (looksOnly(rule as number)) return isQuiet ? SKIP.LEAVES : SKIP.NEVER;
  if (rule !== THREAD_RULE.KNOWN_OR_FAKE || (row.category & EC.METAEVENT) !== 0) return SKIP.NEVER;
  if ((row.flags & CHANGING) !== 0) return ruleOfChange(row);
  return isQuiet ? SKIP.MARKS : SKIP.NEVER;
}

/** SKIP by the type of events in files. */
const SKIP_RULES: Uint8Array = Uint8Array.from(STORED_EVENTS, skipRuleOf);

/** What decides whether an event is skipped if events of its type can pass the filter. */
export const DECIDED_BY = { TYPE: 0, THREAD: 1, FD: 2 } as const;

/**
 * Whether all that a filter can ask about the descriptor of such an event is known before the event is processed, and depends on
 * nothing else.
 */
function usesFd(type: number): boolean {
  if (HAS_DIRECTORY[type] === 1) return false;
  // the descriptor of a generic event is in its annex
  if (type <= EVT.GENERIC_X) return false;
  const rule = SKIP_RULES[type];
  if (isExitType(type))
    return (rule === SKIP.MARKS || rule === SKIP.CLOSES || rule === SKIP.COPIES) && usesFd(type - 1);
  return rule === SKIP.MARKS || rule === SKIP.BEGINS;
}

/** A mask by the type of events in files, of one by the type of views: generic events may be any call without an event of its own. */
function storedMask(mask: Uint8Array): Uint8Array {
  const stored = mask.slice(0, STORED_EVENTS.length);
  mask.forEach((canPass, type) => {
    if (canPass === 1) stored[storedType(type)] = 1;
  });
  return stored;
}

/** Whether bytes are sought in events of a type. A generic event may be of many calls. */
export function isSought(sought: Sought | null, type: number): boolean {
  if (sought === null || type <= EVT.GENERIC_X || sought.types[type] !== 1) return false;
  return sought.elsewhere === null || usesFd(type);
}

/** SKIP by event type for a filter. */
export function skipRules({
  mask: ofViews,
  threadTest,
  fdTest,
  sought,
  keepsStateEvents,
  notesUse,
  columnTypes,
}: FilterSummary): Uint8Array {
  const mask = storedMask(ofViews);
  const rowTypes = storedMask(columnTypes);
  return SKIP_RULES.map((rule, type) => {
    if (notesUse && hasEventFlags(type, EF.REPORTS_USE)) return SKIP.NEVER;
    const isKept = keepsStateEvents && hasEventFlags(type, STATE_FLAGS);
    const isOfParts = threadTest !== null || isSought(sought, type) || (fdTest !== null && usesFd(type));
    const canReject = rule !== SKIP.LEAVES && isOfParts;
    return isKept || (isNeeded(mask, type, rowTypes) && !canReject) ? SKIP.NEVER : rule;
  });
}

/** Whether events of a type, or the exit events that need them, can pass. Rows find the enter events of their exits themselves. */
function isNeeded(mask: Uint8Array, type: number, rowTypes: Uint8Array): boolean {
  return mask[type] === 1 || (!isExitType(type) && mask[type + 1] === 1 && rowTypes[type + 1] === 0);
}

/** DECIDED_BY by event type for a filter. */
export function decidedBy({ mask: ofViews, fdTest, columnTypes }: FilterSummary): Uint8Array {
  const mask = storedMask(ofViews);
  const rowTypes = storedMask(columnTypes);
  return mask.map((_, type) => {
    if (!isNeeded(mask, type, rowTypes)) return DECIDED_BY.TYPE;
    return fdTest !== null && usesFd(type) ? DECIDED_BY.FD : DECIDED_BY.THREAD;
  });
}

function acceptedRule(rule: number, type: number): number {
  if (type === EVT.SCHEDSWITCH_6_E) return SKIP.LEAVES;
  if (rule === SKIP.LEAVES || CHANGES_THREADS[type] === 1) return SKIP.NEVER;
  return CHANGES_THE_REST[type] === 1 && THREAD_RULES[type] === THREAD_RULE.KNOWN_OR_FAKE ? SKIP.MARKS : rule;
}

/**
 * SKIP by event type for fully accepted threads if only the bytes of events are needed: descriptors and memory use are then not
 * tracked.
 */
export const ACCEPTED_RULES: Uint8Array = SKIP_RULES.map(acceptedRule);

/** Whether an event of an accepted thread may be kept. If not, it may change the verdict, so its thread is not judged yet. */
export const canBeKept = (type: number): boolean => (ACCEPTED_RULES[type] ?? SKIP.NEVER) !== SKIP.NEVER;

/** Which events a filter rejects, by event type. */
export interface TypeVerdicts {
  /** SKIP. */
  readonly rules: Uint8Array;
  /** DECIDED_BY. */
  readonly decidedBy: Uint8Array;
  readonly isRejectedWithoutFd: (type: number) => boolean;
  readonly isSought: (type: number) => boolean;
}

/** What the prefilter does with events. */
export interface PrefilterRules {
  /** ACTION by event type, for a VERDICT on their thread. */
  readonly actionsOn: (verdict: number) => Uint8Array;
  /** REJECTED_CALLS by system call code. */
  readonly rejectedCalls: Uint8Array;
  readonly sought: Sought | null;
}

/** What the prefilter does with events, for a filter. */
export function prefilterRules(summary: FilterSummary, verdicts: TypeVerdicts): PrefilterRules {
  const rowTypes = storedMask(summary.columnTypes);
  return {
    actionsOn: (verdict) => prefilterActions({ ...verdicts, rowTypes }, verdict),
    rejectedCalls: rejectedCalls(summary),
    sought: summary.sought,
  };
}

/** ACTION for events that are skipped by a SKIP rule. */
function markOf(rule: number): number {
  if (rule === SKIP.LEAVES) return ACTION.LEAVES;
  return rule === SKIP.MARKS || rule === SKIP.BEGINS ? ACTION.MARKS : ACTION.ENDS;
}

/** What decides the actions: also by type of events in files, 1 if rows are made of some that may pass. */
type ActionParts = TypeVerdicts & { readonly rowTypes: Uint8Array };

/** ACTION by event type for a filter, for threads with a VERDICT. */
function prefilterActions(verdicts: ActionParts, verdict: number): Uint8Array {
  if (verdict === VERDICT.ACCEPTED) return ACCEPTED_RULES.map((rule) => markOf(rule));
  const { rules, decidedBy, rowTypes } = verdicts;
  return rules.map((_, type) => {
    const action = skipAction(verdicts, verdict, type);
    const isRow = action === ACTION.ENDS && rowTypes[type] === 1 && decidedBy[type] !== DECIDED_BY.TYPE;
    return isRow ? rowOf(SKIP_RULES[type] as number) : action;
  });
}

/** ACTION for events that become rows, and else were skipped by a SKIP rule. */
const rowOf = (rule: number): number => (rule === SKIP.LEAVES ? ACTION.LEAVING_ROW : ACTION.ROW);

/** ACTION if no columns were needed. */
function skipAction(verdicts: TypeVerdicts, verdict: number, type: number): number {
  const { rules, decidedBy, isRejectedWithoutFd } = verdicts;
  const mark = markOf(rules[type] as number);
  if (mark !== ACTION.MARKS || verdict === VERDICT.REJECTED || decidedBy[type] === DECIDED_BY.TYPE) return mark;
  if (verdict === VERDICT.SOUGHT && verdicts.isSought(type)) return ACTION.SOUGHT;
  // the descriptor that it uses is one of the thread's, or unknown
  const isByFd = verdict === VERDICT.FDS_REJECTED && decidedBy[type] === DECIDED_BY.FD;
  return isByFd && isRejectedWithoutFd(type) ? mark : ACTION.ENDS;
}
