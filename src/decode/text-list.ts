/**
 * A NUL-separated list (args, env, cgroups) as events and captures have it, taken apart when somebody asks. One empty string
 * alone is none, as in the reference. Never changed.
 */
export class TextList {
  /** The list as it came; a missing NUL at the end is no matter. */
  readonly text: string;
  private list: readonly string[] | null = null;

  constructor(text: string) {
    this.text = text;
  }

  get items(): readonly string[] {
    this.list ??= split(this.text);
    return this.list;
  }
}

function split(text: string): string[] {
  if (text === '' || text === '\0') return [];
  const items = text.split('\0');
  if (items[items.length - 1] === '') items.pop();
  return items;
}

/** A list with nothing in it. */
export const EMPTY_LIST = new TextList('');
