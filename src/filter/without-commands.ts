import type { Ast } from './ast.js';
import { condition, noneOf } from './compose.js';

/** Fields by which a thread, its process and its ancestors are known; a thread may have another name than its process. */
const NAMES = ['proc.name', 'proc.aname[0]', 'proc.aname'];

/** The filter that rejects the events of commands with these names (byte strings) and of their descendants. */
export function withoutCommands(names: readonly string[]): Ast {
  return noneOf(...NAMES.map((field) => condition(field, 'in', names)));
}
