import { expect, test } from '@jest/globals';
import type { KeptColumns } from '../../../src/analysis/kept/kept-columns.js';
import { slowestRows } from '../../../src/inspect/slowest-rows.js';
import type { View } from '../../../src/inspect/view.js';
import { EVT } from '../../../src/schema/events.js';
import { fc } from '../../helpers/property.js';

const LATENCIES = fc.array(fc.oneof(fc.nat(3), fc.nat(5000), fc.maxSafeNat()), { maxLength: 300 });

test('the slowest rows are the first ones of all that took time, sorted', () => {
  fc.assert(
    fc.property(LATENCIES, fc.integer({ min: 1, max: 50 }), (latencies, most) => {
      const dictionary = { typeOf: () => EVT.OPEN_X };
      const kept = {
        latency: (row: number) => latencies[row],
        subjectId: () => 0,
        dictionary,
      } as unknown as KeptColumns;
      const view = { first: 0, count: latencies.length, at: (nth: number) => nth } as View;
      const all = latencies.map((_, row) => row).filter((row) => (latencies[row] as number) > 0);
      const sorted = all.sort((a, b) => (latencies[b] as number) - (latencies[a] as number) || a - b);
      expect(slowestRows(kept, view, most)).toEqual(sorted.slice(0, most));
    }),
  );
});
