/** The strings of a NUL-separated list (args, env, cgroups); a missing NUL at the end is no matter. */
export function decodeTextList(list: string): string[] {
  if (list === '') return [];
  const items = list.split('\0');
  if (items[items.length - 1] === '') items.pop();
  return items;
}
