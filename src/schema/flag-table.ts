/** One named value: the name and the number it has inside a capture (not always the kernel's). */
export type FlagEntry = readonly [name: string, value: number];

/** A family of named values, in the order in which names are matched and printed. */
export interface FlagTable {
  readonly name: string;
  readonly entries: readonly FlagEntry[];
}

/** Makes a flag table; `name` is the one under which C sees it. */
export function flagTable(name: string, entries: readonly FlagEntry[]): FlagTable {
  return { name, entries };
}
