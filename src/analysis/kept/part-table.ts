// HOT: once per event that starts a subject, or is decoded. No allocation but for more parts, no bigint, try, spread or iterator here.
import type { Extract } from '../../fields/field.js';
import type { Evt } from '../../state/evt.js';
import { IntColumn } from './int-column.js';
import { ValueColumn } from './value-column.js';

const HASHES = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35] as const;
/** What is kept of each of the latest parts: its integers, and its number. */
const ID_AT = HASHES.length;
const ENTRY = ID_AT + 1;

const NONE = -1;
const HASH_VALUE = 0x27d4eb2f;

/**
 * A dictionary of what events have in common: some integers that tell parts apart, and the values of some fields. The latest part with
 * some integers is looked up by a hash of these, others by one of the values, too: what two parts have by turns is not added again. Parts
 * may be in it twice, for only the latest ones of each hash are looked up.
 */
export class PartTable {
  /** Number of parts. */
  count = 0;
  /** The integers of parts. */
  readonly keys: readonly IntColumn[];
  /** The values of the fields. */
  readonly values: readonly ValueColumn[];
  private readonly extracts: readonly Extract<Evt>[];
  /** Entries by hash, in one place of memory each: parts are many, and most of them are looked for a few times only. */
  private readonly latest: Float64Array;
  private readonly shift: number;
  /** The latest parts by a hash of their integers and values. */
  private readonly byValues: Int32Array;
  /** Indices of the values of the part that is looked up. */
  private readonly indices: Int32Array;

  /** `keys`: how many integers, at most as many as there are HASHES; `bits`: room for 2^bits latest parts. */
  constructor(keys: number, extracts: readonly Extract<Evt>[], bits: number) {
    this.keys = Array.from({ length: keys }, () => new IntColumn());
    this.values = extracts.map(() => new ValueColumn());
    this.extracts = extracts;
    this.latest = new Float64Array(ENTRY << bits).fill(Number.NaN);
    this.shift = 32 - bits;
    this.byValues = new Int32Array(1 << bits).fill(NONE);
    this.indices = new Int32Array(extracts.length);
  }

  /** The number of an event's part, by its integers; of these, those beyond the number of keys only make it faster to find. */
  find(evt: Evt, first: number, second: number, third: number): number {
    const { latest } = this;
    const hash = Math.imul(first, HASHES[0]) ^ Math.imul(second, HASHES[1]) ^ Math.imul(third, HASHES[2]);
    const at = (hash >>> this.shift) * ENTRY;
    if (latest[at] === first && latest[at + 1] === second && latest[at + 2] === third) {
      const id = latest[at + ID_AT] as number;
      if (this.hasValues(id, evt)) return id;
    }
    latest[at] = first;
    latest[at + 1] = second;
    latest[at + 2] = third;
    const id = this.findByValues(evt, at, hash);
    latest[at + ID_AT] = id;
    return id;
  }

  private hasValues(id: number, evt: Evt): boolean {
    const { extracts, values } = this;
    for (let i = 0; i < extracts.length; i++)
      if (!(values[i] as ValueColumn).has(id, (extracts[i] as Extract<Evt>)(evt))) return false;
    return true;
  }

  /** The number of an event's part, whose integers are in the entry at `at`, by these, whose hash is given, and its values. */
  private findByValues(evt: Evt, at: number, hashOfKeys: number): number {
    const { indices, values, extracts, byValues } = this;
    let hash = hashOfKeys;
    for (let i = 0; i < values.length; i++) {
      const index = (values[i] as ValueColumn).indexOf((extracts[i] as Extract<Evt>)(evt));
      indices[i] = index;
      hash = Math.imul(hash ^ index, HASH_VALUE);
    }
    const slot = hash >>> this.shift;
    const known = byValues[slot] as number;
    if (known !== NONE && this.isSame(known, at)) return known;
    byValues[slot] = this.count;
    return this.add(at);
  }

  /** Whether a part has the integers in the entry at `at`, and the values that are looked up. */
  private isSame(id: number, at: number): boolean {
    const { keys, latest, values, indices } = this;
    for (let i = 0; i < keys.length; i++) if ((keys[i] as IntColumn).at(id) !== latest[at + i]) return false;
    for (let i = 0; i < values.length; i++) if ((values[i] as ValueColumn).indexAt(id) !== indices[i]) return false;
    return true;
  }

  /** Adds the part that is looked up, whose integers are in the entry at `at`. */
  private add(at: number): number {
    const { keys, latest, values, indices } = this;
    for (let i = 0; i < keys.length; i++) (keys[i] as IntColumn).add(latest[at + i] as number);
    for (let i = 0; i < values.length; i++) (values[i] as ValueColumn).addIndex(indices[i] as number);
    return this.count++;
  }

  /** Adds a part of another table of the same form; returns its number. */
  copy(other: PartTable, id: number): number {
    this.keys.forEach((column, i) => {
      column.add((other.keys[i] as IntColumn).at(id));
    });
    this.values.forEach((column, i) => {
      column.addIndex(column.indexOf((other.values[i] as ValueColumn).at(id)));
    });
    return this.count++;
  }
}
