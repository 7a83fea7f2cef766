import type { CallPair } from './call-pairs.js';
import { corrected, countTest, median, spread, twoSided } from './statistics.js';

/** What counts of two runs are compared by: that of most calls, the length of the runs, or nothing. */
export const SCALES = ['calls', 'time', 'none'] as const;
export type ScaleName = (typeof SCALES)[number];

/** A call that one run made more often, or what failed more often. */
export interface FrequencyChange<Item> {
  readonly item: Item;
  /** How many times as often as expected. */
  readonly ratio: number;
  /** The probability that chance alone made such a difference, corrected for the number of comparisons. */
  readonly p: number;
}

/** Something that was counted in two runs. */
interface Counted {
  readonly counts: readonly [a: number, b: number];
}

/** How counts of one run are compared with those of the other. */
export interface CountScale {
  /** How many times as high counts of B are expected to be. */
  readonly factor: number;
  /** How far logarithms of ratios usually are from that. */
  readonly spread: number;
}

/** Least share of chance in what is taken for a change. */
export const LIMIT = 0.01;
/** Least change of a count, and as a factor. */
const LEAST = 10;
const LEAST_RATIO = 1.5;
/** Pairs that are needed to say what is usual, and calls of each run in one. */
const USUAL = { pairs: 5, calls: 10 } as const;
/** Counts of a real program differ by so much without a reason; and more than this is no noise. */
const SPREAD = { least: 0.1, most: 0.7 } as const;

const clamp = (value: number, { least, most }: typeof SPREAD): number => Math.min(most, Math.max(least, value));

const logsOf = (pairs: readonly CallPair[]): number[] =>
  pairs
    .filter(({ counts: [a, b] }) => a >= USUAL.calls && b >= USUAL.calls)
    .map(({ counts: [a, b] }) => Math.log(b / a));

/** The scale of two runs; `elapsed` is how long they took. */
export function countScale(
  pairs: readonly CallPair[],
  elapsed: readonly [a: number, b: number],
  name: ScaleName,
): CountScale {
  const logs = logsOf(pairs);
  const isUsual = logs.length >= USUAL.pairs;
  const factors: Readonly<Record<ScaleName, number>> = {
    calls: isUsual ? Math.exp(median(logs)) : 1,
    time: elapsed[0] > 0 && elapsed[1] > 0 ? elapsed[1] / elapsed[0] : 1,
    none: 1,
  };
  return { factor: factors[name], spread: clamp(isUsual ? spread(logs) : 0, SPREAD) };
}

/** The items that one run has more often than chance, and than what most items differ by, can explain; the clearest first. */
export function frequencyChanges<Item extends Counted>(
  items: readonly Item[],
  scale: CountScale,
): readonly FrequencyChange<Item>[] {
  const tested = items.map((item) => {
    const [a, b] = item.counts;
    const log = Math.log((b + 0.5) / (scale.factor * (a + 0.5)));
    const p = Math.max(countTest(a, b, scale.factor), twoSided(log / scale.spread));
    return { item, p, ratio: Math.exp(log), change: b - scale.factor * a };
  });
  const ps = corrected(tested.map(({ p }) => p));
  const isLarge = ({ ratio, change }: (typeof tested)[number]): boolean =>
    Math.abs(change) >= LEAST && Math.max(ratio, 1 / ratio) >= LEAST_RATIO;
  return tested
    .map((one, i) => ({ ...one, p: ps[i] ?? 1 }))
    .filter((one) => one.p < LIMIT && isLarge(one))
    .sort((one, other) => Math.abs(Math.log(other.ratio)) - Math.abs(Math.log(one.ratio)));
}
