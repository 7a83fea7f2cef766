// HOT: once per counted event. No allocation but for new keys, no bigint, try, spread or iterator here.
import type { Evt } from '../state/evt.js';

/** A value by which events are grouped: compared as a whole. */
export type Key = string | number | bigint | boolean;

/** Takes a key out of an event; null where the event has none.  */
export type KeyOf<K = Key> = (evt: Evt) => K | null;

interface Level<T, K> extends Map<K, Level<T, K> | T> {}

/**
 * What is kept for each combination of keys that occurred: maps within maps, a level a key, so that keys need not be joined to be
 * looked up. It has a limit; what comes beyond it has one place together.
 */
export class KeyTree<T extends object, K = Key> {
  private readonly keys: readonly KeyOf<K>[];
  private readonly make: (keys: readonly K[]) => T;
  private readonly limit: number;
  private readonly root: Level<T, K> = new Map();
  private readonly found: T[] = [];
  private lastKey: K | null = null;
  private last: T | null = null;
  /** What was made for all combinations beyond the limit; null while there are none. */
  others: T | null = null;

  /** `make` is called once for each combination; with no keys for all beyond the limit. */
  constructor(keys: readonly KeyOf<K>[], make: (keys: readonly K[]) => T, limit: number) {
    this.keys = keys;
    this.make = make;
    this.limit = limit;
  }

  /** What is kept for the keys of an event; null where it lacks one of them. */
  find(evt: Evt): T | null {
    const { keys } = this;
    const end = keys.length - 1;
    let level = this.root;
    for (let i = 0; i < end; i++) {
      const key = (keys[i] as KeyOf<K>)(evt);
      if (key === null) return null;
      const next = level.get(key) as Level<T, K> | undefined;
      if (next === undefined) return this.add(evt);
      level = next;
    }
    const key = (keys[end] as KeyOf<K>)(evt);
    if (key === null) return null;
    // events of a kind often follow one another
    if (end === 0 && key === this.lastKey) return this.last;
    const leaf = (level.get(key) as T | undefined) ?? this.add(evt);
    if (end === 0 && leaf !== this.others) {
      this.lastKey = key;
      this.last = leaf;
    }
    return leaf;
  }

  /** Everything that is kept but `others`, in the order in which it came. */
  get values(): readonly T[] {
    return this.found;
  }

  clear(): void {
    this.root.clear();
    this.found.length = 0;
    this.lastKey = null;
    this.last = null;
    this.others = null;
  }

  private add(evt: Evt): T | null {
    const keys: K[] = [];
    for (let i = 0; i < this.keys.length; i++) {
      const key = (this.keys[i] as KeyOf<K>)(evt);
      if (key === null) return null;
      keys.push(key);
    }
    if (this.found.length >= this.limit) {
      this.others ??= this.make([]);
      return this.others;
    }
    const leaf = this.make(keys);
    this.found.push(leaf);
    this.place(keys, leaf);
    return leaf;
  }

  private place(keys: readonly K[], leaf: T): void {
    const end = keys.length - 1;
    let level = this.root;
    for (let i = 0; i < end; i++) {
      const key = keys[i] as K;
      let next = level.get(key) as Level<T, K> | undefined;
      if (next === undefined) {
        next = new Map();
        level.set(key, next);
      }
      level = next;
    }
    level.set(keys[end] as K, leaf);
  }
}
