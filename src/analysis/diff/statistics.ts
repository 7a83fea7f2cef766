/** Values in ascending order, each with how often it occurs. */
export type Sample = readonly (readonly [value: number, count: number])[];

/** How many values a sample has. */
export const sizeOf = (sample: Sample): number => sample.reduce((sum, [, count]) => sum + count, 0);

/** The middle of some numbers; NaN for none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(at)] ?? Number.NaN) + (sorted[Math.ceil(at)] ?? Number.NaN)) / 2;
}

/** Makes the median distance from the median comparable to a standard deviation. */
const NORMAL_SPREAD = 1.4826;

/** How far most numbers are from their median, as a standard deviation that a few far ones do not change. */
export function spread(numbers: readonly number[]): number {
  const middle = median(numbers);
  return NORMAL_SPREAD * median(numbers.map((number) => Math.abs(number - middle)));
}

/** The probability that a normal variable is at least `z` standard deviations from its mean, on either side. */
export function twoSided(z: number): number {
  // a rational approximation of the complementary error function, whose relative error is below 1.2e-7
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const factors = [
    0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368,
  ];
  const sum = factors.reduce((value, factor) => value * t + factor, 0);
  return Math.min(1, t * Math.exp(-x * x - 1.26551223 + t * sum));
}

/** How often two samples have each of their values, in ascending order. */
function merged(a: Sample, b: Sample): readonly { a: number; b: number }[] {
  const counts = new Map<number, { a: number; b: number }>();
  const add = (sample: Sample, side: 'a' | 'b'): void => {
    for (const [value, count] of sample) {
      const both = counts.get(value) ?? { a: 0, b: 0 };
      both[side] += count;
      counts.set(value, both);
    }
  };
  add(a, 'a');
  add(b, 'b');
  return [...counts].sort(([one], [other]) => one - other).map(([, both]) => both);
}

/**
 * The test of Mann and Whitney: the probability of such a difference in ranks, or a larger one, if both samples come from the same
 * distribution. Ties count half, as in its normal approximation.
 */
export function rankTest(a: Sample, b: Sample): number {
  const [sizeA, sizeB] = [sizeOf(a), sizeOf(b)];
  const size = sizeA + sizeB;
  let below = 0;
  let wins = 0;
  let ties = 0;
  for (const both of merged(a, b)) {
    wins += both.b * (below + both.a / 2);
    below += both.a;
    const tied = both.a + both.b;
    ties += tied ** 3 - tied;
  }
  const variance = ((sizeA * sizeB) / 12) * (size + 1 - ties / (size * (size - 1)));
  if (!(variance > 0)) return 1;
  return twoSided(Math.max(0, Math.abs(wins - (sizeA * sizeB) / 2) - 0.5) / Math.sqrt(variance));
}

/** Terms of the series below; where it needs more, the probability is 1. */
const TERMS = 20;
const NEAR_ONE = 0.3;

/**
 * The test of Kolmogorov and Smirnov: the probability that the shares of two samples below some value differ as much somewhere, or
 * more, if both come from the same distribution (by the asymptotic series, with Stephens' correction for small samples).
 */
export function distributionTest(a: Sample, b: Sample): number {
  const [sizeA, sizeB] = [sizeOf(a), sizeOf(b)];
  let [belowA, belowB, farthest] = [0, 0, 0];
  for (const both of merged(a, b)) {
    belowA += both.a / sizeA;
    belowB += both.b / sizeB;
    farthest = Math.max(farthest, Math.abs(belowA - belowB));
  }
  const root = Math.sqrt((sizeA * sizeB) / (sizeA + sizeB));
  const distance = (root + 0.12 + 0.11 / root) * farthest;
  if (distance < NEAR_ONE) return 1;
  let p = 0;
  for (let k = 1; k <= TERMS; k++) p += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * (k * distance) ** 2);
  return Math.min(1, Math.max(0, p));
}

/**
 * The probability of two counts, or of counts that differ more, if the second one is expected to be `scale` times the first one and both
 * are sums of independent events.
 */
export function countTest(a: number, b: number, scale: number): number {
  return twoSided((2 * (Math.sqrt(b + 3 / 8) - Math.sqrt(scale * (a + 3 / 8)))) / Math.sqrt(1 + scale));
}

/** The probability that shares of two wholes, or shares that differ more, come from the same one. */
export function shareTest(a: number, ofA: number, b: number, ofB: number): number {
  const angle = (part: number, whole: number): number => Math.asin(Math.sqrt((part + 3 / 8) / (whole + 3 / 4)));
  return twoSided((2 * (angle(b, ofB) - angle(a, ofA))) / Math.sqrt(1 / (ofA + 0.5) + 1 / (ofB + 0.5)));
}

/**
 * The probabilities of many tests, corrected for their number (Benjamini and Hochberg): of those below a limit, no more than that share
 * is expected to be due to chance.
 */
export function corrected(probabilities: readonly number[]): number[] {
  const order = probabilities.map((_, i) => i).sort((i, j) => (probabilities[j] ?? 0) - (probabilities[i] ?? 0));
  const all = new Array<number>(probabilities.length).fill(1);
  let least = 1;
  order.forEach((i, place) => {
    least = Math.min(least, ((probabilities[i] ?? 1) * order.length) / (order.length - place));
    all[i] = least;
  });
  return all;
}
