import { expect, test } from '@jest/globals';
import { ANNEX_DAMAGED, ANNEX_MISSING, annexEntryAt, annexEntrySize, encodeAnnex } from '../../../src/scap/annex.js';
import { fc } from '../../helpers/property.js';

const entries = fc.array(fc.record({ tag: fc.integer({ min: 0, max: 9 }), bytes: fc.uint8Array({ maxLength: 40 }) }), {
  maxLength: 6,
});
/** The bytes of the entry with a tag, or why there are none. */
function find(bytes: Buffer, [start, end]: readonly [start: number, end: number], tag: number): number[] | number {
  const at = annexEntryAt(bytes, start, end, tag);
  return at < 0 ? at : [...bytes.subarray(at, at + annexEntrySize(bytes, at))];
}

test('the first entry with a tag is found, wherever the annex starts and whatever padding follows', () => {
  fc.assert(
    fc.property(entries, fc.integer({ min: 0, max: 9 }), fc.nat(7), fc.nat(3), (all, tag, before, padding) => {
      const annex = encodeAnnex(all);
      const bytes = Buffer.concat([Buffer.alloc(before, 0xee), annex, Buffer.alloc(padding)]);
      const expected = all.find((entry) => entry.tag === tag);
      expect(find(bytes, [before, bytes.length], tag)).toEqual(
        expected === undefined ? ANNEX_MISSING : [...expected.bytes],
      );
    }),
  );
});

test('a cut or longer annex is damaged', () => {
  const annex = encodeAnnex([{ tag: 1, bytes: Buffer.from('text') }]);
  for (let length = 8; length < annex.length; length++) expect(find(annex, [0, length], 1)).toBe(ANNEX_DAMAGED);
  const longer = Buffer.concat([annex, Buffer.alloc(4)]);
  expect(find(longer, [0, longer.length], 1)).toBe(ANNEX_DAMAGED);
});

test('other bytes, fewer bytes and a newer version are not an annex', () => {
  const newer = encodeAnnex([{ tag: 1, bytes: Buffer.from('text') }]);
  newer.writeUInt16LE(2, 4);
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(3), Buffer.from('not an annex'), newer])
    expect(find(bytes, [0, bytes.length], 1)).toBe(ANNEX_MISSING);
});
