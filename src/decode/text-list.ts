/** Maximum number of lists kept split, and maximum length of their text. */
const MAX_KEPT = 2048;
const MAX_KEPT_TEXT = 8192;
const takenApart: TextList[] = [];
let at = 0;

/**
 * A NUL-separated list (args, env, cgroups) as stored in events and captures, split on demand. A single empty string is an empty
 * list, as in the reference. Immutable.
 */
export class TextList {
  private own: string;
  private list: readonly string[] | null = null;

  constructor(text: string) {
    this.own = text;
  }

  /** The list as stored; the final NUL may be missing. */
  get text(): string {
    return this.own;
  }

  /** Replaces its text by an equal one, so that only one is in memory. */
  share(equal: string): void {
    this.own = equal;
  }

  get items(): readonly string[] {
    if (this.list !== null) return this.list;
    const list = split(this.own);
    if (this.own.length <= MAX_KEPT_TEXT) this.keep(list);
    return list;
  }

  /** Keeps the items until MAX_KEPT other lists have been split: they take more memory than the text. */
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

/** The empty list. */
export const EMPTY_LIST = new TextList('');
