// HOT: once per counted event. No allocation but for new keys, no bigint, try, spread or iterator here.
import type { Evt } from '../state/evt.js';

/** A value by which events are grouped, compared as a whole. */
export type Key = string | number | bigint | boolean;

/** Reads a key from an event; null if the event has none. */
export type KeyOf<K = Key> = (evt: Evt) => K | null;

/** Most combinations of keys that tables tell apart. */
export const MOST_KEYS = 65_536;
/** The key of events that lack a value, where these count. */
export const MISSING_KEY = '<NA>';

interface Level<T, K> extends Map<K, Level<T, K> | T> {}

/**
 * A value for each combination of keys: nested maps, one level for each key, so that no key has to be built for a lookup.
 * All combinations beyond a limit share one value.
 */
export class KeyTree<T extends object, K = Key> {
  private readonly keys: readonly KeyOf<K>[];
  private readonly make: (keys: readonly K[]) => T;
  private readonly limit: number;
  private readonly root: Level<T, K> = new Map();
  private readonly found: T[] = [];
  private lastKey: K | null = null;
  private last: T | null = null;
  /** The value of all combinations beyond the limit; null if there are none. */
  others: T | null = null;

  /** `make` is called once for each combination, and without keys for all beyond the limit. */
  constructor(keys: readonly KeyOf<K>[], make: (keys: readonly K[]) => T, limit: number) {
    this.keys = keys;
    this.make = make;
    this.limit = limit;
  }

  /** The value for the keys of an event; null if it lacks one of them. */
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
    // consecutive events often have the same key
    if (end === 0 && key === this.lastKey) return this.last;
    const leaf = (level.get(key) as T | undefined) ?? this.add(evt);
    if (end === 0 && leaf !== this.others) {
      this.lastKey = key;
      this.last = leaf;
    }
    return leaf;
  }

  /** All values except `others`, in the order in which they were made. */
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

  /** The keys of an event; null if it lacks one of them. */
  keysOf(evt: Evt): readonly K[] | null {
    const keys: K[] = [];
    for (let i = 0; i < this.keys.length; i++) {
      const key = (this.keys[i] as KeyOf<K>)(evt);
      if (key === null) return null;
      keys.push(key);
    }
    return keys;
  }

  /** The value for some keys. */
  of(keys: readonly K[]): T {
    let level = this.root as Level<T, K> | T | undefined;
    for (let i = 0; i < keys.length && level !== undefined; i++) level = (level as Level<T, K>).get(keys[i] as K);
    return (level as T | undefined) ?? this.addNew(keys);
  }

  private add(evt: Evt): T | null {
    const keys = this.keysOf(evt);
    return keys === null ? null : this.addNew(keys);
  }

  private addNew(keys: readonly K[]): T {
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
