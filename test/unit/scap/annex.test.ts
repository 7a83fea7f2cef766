import { expect, test } from '@jest/globals';
import { encodeAnnex, findAnnexEntry } from '../../../src/scap/annex.js';
import { fc } from '../../helpers/property.js';

const entries = fc.array(fc.record({ tag: fc.integer({ min: 0, max: 9 }), bytes: fc.uint8Array({ maxLength: 40 }) }), {
  maxLength: 6,
});
const wholeOf = (bytes: Buffer) => ({ start: 0, end: bytes.length });

test('the first entry with a tag is found, wherever the annex starts and whatever padding follows', () => {
  fc.assert(
    fc.property(entries, fc.integer({ min: 0, max: 9 }), fc.nat(7), fc.nat(3), (all, tag, before, padding) => {
      const annex = encodeAnnex(all);
      const bytes = Buffer.concat([Buffer.alloc(before, 0xee), annex, Buffer.alloc(padding)]);
      const found = findAnnexEntry(bytes, { start: before, end: bytes.length }, tag);
      const expected = all.find((entry) => entry.tag === tag);
      expect(found instanceof Buffer ? [...found] : found).toEqual(expected === undefined ? null : [...expected.bytes]);
    }),
  );
});

test('a cut or longer annex is damaged', () => {
  const annex = encodeAnnex([{ tag: 1, bytes: Buffer.from('text') }]);
  for (let length = 8; length < annex.length; length++)
    expect(findAnnexEntry(annex, { start: 0, end: length }, 1)).toBeUndefined();
  const longer = Buffer.concat([annex, Buffer.alloc(4)]);
  expect(findAnnexEntry(longer, wholeOf(longer), 1)).toBeUndefined();
});

test('other bytes, fewer bytes and a newer version are not an annex', () => {
  const newer = encodeAnnex([{ tag: 1, bytes: Buffer.from('text') }]);
  newer.writeUInt16LE(2, 4);
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(3), Buffer.from('not an annex'), newer])
    expect(findAnnexEntry(bytes, wholeOf(bytes), 1)).toBeNull();
});
