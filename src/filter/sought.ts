import type { FieldOptions, InBytes } from '../fields/field.js';
import { MOST_SOUGHT } from '../schema/prefilter.js';
import type { Sought } from '../state/sought.js';
import type { Checked, CheckedTest } from './check.js';
import type { OperatorName } from './operators.js';

/** Operators that hold only if the value has the literal in it. */
const WITH_LITERAL: ReadonlySet<OperatorName> = new Set([
  'contains',
  'bcontains',
  'startswith',
  'bstartswith',
  'endswith',
  '=',
]);
/** Shorter parts are in most events. */
const LEAST = 2;

/** The conditions that must all hold. */
const conditionsOf = (node: Checked): readonly Checked[] =>
  node.kind === 'and' ? node.children.flatMap(conditionsOf) : [node];

function inBytes({ left, right, isList, operator, literals }: CheckedTest, options: FieldOptions): InBytes | null {
  const [text] = literals;
  const isPlain = right === null && !isList && left.transformers.length === 0 && literals.length === 1;
  if (!isPlain || typeof text !== 'string' || !WITH_LITERAL.has(operator)) return null;
  const found = left.def.inBytes?.(text, options) ?? null;
  return found === null || found.part.length < LEAST ? null : found;
}

/** What must be in the bytes of events that a filter accepts: the longest such part of one of its conditions; null for nothing. */
export function soughtIn(filter: Checked, options: FieldOptions): Sought | null {
  const found = conditionsOf(filter).flatMap((node) => (node.kind === 'test' ? (inBytes(node, options) ?? []) : []));
  const [longest] = found.sort((a, b) => b.part.length - a.part.length);
  if (longest === undefined) return null;
  const { part, types, orInFdName } = longest;
  return { text: part, bytes: Buffer.from(part, 'latin1').subarray(0, MOST_SOUGHT), types, orInFdName };
}
