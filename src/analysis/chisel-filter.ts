import type { Ast } from '../filter/ast.js';
import { type FilterPart, treeOf } from '../filter/compose.js';

/** The events that a chisel needs; a function if that depends on its arguments, or is composed of several filters. */
export type ChiselFilter = FilterPart | ((args: readonly string[]) => FilterPart);

/** The tree of a chisel's filter; null for all events. Throws SyssharkError USAGE for invalid arguments. */
export function chiselFilter(filter: ChiselFilter, args: readonly string[] = []): Ast | null {
  return treeOf(typeof filter === 'function' ? filter(args) : filter);
}
