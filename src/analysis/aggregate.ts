// HOT: once per counted event. No allocation but for new keys, no bigint, try, spread or iterator here.
import { WIDE_ZERO } from '../bytes/int64.js';
import { type Key, type KeyOf, KeyTree, MOST_KEYS } from '../fields/key-tree.js';
import type { Evt } from '../state/evt.js';

/** The sum of the events with the same keys. */
export interface Group {
  /** In the order of the key fields; none for the group of all keys beyond the limit. */
  readonly keys: readonly Key[];
  value: number;
}

const makeGroup = (keys: readonly Key[]): Group => ({ keys, value: WIDE_ZERO });

/** Adds up a measure of events by keys. */
export class Aggregate {
  private readonly amountOf: (evt: Evt) => number;
  private readonly groups: KeyTree<Group>;

  /** `amountOf` is what an event adds to its group; NaN if it does not count. */
  constructor(keys: readonly KeyOf[], amountOf: (evt: Evt) => number, limit = MOST_KEYS) {
    this.amountOf = amountOf;
    this.groups = new KeyTree(keys, makeGroup, limit);
  }

  /** Adds an event to its group. An event without a key or a measure does not count. */
  add(evt: Evt): void {
    const value = this.amountOf(evt);
    if (Number.isNaN(value)) return;
    const group = this.groups.find(evt);
    if (group !== null) group.value += value;
  }

  /** The keys of an event; null if it lacks one. */
  keysOf(evt: Evt): readonly Key[] | null {
    return this.groups.keysOf(evt);
  }

  /** Adds to the group with some keys. */
  addTo(keys: readonly Key[], value: number): void {
    this.groups.of(keys).value += value;
  }

  /** The groups with a sum above 0, largest first and then in the order of their keys. */
  sorted(): Group[] {
    return this.groups.values
      .filter(({ value }) => value > 0)
      .sort((a, b) => b.value - a.value || compareKeys(a.keys, b.keys));
  }

  /** The sum of all keys beyond the limit; null if there are none. */
  get others(): Group | null {
    return this.groups.others;
  }

  /** Starts over. */
  clear(): void {
    this.groups.clear();
  }
}

function compareKeys(a: readonly Key[], b: readonly Key[]): number {
  for (let i = 0; i < a.length; i++) {
    const [one, other] = [a[i] as Key, b[i] as Key];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
