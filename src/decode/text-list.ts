/**
 * The strings of a NUL-separated list (args, env, cgroups); a missing NUL at the end is no matter. One empty string alone
 * is none, as in the reference.
 */
export function decodeTextList(list: string): string[] {
  if (list === '' || list === '\0') return [];
  const items = list.split('\0');
  if (items[items.length - 1] === '') items.pop();
  return items;
}
