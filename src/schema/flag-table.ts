/** One named value: the name and its number in a capture (not always the kernel's). */
export type FlagEntry = readonly [name: string, value: number];

/** A family of named values, in the order in which names are matched and printed. */
export interface FlagTable {
  readonly name: string;
  readonly entries: readonly FlagEntry[];
}

/** Makes a flag table; `name` is its name in C. */
export function flagTable(name: string, entries: readonly FlagEntry[]): FlagTable {
  return { name, entries };
}
