/** Lists that are kept taken apart, and the size of their texts up to which they are. */
const MAX_KEPT = 2048;
const MAX_KEPT_TEXT = 8192;
const takenApart: TextList[] = [];
let at = 0;

/**
 * A NUL-separated list (args, env, cgroups) as events and captures have it, taken apart when somebody asks. One empty string
 * alone is none, as in the reference. What it says never changes.
 */
export class TextList {
  private own: string;
  private list: readonly string[] | null = null;

  constructor(text: string) {
    this.own = text;
  }

  /** The list as it came; a missing NUL at the end is no matter. */
  get text(): string {
    return this.own;
  }

  /** Holds an equal text in place of its own, so that there is only one in memory. */
  share(equal: string): void {
    this.own = equal;
  }

  get items(): readonly string[] {
    if (this.list !== null) return this.list;
    const list = split(this.own);
    if (this.own.length <= MAX_KEPT_TEXT) this.keep(list);
    return list;
  }

  /** Keeps the items until so many other lists have been taken apart: they take more room than the text. */
  private keep(list: readonly string[]): void {
    this.list = list;
    const before = takenApart[at];
    if (before !== undefined) before.list = null;
    takenApart[at] = this;
    at = (at + 1) % MAX_KEPT;
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
