import { expect, test } from '@jest/globals';
import { CopiedBlocks } from '../../../src/bytes/copied-blocks.js';
import type { BatchOrigin, Place } from '../../../src/bytes/place.js';
import { fc } from '../../helpers/property.js';

const originOf = (file: string): BatchOrigin => ({ placeAt: (offset) => ({ file, offset }) });
const ORIGINS = ['a', 'b'].map(originOf);
const BLOCKS = fc.array(
  fc.record({ origin: fc.nat({ max: 1 }), gap: fc.constantFrom(0, 0, 8), grows: fc.constantFrom(0, 0, 4) }),
);
const SIZE = 32;

test('the place of every block is found, whichever blocks were left out or extended', () => {
  const copied = new CopiedBlocks();
  fc.assert(
    fc.property(BLOCKS, (blocks) => {
      copied.clear();
      const next = [100, 1000];
      const expected: [at: number, place: Place][] = [];
      let at = 0;
      for (const { origin, gap, grows } of blocks) {
        const from = (next[origin] as number) + gap;
        copied.note(at, ORIGINS[origin] as BatchOrigin, from);
        expected.push([at, { file: 'ab'[origin] as string, offset: from }]);
        next[origin] = from + SIZE;
        at += SIZE + grows;
      }
      expect(expected.map(([start]) => [start, copied.placeAt(start)])).toEqual(expected);
    }),
  );
  copied.clear();
  expect(copied.placeAt(0)).toBeUndefined();
});
