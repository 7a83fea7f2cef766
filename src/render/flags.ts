import type { FlagTable } from '../schema/flag-table.js';

/** How values become names: bits that combine, one value of a list, or file modes. */
type NamesRule = (table: FlagTable, value: number) => string;

/**
 * Names of combined bits in table order. An entry takes its bits away, so that one which stands for several (O_RDWR)
 * hides the ones that it is made of; an entry that equals the whole value ends the search (reference types: flags).
 */
function namesOfBits(table: FlagTable, value: number): string {
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
}

/** Every name of exactly this value. */
function namesOfValue(table: FlagTable, value: number): string {
  let names = '';
  for (const [name, candidate] of table.entries) if (candidate === value) names += names === '' ? name : `|${name}`;
  return names;
}

const MEMORY_LIMIT = 4096;

/** Remembers the names of values: the same few come over and over. */
function remembered(rule: NamesRule): NamesRule {
  const known = new Map<FlagTable, Map<number, string>>();
  return (table, value) => {
    let names = known.get(table);
    if (names === undefined) {
      names = new Map();
      known.set(table, names);
    }
    let text = names.get(value);
    if (text === undefined) {
      text = rule(table, value);
      if (names.size >= MEMORY_LIMIT) names.clear();
      names.set(value, text);
    }
    return text;
  };
}

/** Names of the bits of `value`, joined by "|"; '' where none is known. */
export const renderFlags: NamesRule = remembered(namesOfBits);

/** Names of exactly `value`, joined by "|"; '' where none is known. */
export const renderEnum: NamesRule = remembered(namesOfValue);
