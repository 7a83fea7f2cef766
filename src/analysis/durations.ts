// HOT: once per counted event. No allocation but for the first durations of an octave, no bigint, try, spread or iterator here.
import { TWO_32, WIDE_ZERO } from '../bytes/int64.js';

/** Bins of an octave, which ends at a power of two: bins are at most 0.8 % of their durations wide. */
const BIN_BITS = 8;
const BINS = 2 ** BIN_BITS;
const OCTAVES = 53 - BIN_BITS + 1;

/** Position of the highest bit of a whole number below 2^53; 0 for 0. */
const topBit = (value: number): number =>
  value < TWO_32 ? 31 - Math.clz32(value | 1) : 63 - Math.clz32(Math.floor(value / TWO_32));

/**
 * Durations in ns, counted in bins whose width grows with the duration, as in an HdrHistogram. Bins exist only for octaves that
 * occur, so that many keys can have durations of their own.
 */
export class Durations {
  count = 0;
  total = WIDE_ZERO;
  max = WIDE_ZERO;
  private readonly octaves: (Uint32Array | null)[] = new Array<null>(OCTAVES).fill(null);

  /** Counts a duration from 0 to 2^53. */
  add(ns: number): void {
    this.count++;
    this.total += ns;
    if (ns > this.max) this.max = ns;
    const octave = Math.max(0, topBit(ns) - BIN_BITS + 1);
    const bins = this.octaves[octave] ?? this.addOctave(octave);
    const bin = Math.floor(ns / 2 ** octave);
    bins[bin] = (bins[bin] as number) + 1;
  }

  private addOctave(octave: number): Uint32Array {
    const bins = new Uint32Array(BINS);
    this.octaves[octave] = bins;
    return bins;
  }

  /** The duration that a share of all (0 to 1) do not exceed, rounded up by at most 0.8 %. There must be some. */
  percentile(share: number): number {
    let left = Math.max(1, Math.ceil(share * this.count));
    for (let octave = 0; octave < OCTAVES; octave++) {
      const bins = this.octaves[octave] ?? null;
      for (let bin = 0; bins !== null && bin < BINS; bin++) {
        left -= bins[bin] as number;
        if (left <= 0) return Math.min(this.max, (bin + 1) * 2 ** octave - 1);
      }
    }
    return this.max;
  }

  /** How many durations are below each of some limits, and not below the one before; the last number is of all others. */
  below(limits: readonly number[]): number[] {
    const counts = new Array<number>(limits.length + 1).fill(0);
    this.forEach((ns, count) => {
      const at = limits.findIndex((limit) => ns < limit);
      const place = at < 0 ? limits.length : at;
      counts[place] = (counts[place] as number) + count;
    });
    return counts;
  }

  /** Goes through the bins that have durations, shortest first: where each begins, and how many durations it has. */
  forEach(take: (ns: number, count: number) => void): void {
    this.octaves.forEach((bins, octave) => {
      bins?.forEach((count, bin) => {
        if (count > 0) take(bin * 2 ** octave, count);
      });
    });
  }
}
