import type { Checked } from './check.js';

/** Names of fields. */
type Facts = Pick<ReadonlySet<string>, 'has'>;

function isOf(node: Checked, facts: Facts): boolean {
  if (node.kind === 'test')
    return facts.has(node.left.def.name) && (node.right === null || facts.has(node.right.def.name));
  return node.kind === 'not' ? isOf(node.child, facts) : node.children.every((child) => isOf(child, facts));
}

/** The same filter with negations at single conditions only. */
export function withNearNegations(node: Checked, isNegated = false): Checked {
  if (node.kind === 'test') return isNegated ? { kind: 'not', child: node } : node;
  if (node.kind === 'not') return withNearNegations(node.child, !isNegated);
  const children = node.children.map((child) => withNearNegations(child, isNegated));
  return { kind: isNegated === (node.kind === 'and') ? 'or' : 'and', children };
}

/**
 * What a filter asks of some fields (`facts`) alone: a weaker filter, which refuses no event that the whole one lets through.
 * Null where those fields tell nothing.
 */
export function partOf(node: Checked, facts: Facts): Checked | null {
  return isOf(node, facts) ? node : partOfGroup(withNearNegations(node), facts);
}

function partOfGroup(node: Checked, facts: Facts): Checked | null {
  if (isOf(node, facts)) return node;
  if (node.kind === 'test' || node.kind === 'not') return null;
  const parts = node.children.map((child) => partOfGroup(child, facts)).filter((part) => part !== null);
  const isEnough = node.kind === 'and' ? parts.length > 0 : parts.length === node.children.length;
  if (!isEnough) return null;
  return parts.length === 1 ? (parts[0] as Checked) : { kind: node.kind, children: parts };
}

/** Names of the fields that a filter asks for. */
export function fieldsOf(node: Checked): readonly string[] {
  if (node.kind === 'test') return [node.left, node.right].flatMap((use) => (use === null ? [] : [use.def.name]));
  return node.kind === 'not' ? fieldsOf(node.child) : node.children.flatMap(fieldsOf);
}

/** The text of a filter or a part of one. */
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
