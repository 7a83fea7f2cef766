import { describe, expect, test } from '@jest/globals';
import { Batch } from '../../../src/bytes/batch.js';
import { EventRing } from '../../../src/output/event-ring.js';
import { encodeEvent } from '../../../src/scap/encode-event.js';
import { EVT } from '../../../src/schema/events.js';
import { fc } from '../../helpers/property.js';

const CAPACITY = 1 << 14;
/** Includes events larger than a chunk of the ring, and larger than the ring. */
const LENGTHS = fc.array(fc.oneof(fc.nat(300), fc.constantFrom(1500, 9000, 20_000)), { maxLength: 200 });

const blockOf = (number: number, length: number): Buffer =>
  encodeEvent({ type: EVT.OPEN_X, tid: number, tsHi: 0, tsLo: number, isHidden: false }, [Buffer.alloc(length, 'x')]);

const bytesOf = ({ bytes, start, end }: Batch): Buffer => Buffer.from(bytes.subarray(start, end));

describe('a ring of events', () => {
  test('holds the last ones whole and in order, and removes all others, oldest first', () => {
    fc.assert(
      fc.property(LENGTHS, fc.integer({ min: 1, max: 7 }), (lengths, atOnce) => {
        const blocks = lengths.map((length, number) => blockOf(number, length));
        const removed: Buffer[] = [];
        const ring = new EventRing(Buffer.alloc(CAPACITY), (batch) => removed.push(bytesOf(batch)));
        for (let at = 0; at < blocks.length; at += atOnce) {
          const bytes = Buffer.concat(blocks.slice(at, at + atOnce));
          ring.add(new Batch(bytes), 0, bytes.length);
        }
        const held = ring.batches.map(bytesOf);
        expect(Buffer.concat([...removed, ...held]).equals(Buffer.concat(blocks))).toBe(true);
        const size = held.reduce((sum, { length }) => sum + length, 0);
        const last = blocks.at(-1)?.length ?? 0;
        expect(size).toBeLessThanOrEqual(Math.max(CAPACITY, last));
        ring.clear();
        expect(Buffer.concat(removed).equals(Buffer.concat(blocks))).toBe(true);
      }),
    );
  });

  test('fills at least fifteen sixteenths of its memory', () => {
    const ring = new EventRing(Buffer.alloc(CAPACITY), () => undefined);
    const block = blockOf(1, 10);
    for (let i = 0; i < 1000; i++) ring.add(new Batch(block), 0, block.length);
    const size = ring.batches.reduce((sum, { end }) => sum + end, 0);
    // the end of each chunk, too small for one more event, stays empty
    expect(size).toBeGreaterThan((CAPACITY * 15) / 16 - 16 * block.length);
  });
});
