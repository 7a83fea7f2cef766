/** Something that a run used. */
export interface Thing {
  /** The process that used it first. */
  readonly process: string;
  /** What it is called, in one or more words. */
  readonly words: readonly string[];
  /** How many calls used it. */
  count: number;
}

/** Most things of a kind. */
const MAX_THINGS = 65_536;
const SEPARATOR = '\0';

/** Things of one kind that a run used, by what they are called. */
export class Things {
  /** Whether there were more than are kept. */
  isFull = false;
  private readonly found = new Map<string, Thing>();
  private readonly none: Thing = { process: '', words: [], count: 0 };

  /** The thing with these words; one that is not kept if there are too many. */
  of(process: string, ...words: readonly string[]): Thing {
    const key = words.join(SEPARATOR);
    const known = this.found.get(key);
    if (known !== undefined) return known;
    if (this.found.size === MAX_THINGS) {
      this.isFull = true;
      return this.none;
    }
    const thing = { process, words, count: 0 };
    this.found.set(key, thing);
    return thing;
  }

  get all(): readonly Thing[] {
    return [...this.found.values()];
  }
}
