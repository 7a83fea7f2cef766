import { EVENT_KINDS, type EventKind } from '../fields/event-kind.js';
import type { Checked, CheckedTest } from './check.js';
import { FAMILIES } from './families.js';
import { typeOfUse } from './operand.js';
import { getOperator } from './operators.js';

/** For each of EVENT_KINDS: whether a condition can be true for such events, and whether it can be false. */
export interface Outcome {
  readonly canHold: Uint8Array;
  readonly canFail: Uint8Array;
}

/**
 * What the kind of an event says about a condition. Conservative: both are possible if it says nothing. Negation swaps
 * the two, which gives De Morgan's rules.
 */
export function outcomeOf(node: Checked): Outcome {
  if (node.kind === 'test') return outcomeOfTest(node);
  if (node.kind === 'not') {
    const { canHold, canFail } = outcomeOf(node.child);
    return { canHold: canFail, canFail: canHold };
  }
  const outcomes = node.children.map(outcomeOf);
  // most conditions of a long filter say nothing about kinds
  if (outcomes.every((outcome) => outcome === UNKNOWN)) return UNKNOWN;
  const holds = outcomes.map(({ canHold }) => canHold);
  const fails = outcomes.map(({ canFail }) => canFail);
  return node.kind === 'and'
    ? { canHold: whereAll(holds), canFail: whereAny(fails) }
    : { canHold: whereAny(holds), canFail: whereAll(fails) };
}

/** The outcome of a condition that does not depend on the kind. */
const UNKNOWN: Outcome = {
  canHold: new Uint8Array(EVENT_KINDS.length).fill(1),
  canFail: new Uint8Array(EVENT_KINDS.length).fill(1),
};

function whereAll(sides: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(EVENT_KINDS.length).fill(1);
  for (const side of sides) for (let i = 0; i < all.length; i++) all[i] = (all[i] as number) & (side[i] as number);
  return all;
}

function whereAny(sides: readonly Uint8Array[]): Uint8Array {
  const any = new Uint8Array(EVENT_KINDS.length);
  for (const side of sides) for (let i = 0; i < any.length; i++) any[i] = (any[i] as number) | (side[i] as number);
  return any;
}

function outcomeOfTest(test: CheckedTest): Outcome {
  if (test.left.def.ofKind === undefined) return UNKNOWN;
  const results = EVENT_KINDS.map(resultByKind(test));
  return {
    canHold: Uint8Array.from(results, (result) => (result === false ? 0 : 1)),
    canFail: Uint8Array.from(results, (result) => (result === true ? 0 : 1)),
  };
}

/** Result of a test for all events of a kind; undefined if it depends on the event. */
function resultByKind({
  left,
  right,
  operator,
  isList,
  literals,
}: CheckedTest): (kind: EventKind) => boolean | undefined {
  const { ofKind } = left.def;
  if (ofKind === undefined) return () => undefined;
  const isPlain = right === null && !isList && left.transformers.length === 0;
  const matches = isPlain ? getOperator(operator).build(FAMILIES[typeOfUse(left).type], literals) : () => undefined;
  return (kind) => {
    const value = ofKind(kind, left.arg);
    if (value === undefined) return undefined;
    return value === null ? false : matches(value);
  };
}
