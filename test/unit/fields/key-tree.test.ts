import { describe, expect, test } from '@jest/globals';
import { Aggregate, type Group } from '../../../src/analysis/aggregate.js';
import type { Key, KeyOf } from '../../../src/fields/key-tree.js';
import type { Evt } from '../../../src/state/evt.js';
import { fc } from '../../helpers/property.js';

/** Stands for an event: the tree and the sums use only what the functions below return for it. */
interface Sample {
  readonly keys: readonly (Key | null)[];
  readonly value: number;
}

const asEvt = (sample: Sample): Evt => sample as unknown as Evt;
const keyAt =
  (i: number): KeyOf =>
  (evt) =>
    (evt as unknown as Sample).keys[i] ?? null;
const amountOf = (evt: Evt): number => (evt as unknown as Sample).value;

function aggregateOf(width: number, samples: readonly Sample[], limit?: number): Aggregate {
  const keys = Array.from({ length: width }, (_, i) => keyAt(i));
  const aggregate = new Aggregate(keys, amountOf, limit);
  for (const sample of samples) aggregate.add(asEvt(sample));
  return aggregate;
}

/** The same, added up in the simplest way. */
function plainSums(samples: readonly Sample[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { keys, value } of samples) {
    if (keys.includes(null) || Number.isNaN(value)) continue;
    const key = keys.map((one) => `${typeof one} ${one}`).join('|');
    sums.set(key, (sums.get(key) ?? 0) + value);
  }
  return new Map([...sums].filter(([, value]) => value > 0));
}

const toEntry = ({ keys, value }: Group): [string, number] => [
  keys.map((one) => `${typeof one} ${one}`).join('|'),
  value,
];

const KEY = fc.oneof(fc.constantFrom('a', 'b', '', '1'), fc.constantFrom(0, 1, 2n, true), fc.constant(null));
const VALUE = fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.constant(Number.NaN));

describe('sums by keys', () => {
  test.each([1, 2, 3])('of %d keys are the same as sums by the keys joined to one text', (width) => {
    const samples = fc.array(fc.record({ keys: fc.array(KEY, { minLength: width, maxLength: width }), value: VALUE }));
    fc.assert(
      fc.property(samples, (given) => {
        expect(new Map(aggregateOf(width, given).sorted().map(toEntry))).toEqual(plainSums(given));
      }),
    );
  });

  test('are sorted by value, and then by key', () => {
    const samples = [
      { keys: ['b'], value: 2 },
      { keys: ['c'], value: 9 },
      { keys: ['a'], value: 2 },
      { keys: ['nothing'], value: 0 },
    ];
    expect(aggregateOf(1, samples).sorted().map(toEntry)).toEqual([
      ['string c', 9],
      ['string a', 2],
      ['string b', 2],
    ]);
  });

  test('have at most as many groups as their limit, and one more for all other keys', () => {
    const samples = Array.from({ length: 10 }, (_, i) => ({ keys: [`k${i}`, i], value: 1 }));
    const aggregate = aggregateOf(2, [...samples, ...samples], 4);
    expect(
      aggregate
        .sorted()
        .map(toEntry)
        .map(([, value]) => value),
    ).toEqual([2, 2, 2, 2]);
    expect(aggregate.others).toEqual({ keys: [], value: 12 });
  });

  test('start again after clear()', () => {
    const aggregate = aggregateOf(
      1,
      [
        { keys: ['a'], value: 1 },
        { keys: ['b'], value: 1 },
      ],
      1,
    );
    aggregate.clear();
    expect([aggregate.sorted(), aggregate.others]).toEqual([[], null]);
    aggregate.add(asEvt({ keys: ['b'], value: 3 }));
    expect(aggregate.sorted().map(toEntry)).toEqual([['string b', 3]]);
  });
});
