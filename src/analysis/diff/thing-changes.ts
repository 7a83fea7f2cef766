import type { Thing } from './things.js';

/** Something that only one of two runs used. */
export interface ThingChange {
  readonly process: string;
  readonly words: readonly string[];
  /** How many calls used it in either run. */
  readonly counts: readonly [a: number, b: number];
}

type Coarsen = (words: readonly string[]) => readonly string[];

const keyOf = (words: readonly string[]): string => words.join('\0');

/** The things of one run that are not among those of the other, by their names without what is made up anew in each run. */
function unmatched(things: readonly Thing[], others: readonly Thing[], coarsen: Coarsen): Map<string, Thing[]> {
  const known = new Set(others.map(({ words }) => keyOf(words)));
  const left = new Map<string, Thing[]>();
  for (const thing of things) {
    if (known.has(keyOf(thing.words))) continue;
    const key = keyOf(coarsen(thing.words));
    const same = left.get(key);
    if (same === undefined) left.set(key, [thing]);
    else same.push(thing);
  }
  return left;
}

/** One change for all things with the same coarse name, which it shows if they are several. */
function changeOf(things: readonly Thing[], coarsen: Coarsen, isNew: boolean): ThingChange[] {
  const [first] = things;
  if (first === undefined) return [];
  const count = things.reduce((sum, thing) => sum + thing.count, 0);
  const words = things.length === 1 ? first.words : coarsen(first.words);
  return [{ process: first.process, words, counts: isNew ? [0, count] : [count, 0] }];
}

const mostFirst = (a: ThingChange, b: ThingChange): number => b.counts[0] + b.counts[1] - a.counts[0] - a.counts[1];

/**
 * What only one of two runs used; the most used first. Names that differ only in what `coarsen` leaves out count as the same if each run
 * has such a name that the other one lacks.
 */
export function thingChanges(a: readonly Thing[], b: readonly Thing[], coarsen: Coarsen): readonly ThingChange[] {
  const [onlyA, onlyB] = [unmatched(a, b, coarsen), unmatched(b, a, coarsen)];
  const gone = [...onlyA].filter(([key]) => !onlyB.has(key)).flatMap(([, things]) => changeOf(things, coarsen, false));
  const added = [...onlyB].filter(([key]) => !onlyA.has(key)).flatMap(([, things]) => changeOf(things, coarsen, true));
  return [...added, ...gone].sort(mostFirst);
}
