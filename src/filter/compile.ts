import { isGenericType } from '../fields/event-kind.js';
import { FieldArgError } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { EVENTS } from '../schema/events.js';
import type { Subject } from '../state/subject.js';
import type { Checked, CheckedTest } from './check.js';
import { type Outcome, outcomeOf } from './event-mask.js';
import { bindUse } from './operand.js';
import { getOperator, type Matcher } from './operators.js';
import { eventTypeSet } from './type-set.js';

/** Whether an event satisfies a condition. */
export type Predicate = (evt: Subject) => boolean;

/** A predicate with what ordering needs to know. */
interface Plan {
  readonly predicate: Predicate;
  /** Cost of testing one event, in comparisons of two small numbers. */
  readonly cost: number;
  /** The result depends on earlier tests, so conditions must be tested in written order. */
  readonly isStateful: boolean;
}

/** Cost of a test that the event type decides. */
const TYPE_COST = 0.5;

/** Makes the predicate of a checked filter: cheapest conditions first, event type tests as table look-ups. */
export function compileChecked(node: Checked, context: FieldContext): Predicate {
  return planOf(node, context).predicate;
}

/** Cost of testing one event, in comparisons of two small numbers. */
export function costOf(node: Checked, context: FieldContext): number {
  return planOf(node, context).cost;
}

/** The predicate of a checked filter and its cost: see compileChecked. */
export function planOf(node: Checked, context: FieldContext): Plan {
  if (node.kind === 'test') return planTest(node, context);
  if (node.kind === 'not') {
    const { predicate, ...rest } = planOf(node.child, context);
    return { ...rest, predicate: (evt) => !predicate(evt) };
  }
  const plans = node.children.map((child) => planOf(child, context));
  const isStateful = plans.some((plan) => plan.isStateful);
  if (!isStateful) plans.sort((a, b) => a.cost - b.cost);
  const predicates = plans.map((plan) => plan.predicate);
  const cost = plans.reduce((sum, plan) => sum + plan.cost, 0);
  return { predicate: node.kind === 'and' ? joinAnd(predicates) : joinOr(predicates), cost, isStateful };
}

function joinAnd(all: readonly Predicate[]): Predicate {
  const [a, b, c] = all as [Predicate, Predicate, Predicate];
  if (all.length === 2) return (evt) => a(evt) && b(evt);
  if (all.length === 3) return (evt) => a(evt) && b(evt) && c(evt);
  return (evt) => {
    for (let i = 0; i < all.length; i++) if (!(all[i] as Predicate)(evt)) return false;
    return true;
  };
}

function joinOr(all: readonly Predicate[]): Predicate {
  const [a, b, c] = all as [Predicate, Predicate, Predicate];
  if (all.length === 2) return (evt) => a(evt) || b(evt);
  if (all.length === 3) return (evt) => a(evt) || b(evt) || c(evt);
  return (evt) => {
    for (let i = 0; i < all.length; i++) if ((all[i] as Predicate)(evt)) return true;
    return false;
  };
}

function planTest(test: CheckedTest, context: FieldContext): Plan {
  const { def, transformers } = test.left;
  const predicate = ownEqual(test) ?? containsInPlace(test, context) ?? predicateOf(test, context);
  const cost = (def.cost ?? 1) + getOperator(test.operator).cost + transformers.length * 10;
  const plan = { predicate, cost, isStateful: def.isStateful === true };
  return def.ofKind === undefined ? plan : decideByType(plan, outcomeOf(test));
}

/** Decides by event type if the type is enough, and calls the predicate for other types. */
function decideByType(plan: Plan, outcome: Outcome): Plan {
  const canHold = eventTypeSet(outcome.canHold);
  const canFail = eventTypeSet(outcome.canFail);
  const isDecided = EVENTS.every(({ id }) => isGenericType(id) || canHold[id] !== canFail[id]);
  const { predicate } = plan;
  return {
    ...plan,
    cost: isDecided ? TYPE_COST : plan.cost,
    predicate: (evt) => {
      const type = evt.view.type;
      if (canHold[type] === 0) return false;
      return canFail[type] === 0 || predicate(evt);
    },
  };
}

/** The comparison of a field for which "=" has another meaning. */
function ownEqual({ left, operator, literals }: CheckedTest): Predicate | null {
  const holds = operator === '=' ? left.def.bindEqual?.(left.arg) : undefined;
  return holds === undefined ? null : (evt) => holds(evt, literals[0] as number | bigint);
}

/** The search for a part of a text that is made for each event. */
function containsInPlace({ left, operator, literals, right }: CheckedTest, context: FieldContext): Predicate | null {
  const isPlain = operator === 'contains' && right === null && left.transformers.length === 0;
  return isPlain ? (left.def.bindContains?.(literals[0] as string, context) ?? null) : null;
}

function predicateOf(test: CheckedTest, context: FieldContext): Predicate {
  const operator = getOperator(test.operator);
  if (test.right !== null) return compareFields(test, context);
  const matches = operator.build(test.family, test.literals);
  const some = test.left.arg === null ? test.left.def.bindSome?.(context) : undefined;
  if (some !== undefined) return (evt) => some(evt, (value) => value !== null && matches(value));
  const extract = bindUse(test.left, context);
  if (test.operator === 'exists') return (evt) => extract(evt) !== null;
  if (test.isList) return matchList(test, matches, extract);
  const literal = test.literals[0];
  if (test.operator === '=' && (test.family === 'text' || test.family === 'bool'))
    return (evt) => extract(evt) === literal;
  return (evt) => {
    const value = extract(evt);
    return value !== null && matches(value);
  };
}

function matchList(test: CheckedTest, matches: Matcher, extract: ReturnType<typeof bindUse>): Predicate {
  const isEvery = test.operator === 'in';
  return (evt) => {
    const values = extract(evt);
    if (!Array.isArray(values)) return false;
    return isEvery ? values.every((value: string) => matches(value)) : values.some((value: string) => matches(value));
  };
}

function compareFields(test: CheckedTest, context: FieldContext): Predicate {
  const { compare } = getOperator(test.operator);
  const left = bindUse(test.left, context);
  const right = test.right === null ? null : bindUse(test.right, context);
  if (compare === null || right === null) throw new FieldArgError(`'${test.operator}' takes values, not a field`);
  return (evt) => {
    const ours = left(evt);
    const theirs = right(evt);
    return ours !== null && theirs !== null && compare(ours, theirs);
  };
}
