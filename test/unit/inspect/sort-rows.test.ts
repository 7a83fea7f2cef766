import { expect, test } from '@jest/globals';
import { sortRows } from '../../../src/inspect/sort-rows.js';
import { fc } from '../../helpers/property.js';

const KEYS = fc.array(fc.oneof(fc.nat(3), fc.integer(), fc.maxSafeNat(), fc.constant(Number.NaN)), { maxLength: 300 });

test('rows are sorted by their keys, those of the same key in their order, those without one behind all', async () => {
  await fc.assert(
    fc.asyncProperty(KEYS, fc.boolean(), async (keys, isDown) => {
      const rows = Uint32Array.from(keys.keys());
      const sorted = await sortRows(rows.slice(), { key: (row) => keys[row] as number, isDown });
      const compare = (a: number, b: number): number => {
        const [one, other] = [keys[a] as number, keys[b] as number];
        if (Number.isNaN(one) || Number.isNaN(other))
          return Number(Number.isNaN(one)) - Number(Number.isNaN(other)) || a - b;
        return (isDown ? other - one : one - other) || a - b;
      };
      expect([...sorted.rows]).toEqual([...rows].sort(compare));
      expect(sorted.keyed).toBe(keys.filter((key) => !Number.isNaN(key)).length);
    }),
  );
});
