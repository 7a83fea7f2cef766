import { asciiLower } from '../bytes/text.js';
import { type InBytes, SCOPE } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { MOST_SOUGHT } from '../schema/prefilter.js';
import type { Sought } from '../state/sought.js';
import type { Checked, CheckedTest } from './check.js';
import { compileChecked } from './compile.js';
import { outcomeOf } from './event-mask.js';
import type { OperatorName } from './operators.js';
import { fieldsOf, isOf, isOfFd, isOfThread } from './part-of.js';
import { eventTypeSet } from './type-set.js';

/** Operators that hold only if the value has the literal in it, and those that do not mind the case of letters. */
const WITH_LITERAL: ReadonlySet<OperatorName> = new Set([
  'contains',
  'icontains',
  'bcontains',
  'startswith',
  'bstartswith',
  'endswith',
  '=',
]);
const ANY_CASE: ReadonlySet<OperatorName> = new Set(['icontains']);
/** Shorter parts are in most events. */
const LEAST = 2;

/** What must be in the bytes of events that a filter accepts, unless another one accepts them. */
interface Need extends InBytes {
  readonly isAnyCase: boolean;
  /** Filters of threads and descriptors. */
  readonly elsewhere: readonly Checked[];
}

function needOfTest({ left, right, isList, operator, literals }: CheckedTest, context: FieldContext): Need | null {
  const [text] = literals;
  const isPlain = right === null && !isList && left.transformers.length === 0 && literals.length === 1;
  if (!isPlain || typeof text !== 'string' || !WITH_LITERAL.has(operator)) return null;
  const found = left.def.inBytes?.(text, context) ?? null;
  if (found === null || found.part.length < LEAST) return null;
  return { ...found, isAnyCase: ANY_CASE.has(operator), elsewhere: [] };
}

const isOfThreadOrFd = (node: Checked): boolean => isOf(node, (field) => isOfThread(field) || isOfFd(field));

/** The part that all of some needs have in them; null if there is none. */
function partOfAll(needs: readonly Need[], isAnyCase: boolean): string | null {
  const parts = needs.map(({ part }) => (isAnyCase ? asciiLower(part) : part)).sort((a, b) => a.length - b.length);
  const [shortest = ''] = parts;
  return parts.every((part) => part.includes(shortest)) ? shortest : null;
}

/** Event types of which no event passes a filter that the type decides; null if it does not. */
function typesWithout(node: Checked): Uint8Array | null {
  const { canHold } = outcomeOf(node);
  return canHold.every((can) => can === 1) ? null : eventTypeSet(canHold).map((can) => 1 - can);
}

/** What events need that pass one of some filters. */
function needOfAny(children: readonly Checked[], context: FieldContext): Need | null {
  const needs: Need[] = [];
  const types: Uint8Array[] = [];
  const elsewhere: Checked[] = [];
  for (const child of children) {
    const need = needOf(child, context);
    const without = need === null ? typesWithout(child) : null;
    if (need !== null) needs.push(need);
    else if (isOfThreadOrFd(child)) elsewhere.push(child);
    else if (without !== null) types.push(without);
    else return null;
  }
  const isAnyCase = needs.some((need) => need.isAnyCase);
  const part = needs.length === 0 ? null : partOfAll(needs, isAnyCase);
  if (part === null) return null;
  const all = [...types, ...needs.map((need) => need.types)];
  return {
    part,
    isAnyCase,
    types: (all[0] as Uint8Array).map((_, type) => (all.every((some) => some[type] === 1) ? 1 : 0)),
    orInFdName: needs.some((need) => need.orInFdName),
    elsewhere: [...elsewhere, ...needs.flatMap((need) => need.elsewhere)],
  };
}

/** Of conditions that must all hold, the one that seeks the longest part. */
function needOfAll(children: readonly Checked[], context: FieldContext): Need | null {
  const needs = children.flatMap((child) => needOf(child, context) ?? []);
  const [longest = null] = needs.sort((a, b) => b.part.length - a.part.length);
  return longest;
}

function needOf(node: Checked, context: FieldContext): Need | null {
  if (node.kind === 'test') return needOfTest(node, context);
  if (node.kind === 'not') return null;
  return (node.kind === 'and' ? needOfAll : needOfAny)(node.children, context);
}

/** What must be in the bytes of events that a filter accepts; null for nothing. */
export function soughtIn(filter: Checked, context: FieldContext): Sought | null {
  const need = needOf(filter, context);
  if (need === null) return null;
  const { part, isAnyCase, types, orInFdName, elsewhere } = need;
  const text = isAnyCase ? asciiLower(part) : part;
  const others: Checked = { kind: 'or', children: elsewhere };
  const scopes = fieldsOf(others).map(({ threadScope }) => threadScope ?? SCOPE.OWN);
  return {
    text,
    bytes: Buffer.from(text, 'latin1').subarray(0, MOST_SOUGHT),
    isAnyCase,
    types,
    orInFdName,
    elsewhere: elsewhere.length === 0 ? null : compileChecked(others, context),
    threadScope: Math.max(SCOPE.OWN, ...scopes),
  };
}
