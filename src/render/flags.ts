// HOT: once per printed event. No bigint, try, spread or iterator once the names of a value are known.
import type { FlagTable } from '../schema/flag-table.js';

/** Converts a value to names: of its bits, or of one value of a list. */
type NamesRule = (table: FlagTable, value: number) => string;

/** Names of a value; '' if there are none. */
export type FindNames = (value: number) => string;

/**
 * Names of the bits of `value`, joined by "|", in table order. An entry consumes its bits, so one that combines several (O_RDWR)
 * hides its parts; an entry equal to the whole value ends the search (reference types: flags).
 */
// COLD: once per value
export const renderFlags: NamesRule = (table, value) => {
  let names = '';
  let left = value;
  for (const [name, bits] of table.entries) {
    const isMatch = bits === 0 ? value === 0 : left !== 0 && (left & bits) >>> 0 === bits;
    if (!isMatch) continue;
    names += names === '' ? name : `|${name}`;
    left = (left & ~bits) >>> 0;
    if (bits === value) break;
  }
  return names;
};

/** All names of exactly this value, joined by "|". */
// COLD: once per value
export const renderEnum: NamesRule = (table, value) => {
  let names = '';
  for (const [name, candidate] of table.entries) if (candidate === value) names += names === '' ? name : `|${name}`;
  return names;
};

const MEMORY_LIMIT = 4096;

/** A rule for one table that caches its results: the same few values recur. */
export function rememberNames(rule: NamesRule, table: FlagTable): FindNames {
  const known = new Map<number, string>();
  return (value) => {
    let names = known.get(value);
    if (names === undefined) {
      names = rule(table, value);
      if (known.size >= MEMORY_LIMIT) known.clear();
      known.set(value, names);
    }
    return names;
  };
}
