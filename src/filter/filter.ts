import { SCOPE } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import type { Evt } from '../state/evt.js';
import type { Ast } from './ast.js';
import { type Checked, checkFilter } from './check.js';
import { compileChecked, costOf, planOf } from './compile.js';
import { outcomeOf } from './event-mask.js';
import { parseFilter } from './parse.js';
import { fieldsOf, isOfFd, isOfThread, partOf, textOf } from './part-of.js';
import { eventTypeSet, syscallCodeSet } from './type-set.js';

export { formatTextError } from './text-error.js';

/** A filter, ready to be asked. */
export interface Filter {
  /** Whether an event passes. The state must have begun the event. */
  readonly test: (evt: Evt) => boolean;
  /** One byte for each event type, index = type: 0 where no event of that type can pass. Errs wide. */
  readonly mask: Uint8Array;
  /** One byte for each system call code: 0 where no generic event of that system call can pass. Errs wide. */
  readonly codes: Uint8Array;
  /**
   * Whether events of `evt.thread` can pass, as far as the filter asks about threads (FieldDemands.threadScope): `thread`, `state` and
   * `view.tid` are all that it looks at. Null where it asks nothing of them.
   */
  readonly threadTest: ((evt: Evt) => boolean) | null;
  /** Whether `threadTest` is all that it asks, and no answer depends on descriptors. */
  readonly isOfThreads: boolean;
  /** What may change the answers of `threadTest`: the widest SCOPE of the fields that it looks at. */
  readonly threadScope: number;
  /** The same for what it asks about descriptors (FieldDemands.isOfFd): `thread`, `fd` and the type of `view` are looked at. */
  readonly fdTest: ((evt: Evt) => boolean) | null;
  /** Cost of asking about one event, in comparisons of two small numbers. */
  readonly cost: number;
  /** Its conditions, for who can decide some of them elsewhere (registerConditions); null where all must be asked here. */
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
  const test = (evt: Evt): boolean => {
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
    cost,
    checked,
  };
}

/** Whether the kernel can reject threads for a filter: only system calls change the verdicts. */
export function canRejectThreads({ threadTest, threadScope }: Filter): boolean {
  return threadTest !== null && threadScope !== SCOPE.OUTSIDE;
}

/** The conditions of a filter as its author wrote them. */
export interface FilterParts {
  /** Its conditions on threads alone; null if there are none. */
  readonly threads: string | null;
  /** All conditions that must hold, in the order of evaluation, and their costs (in comparisons of small numbers). */
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

/** What a filter foretells that must be asked about every event. */
const OPEN = { threadTest: null, isOfThreads: false, threadScope: SCOPE.OWN, fdTest: null, checked: null } as const;

function scopeOf(part: Checked): number {
  return Math.max(...fieldsOf(part).map((field) => field.threadScope ?? SCOPE.OUTSIDE));
}

/** Fields that count their reads must be read for every event. */
function isStateful(node: Checked): boolean {
  if (node.kind === 'test') return node.left.def.isStateful === true || node.right?.def.isStateful === true;
  return node.kind === 'not' ? isStateful(node.child) : node.children.some(isStateful);
}
