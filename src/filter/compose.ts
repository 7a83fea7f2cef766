import type { Ast, GroupNode, ListNode, LiteralNode, RightSide } from './ast.js';
import { OPERATORS, type OperatorName } from './operators.js';
import { parseFieldNode, parseFilter } from './parse.js';

/** A filter to compose: its text (byte string) or a tree. A blank text, and null, accept every event. */
export type FilterPart = string | Ast | null;

/** A filter that accepts no event, which is known before any is read: no event has both directions. */
export const noEvents = (): Ast => parseFilter('evt.dir = > and evt.dir = <');

/** The tree of a filter; null if it accepts every event. Throws TextError('FILTER'). */
export function treeOf(part: FilterPart): Ast | null {
  if (typeof part !== 'string') return part;
  return part.trim() === '' ? null : parseFilter(part);
}

/** The filter that accepts what all of the parts accept; null for every event. Throws TextError('FILTER'). */
export function allOf(...parts: readonly FilterPart[]): Ast | null {
  const trees = parts.map(treeOf).filter((tree) => tree !== null);
  return trees.length === 0 ? null : group('and', trees);
}

/** The filter that accepts what any of the parts accepts; null for every event. Throws TextError('FILTER'). */
export function anyOf(...parts: readonly FilterPart[]): Ast | null {
  const trees = parts.map(treeOf).filter((tree) => tree !== null);
  if (trees.length < parts.length) return null;
  return trees.length === 0 ? noEvents() : group('or', trees);
}

/** The filter that accepts what none of the parts accepts. Throws TextError('FILTER'). */
export function noneOf(...parts: readonly FilterPart[]): Ast {
  const child = anyOf(...parts);
  return child === null ? noEvents() : { kind: 'not', pos: child.pos, child };
}

/** Groups of the same kind become one, as in a text without parentheses, so that all conditions are ordered by cost. */
function group(kind: GroupNode['kind'], trees: readonly Ast[]): Ast {
  const children = trees.flatMap((tree) => (tree.kind === kind ? tree.children : [tree]));
  const first = children[0] as Ast;
  return children.length === 1 ? first : { kind, pos: first.pos, children };
}

const literal = (text: string): LiteralNode => ({ kind: 'literal', pos: 0, text });
const listOf = (values: readonly string[]): ListNode => ({ kind: 'list', pos: 0, items: values.map(literal) });
const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/**
 * A comparison with values that are not filter text, such as file names (byte strings): nothing in them has a special
 * meaning. `field` may have an argument in brackets.
 */
export function condition(field: string, operator: OperatorName, values: readonly string[]): Ast {
  const isList = OPERATORS[operator].takes === 'list';
  const right: RightSide = isList ? listOf(values) : literal(values[0] as string);
  const shown = values.map((value) => (OPERATORS[operator].takes === 'number' ? value : quoted(value)));
  const text = `${field} ${operator} ${isList ? `(${shown.join(', ')})` : shown.join('')}`;
  const place = { pos: 0, operatorPos: 0 };
  return { kind: 'check', ...place, text, source: text, left: parseFieldNode(field), operator, right };
}
