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
 * What the kind of an event says about a condition. Errs wide: both are possible where it cannot be told. Negation swaps
 * the two, so De Morgan's rules come by themselves.
 */
export function outcomeOf(node: Checked): Outcome {
  if (node.kind === 'test') return outcomeOfTest(node);
  if (node.kind === 'not') {
    const { canHold, canFail } = outcomeOf(node.child);
    return { canHold: canFail, canFail: canHold };
  }
  const outcomes = node.children.map(outcomeOf);
  const all = (side: keyof Outcome): Uint8Array => combine(outcomes, side, (sides) => sides.every((can) => can === 1));
  const some = (side: keyof Outcome): Uint8Array => combine(outcomes, side, (sides) => sides.some((can) => can === 1));
  const isAnd = node.kind === 'and';
  return { canHold: isAnd ? all('canHold') : some('canHold'), canFail: isAnd ? some('canFail') : all('canFail') };
}

function combine(outcomes: Outcome[], side: keyof Outcome, decide: (sides: number[]) => boolean): Uint8Array {
  return Uint8Array.from(EVENT_KINDS, (_, i) =>
    decide(outcomes.map((outcome) => outcome[side][i] as number)) ? 1 : 0,
  );
}

function outcomeOfTest(test: CheckedTest): Outcome {
  const resultFor = resultByKind(test);
  const results = EVENT_KINDS.map(resultFor);
  return {
    canHold: Uint8Array.from(results, (result) => (result === false ? 0 : 1)),
    canFail: Uint8Array.from(results, (result) => (result === true ? 0 : 1)),
  };
}

/** Result of a test for all events of a kind; undefined where it depends on the event. */
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
