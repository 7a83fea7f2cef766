import { SCOPE } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import type { Sought } from '../state/sought.js';
import type { Subject } from '../state/subject.js';
import type { Ast } from './ast.js';
import { type Checked, checkFilter } from './check.js';
import { type ColumnFilter, columnFilter, NONE_BY_COLUMNS } from './column-filter.js';
import { compileChecked, costOf, planOf } from './compile.js';
import { outcomeOf } from './event-mask.js';
import { parseFilter } from './parse.js';
import { fieldsOf, isOfFd, isOfThread, partOf, textOf } from './part-of.js';
import { soughtIn } from './sought.js';
import { eventTypeSet, syscallCodeSet } from './type-set.js';

export { formatTextError } from './text-error.js';

/** A compiled filter. */
export interface Filter {
  /** Whether an event passes. `begin` of the state must have been called for it. */
  readonly test: (subject: Subject) => boolean;
  /** One byte for each event type, index = type: 0 if no event of that type can pass. Conservative. */
  readonly mask: Uint8Array;
  /** One byte for each system call code: 0 if no generic event of that system call can pass. Conservative. */
  readonly codes: Uint8Array;
  /**
   * Whether events of `thread` can pass, as far as that depends on threads (FieldDemands.threadScope): it reads only
   * `thread`, `state` and `view.tid`. Null if the filter does not depend on threads.
   */
  readonly threadTest: ((subject: Subject) => boolean) | null;
  /** Whether `threadTest` is the whole filter, and no result depends on descriptors. */
  readonly isOfThreads: boolean;
  /** What may change the results of `threadTest`: the widest SCOPE of the fields that it reads. */
  readonly threadScope: number;
  /** The same for descriptors (FieldDemands.isOfFd): it reads only `thread`, `fd` and the type of `view`. */
  readonly fdTest: ((subject: Subject) => boolean) | null;
  /** What must be in the bytes of events of some types; null for nothing. */
  readonly sought: Sought | null;
  /** Cost of testing one event, in comparisons of two small numbers. */
  readonly cost: number;
  /** Makes the same filter for columns. */
  readonly columns: () => ColumnFilter;
  /** Its conditions, some of which the kernel can decide (registerConditions); null if all must be tested here. */
  readonly checked: Checked | null;
}

/**
 * Compiles a filter: its text (byte string) or a tree. Throws TextError('FILTER') with the position of the error;
 * formatTextError makes a message of it.
 */
export function compileFilter(filter: string | Ast, context: FieldContext): Filter {
  const checked = checkFilter(typeof filter === 'string' ? parseFilter(filter) : filter, context.registry);
  const { predicate, cost } = planOf(checked, context);
  const outcome = outcomeOf(checked);
  const codes = syscallCodeSet(outcome.canHold);
  const mask = eventTypeSet(outcome.canHold);
  const canFail = eventTypeSet(outcome.canFail);
  if (isStateful(checked)) return { ...OPEN, test: predicate, cost, mask: mask.fill(1), codes: codes.fill(1) };
  const test = (evt: Subject): boolean => {
    const type = evt.view.type;
    return mask[type] === 1 && (canFail[type] === 0 || predicate(evt));
  };
  const threadPart = partOf(checked, isOfThread);
  const fdPart = partOf(checked, isOfFd);
  return {
    test,
    mask,
    codes,
    threadTest: threadPart === null ? null : compileChecked(threadPart, context),
    isOfThreads: threadPart === checked && !fieldsOf(checked).some((field) => field.isThroughFd),
    threadScope: threadPart === null ? SCOPE.OWN : scopeOf(threadPart),
    fdTest: fdPart === null ? null : compileChecked(fdPart, context),
    sought: soughtIn(checked, context),
    cost,
    columns: () => columnFilter(checked, context),
    checked,
  };
}

/** Whether the kernel can reject threads for a filter: only system calls may change the verdicts. */
export function canRejectThreads({ threadTest, threadScope }: Filter): boolean {
  return threadTest !== null && threadScope !== SCOPE.OUTSIDE;
}

/** The conditions of a filter as its author wrote them. */
export interface FilterParts {
  /** The part that depends on threads alone; null for none. */
  readonly threads: string | null;
  /** All conditions in the order in which they are tested, with their cost (in comparisons of small numbers). */
  readonly conditions: readonly { readonly text: string; readonly cost: number }[];
}

/** Splits a filter into its conditions, as text. Throws TextError('FILTER'). */
export function describeFilter(filter: Ast, context: FieldContext): FilterParts {
  const checked = checkFilter(filter, context.registry);
  const threadPart = isStateful(checked) ? null : partOf(checked, isOfThread);
  const all = checked.kind === 'and' ? checked.children : [checked];
  const conditions = all.map((node) => ({ text: textOf(node), cost: costOf(node, context) }));
  return {
    threads: threadPart === null ? null : textOf(threadPart),
    conditions: isStateful(checked) ? conditions : conditions.sort((a, b) => a.cost - b.cost),
  };
}

/** The summary of a filter that must be tested for every event. */
const OPEN = {
  threadTest: null,
  isOfThreads: false,
  threadScope: SCOPE.OWN,
  fdTest: null,
  sought: null,
  columns: () => NONE_BY_COLUMNS,
  checked: null,
} as const;

function scopeOf(part: Checked): number {
  return Math.max(...fieldsOf(part).map((field) => field.threadScope ?? SCOPE.OUTSIDE));
}

/** Whether a field counts how often it is tested, and so must be tested for every event. */
function isStateful(node: Checked): boolean {
  if (node.kind === 'test') return node.left.def.isStateful === true || node.right?.def.isStateful === true;
  return node.kind === 'not' ? isStateful(node.child) : node.children.some(isStateful);
}
