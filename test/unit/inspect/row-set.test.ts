import { describe, expect, test } from '@jest/globals';
import { RowSet } from '../../../src/inspect/row-set.js';
import { fc } from '../../helpers/property.js';

const ROWS = fc.uniqueArray(fc.integer({ min: 0, max: 200_000 }), { maxLength: 400 });

describe('a set of rows', () => {
  test('says what a sorted list of them says', () => {
    fc.assert(
      fc.property(ROWS, fc.integer({ min: 0, max: 210_000 }), (unsorted, other) => {
        const list = [...unsorted].sort((a, b) => a - b);
        const set = new RowSet();
        for (const row of list) set.add(row);
        expect(set.count).toBe(list.length);
        expect(list.map((_, nth) => set.at(nth))).toEqual(list);
        expect(list.every((row) => set.has(row))).toBe(true);
        for (const row of [other, ...list.slice(0, 9)]) {
          expect(set.has(row)).toBe(list.includes(row));
          expect(set.countBefore(row)).toBe(list.filter((one) => one < row).length);
        }
      }),
    );
  });

  test('has no row beyond its own', () => {
    const set = new RowSet();
    set.add(7);
    expect([set.at(-1), set.at(1), set.has(8), set.countBefore(1e6)]).toEqual([-1, -1, false, 1]);
  });

  test('is the same from a row on after what is before it was dropped, and takes no memory for that', () => {
    fc.assert(
      fc.property(
        ROWS,
        fc.integer({ min: 0, max: 210_000 }),
        fc.integer({ min: 0, max: 210_000 }),
        (unsorted, from, when) => {
          const list = [...unsorted].sort((a, b) => a - b);
          const set = new RowSet();
          const first = Math.min(from, when);
          for (const row of list.filter((one) => one < when)) set.add(row);
          set.drop(first);
          for (const row of list.filter((one) => one >= when)) set.add(row);
          const nths = list.map((_, nth) => nth).filter((nth) => (list[nth] as number) >= first);
          expect(set.count).toBe(list.length);
          expect(nths.map((nth) => set.at(nth))).toEqual(nths.map((nth) => list[nth]));
          for (const row of [first, first + 1, ...list.filter((one) => one >= first)]) {
            expect(set.has(row)).toBe(list.includes(row));
            expect(set.countBefore(row)).toBe(list.filter((one) => one < row).length);
          }
          const left = new Uint32Array(nths.length);
          set.copyTo(left, list.length - nths.length);
          expect([...left]).toEqual(nths.map((nth) => list[nth]));
        },
      ),
    );
    const set = new RowSet();
    for (let row = 0; row < 20e6; row += 1000) {
      set.add(row);
      if (row % 100_000 === 0) set.drop(row - 100_000);
    }
    expect(set.bytes).toBeLessThan(100_000);
  });

  test('takes a bit for each row of the capture, and little more', () => {
    const set = new RowSet();
    for (let row = 0; row < 1e6; row += 3) set.add(row);
    expect(set.bytes).toBeLessThan(1e6 / 8 + 200_000);
  });
});
