import { describe, expect, test } from '@jest/globals';
import { Durations } from '../../../src/analysis/durations.js';
import { fc } from '../../helpers/property.js';

const DURATION = fc.oneof(fc.nat(1000), fc.nat(2 ** 31 - 1), fc.maxSafeNat());
const SHARES = [0, 0.25, 0.5, 0.9, 0.99, 1];

function durationsOf(values: readonly number[]): Durations {
  const durations = new Durations();
  for (const value of values) durations.add(value);
  return durations;
}

describe('durations', () => {
  test('have percentiles at most 0.8 % above the exact ones', () => {
    fc.assert(
      fc.property(fc.array(DURATION, { minLength: 1 }), (values) => {
        const durations = durationsOf(values);
        const sorted = values.toSorted((a, b) => a - b);
        for (const share of SHARES) {
          const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] as number;
          expect(durations.percentile(share)).toBeGreaterThanOrEqual(exact);
          expect(durations.percentile(share)).toBeLessThanOrEqual(exact * 1.008);
        }
      }),
    );
  });

  test('are counted between limits', () => {
    const limits = [128, 1024, 2 ** 20];
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 22)), (values) => {
        const counts = [0, ...limits].map((from, i) => {
          const to = limits[i] ?? Number.POSITIVE_INFINITY;
          return values.filter((value) => value >= from && value < to).length;
        });
        expect(durationsOf(values).below(limits)).toEqual(counts);
      }),
    );
  });
});
