import { bothOf, quotedValue } from './filter-text.js';

/** Fields by which a thread, its process and its ancestors are known; a thread may have another name than its process. */
const NAMES = ['proc.name', 'proc.aname[0]', 'proc.aname'];

/**
 * Text of the filter that lets pass what another one does ('' for everything), but nothing of commands of these names
 * (byte strings) nor of what descends from them.
 */
export function withoutCommands(filter: string, names: readonly string[]): string {
  const list = names.map(quotedValue).join(', ');
  const suppressed = NAMES.map((field) => `${field} in (${list})`).join(' or ');
  return bothOf(filter, `not (${suppressed})`);
}
