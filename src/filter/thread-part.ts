import { THREAD_FACTS } from '../fields/thread-facts.js';
import type { Checked } from './check.js';

function isOfThread(node: Checked): boolean {
  if (node.kind === 'test')
    return THREAD_FACTS.has(node.left.def.name) && (node.right === null || THREAD_FACTS.has(node.right.def.name));
  return node.kind === 'not' ? isOfThread(node.child) : node.children.every(isOfThread);
}

/**
 * What a filter asks of threads alone: a weaker filter, which refuses no event that the whole one lets through, and whose
 * answer is the same for all events of a thread. Null where threads tell nothing.
 */
export function threadPartOf(node: Checked): Checked | null {
  if (isOfThread(node)) return node;
  if (node.kind === 'test' || node.kind === 'not') return null;
  const parts = node.children.map(threadPartOf).filter((part) => part !== null);
  const isEnough = node.kind === 'and' ? parts.length > 0 : parts.length === node.children.length;
  if (!isEnough) return null;
  return parts.length === 1 ? (parts[0] as Checked) : { kind: node.kind, children: parts };
}
