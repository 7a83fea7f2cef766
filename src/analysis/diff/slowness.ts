import type { Durations } from '../durations.js';
import type { CallPair } from './call-pairs.js';
import { LIMIT } from './frequency.js';
import { corrected, distributionTest, median, rankTest, type Sample, shareTest, spread } from './statistics.js';

/** What shows that calls became slower or faster: most of them, many, some of them, or so few that it may be chance. */
export type Evidence = 'most' | 'many' | 'some' | 'few';

/** Calls that took longer, or less long, in one run. */
export interface LatencyChange {
  readonly pair: CallPair;
  readonly evidence: Evidence;
  /** What all calls of B took longer than as many calls of A, in ns. */
  readonly extra: number;
  /** The probability that chance alone made such a difference, corrected for the number of comparisons; null for few calls. */
  readonly p: number | null;
}

/** How latencies usually differ. */
export interface LatencyScale {
  /** How many times as long most calls took in B. */
  readonly factor: number;
  /** How far logarithms of ratios usually are from that. */
  readonly spread: number;
}

/** The least change that counts. */
interface Least {
  readonly ratio: number;
  readonly ns: number;
  /** Of the time of the run. */
  readonly share: number;
}

/** Fewest calls of each run for a test. */
const ENOUGH = 10;
/** Fewest pairs that say what is usual. */
const USUAL_PAIRS = 5;
/** A change of most or some calls: as a factor, in ns, and as a share of the run. */
const CHANGE: Least = { ratio: 1.5, ns: 1e6, share: 0.02 };
/** The same for few calls, which no test can tell from chance, and for calls that wait on purpose, for others. */
const OF_FEW: Least = { ratio: 5, ns: 5e7, share: 0.1 };
/** Usual differences count so often, up to this factor. */
const SPREADS = 3;
const MOST_RATIO = 4;
/** Of so many calls, the others being the longest, the sum says whether many changed. */
const MANY = 0.95;
/** A slow call is longer than so many times what 99 of 100 calls of the other run take. */
const SLOW = 2;

const sampleOf = (durations: Durations, factor: number): Sample => {
  const sample: [number, number][] = [];
  durations.forEach((ns, count) => {
    sample.push([ns / factor, count]);
  });
  return sample;
};

const meanOf = ({ total, count }: Durations): number => total / count;
const isTested = ({ durations: [a, b] }: CallPair): boolean => a.count >= ENOUGH && b.count >= ENOUGH;

/** How latencies of two runs usually differ, by calls that do not wait on purpose. */
export function latencyScale(pairs: readonly CallPair[]): LatencyScale {
  const logs = pairs
    .filter((pair) => pair.awaits === null && isTested(pair))
    .map(({ durations: [a, b] }) => Math.log(b.percentile(0.5) / a.percentile(0.5)));
  return logs.length < USUAL_PAIRS
    ? { factor: 1, spread: 0 }
    : { factor: Math.exp(median(logs)), spread: spread(logs) };
}

/** How many values are above a limit. */
const above = (sample: Sample, limit: number): number =>
  sample.reduce((sum, [value, count]) => (value > limit ? sum + count : sum), 0);

/** How many times as far from 1. */
const farness = (ratio: number): number => Math.max(ratio, 1 / ratio);

/** A test of a pair. */
interface Test {
  readonly evidence: Evidence;
  readonly p: number;
  /** How many times as long most calls, or all, took in B. */
  readonly ratio: number;
  /** Whether B has the longer latencies, as the test sees it. */
  readonly isSlower: boolean;
}

/** Whether most calls changed. */
function testMost([a, b]: CallPair['durations'], one: Sample, other: Sample, factor: number): Test {
  const ratio = b.percentile(0.5) / a.percentile(0.5) / factor;
  return { evidence: 'most', p: rankTest(one, other), ratio, isSlower: ratio > 1 };
}

/** The mean, of which the longest calls count as the shortest one of them. */
function cappedMean(durations: Durations): number {
  const cap = durations.percentile(MANY);
  let sum = 0;
  durations.forEach((ns, count) => {
    sum += Math.min(ns, cap) * count;
  });
  return sum / durations.count;
}

/** Whether calls of one kind among others changed, as those that ask a server among reads of files. */
function testMany([a, b]: CallPair['durations'], one: Sample, other: Sample, factor: number): Test {
  const ratio = cappedMean(b) / cappedMean(a) / factor;
  return { evidence: 'many', p: distributionTest(one, other), ratio, isSlower: ratio > 1 };
}

/** Whether more calls are slow, or fewer. */
function testSome([a, b]: CallPair['durations'], one: Sample, other: Sample, factor: number): Test {
  const limit = SLOW * Math.min(a.percentile(0.99), b.percentile(0.99) / factor);
  const [slowA, slowB] = [above(one, limit), above(other, limit)];
  const ratio = meanOf(b) / meanOf(a) / factor;
  return {
    evidence: 'some',
    p: shareTest(slowA, a.count, slowB, b.count),
    ratio,
    isSlower: slowB / b.count > slowA / a.count,
  };
}

/** What makes a difference of latencies a change. */
class Judge {
  private readonly factor: number;
  private readonly elapsed: number;
  private readonly least: number;

  constructor({ factor, spread: usual }: LatencyScale, elapsed: number) {
    this.factor = factor;
    this.elapsed = elapsed;
    this.least = Math.max(CHANGE.ratio, Math.min(MOST_RATIO, Math.exp(SPREADS * usual)));
  }

  /** What all calls of B took longer, in ns. */
  extra({ durations: [a, b] }: CallPair): number {
    return b.total - meanOf(a) * this.factor * b.count;
  }

  tests({ durations }: CallPair): readonly Test[] {
    const { factor } = this;
    const [one, other] = [sampleOf(durations[0], 1), sampleOf(durations[1], factor)];
    return [testMost, testMany, testSome].map((test) => test(durations, one, other, factor));
  }

  /** Whether a change, which is no chance, is large enough, and what it adds up to goes the same way. */
  isChange(pair: CallPair, { ratio, isSlower }: Test): boolean {
    if (pair.awaits !== null) return this.isLarge(pair, OF_FEW, ratio);
    return isSlower === this.extra(pair) > 0 && this.isLarge(pair, { ...CHANGE, ratio: this.least }, ratio);
  }

  isOfFew(pair: CallPair): boolean {
    const [a, b] = pair.durations;
    if (a.count === 0 || b.count === 0 || isTested(pair)) return false;
    return this.isLarge(pair, OF_FEW, meanOf(b) / meanOf(a) / this.factor);
  }

  private isLarge(pair: CallPair, least: Least, ratio: number): boolean {
    const ns = Math.max(least.ns, least.share * this.elapsed);
    return Math.abs(this.extra(pair)) >= ns && farness(ratio) >= least.ratio;
  }
}

/** The calls that took longer, or less long, than chance and the usual differences can explain; what took most time first. */
export function latencyChanges(
  pairs: readonly CallPair[],
  scale: LatencyScale,
  elapsed: number,
): readonly LatencyChange[] {
  const judge = new Judge(scale, elapsed);
  const tested = pairs.filter(isTested).flatMap((pair) => judge.tests(pair).map((test) => ({ pair, test })));
  const ps = corrected(tested.map(({ test }) => test.p));
  const changes = new Map<CallPair, LatencyChange>();
  const note = (pair: CallPair, evidence: Evidence, p: number | null): void => {
    // what most calls show comes first
    if (!changes.has(pair)) changes.set(pair, { pair, evidence, extra: judge.extra(pair), p });
  };
  tested.forEach(({ pair, test }, i) => {
    const p = ps[i] ?? 1;
    if (p < LIMIT && judge.isChange(pair, test)) note(pair, test.evidence, p);
  });
  for (const pair of pairs) if (judge.isOfFew(pair)) note(pair, 'few', null);
  return [...changes.values()].sort((a, b) => Math.abs(b.extra) - Math.abs(a.extra));
}
