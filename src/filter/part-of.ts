import type { FieldDef } from '../fields/field.js';
import type { Checked } from './check.js';

/** Whether a field belongs to a set. */
type FieldTest = (field: FieldDef) => boolean;

/** Fields that depend on threads alone. */
export const isOfThread: FieldTest = ({ threadScope }) => threadScope !== undefined;
/** Fields that depend on the event's descriptor alone. */
export const isOfFd: FieldTest = (field) => field.isOfFd === true;

/** Whether all fields of a filter belong to a set. */
export function isOf(node: Checked, isOne: FieldTest): boolean {
  if (node.kind === 'test') return isOne(node.left.def) && (node.right === null || isOne(node.right.def));
  return node.kind === 'not' ? isOf(node.child, isOne) : node.children.every((child) => isOf(child, isOne));
}

/** The same filter with all negations moved to single conditions. */
export function withNearNegations(node: Checked, isNegated = false): Checked {
  if (node.kind === 'test') return isNegated ? { kind: 'not', child: node } : node;
  if (node.kind === 'not') return withNearNegations(node.child, !isNegated);
  const children = node.children.map((child) => withNearNegations(child, isNegated));
  return { kind: isNegated === (node.kind === 'and') ? 'or' : 'and', children };
}

/**
 * The part of a filter that depends on some fields alone: a weaker filter, which rejects no event that the whole one
 * accepts. Null if these fields decide nothing.
 */
export function partOf(node: Checked, isOne: FieldTest): Checked | null {
  return isOf(node, isOne) ? node : partOfGroup(withNearNegations(node), isOne);
}

function partOfGroup(node: Checked, isOne: FieldTest): Checked | null {
  if (isOf(node, isOne)) return node;
  if (node.kind === 'test' || node.kind === 'not') return null;
  const parts = node.children.map((child) => partOfGroup(child, isOne)).filter((part) => part !== null);
  const isEnough = node.kind === 'and' ? parts.length > 0 : parts.length === node.children.length;
  if (!isEnough) return null;
  return parts.length === 1 ? (parts[0] as Checked) : { kind: node.kind, children: parts };
}

/** The fields of a filter. */
export function fieldsOf(node: Checked): readonly FieldDef[] {
  if (node.kind === 'test') return [node.left, node.right].flatMap((use) => (use === null ? [] : [use.def]));
  return node.kind === 'not' ? fieldsOf(node.child) : node.children.flatMap(fieldsOf);
}

/** A filter, or a part of one, as text. */
export function textOf(node: Checked): string {
  if (node.kind === 'test') return node.source;
  if (node.kind === 'not')
    return node.child.kind === 'test' ? `not ${textOf(node.child)}` : `not (${textOf(node.child)})`;
  // a field that has two values is tested twice
  const texts = [...new Set(node.children.map((child) => inGroup(child, node.kind)))];
  return texts.join(` ${node.kind} `);
}

function inGroup(node: Checked, group: 'and' | 'or'): string {
  const text = textOf(node);
  const isGroup = node.kind === 'and' || node.kind === 'or';
  return isGroup && node.kind !== group && text.includes(` ${node.kind} `) ? `(${text})` : text;
}
