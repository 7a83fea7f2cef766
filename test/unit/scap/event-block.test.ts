import { describe, expect, test } from '@jest/globals';
import { Batch } from '../../../src/bytes/batch.js';
import { hiddenSize, hideEvent } from '../../../src/scap/event-block.js';
import { MAX_SMALL_BLOCK } from '../../../src/schema/event-layout.js';
import { EVT } from '../../../src/schema/events.js';
import { capture, eventBlock, oldEventBlock, readCapture } from '../../helpers/scap.js';

/** Data with which a read event fills the largest block of its type. Events of the first version have a shorter header. */
const dataOf = (headerSize: number): Buffer => Buffer.alloc(MAX_SMALL_BLOCK - 10 - headerSize - 2 - 2 - 8 - 4 - 2);
const params = (data: Buffer): Buffer[] => [Buffer.alloc(8), data];

describe('an event in the largest block', () => {
  test('can be read back when it is hidden', async () => {
    const block = eventBlock({ type: EVT.READ_X, params: params(dataOf(26)) });
    expect(block).toHaveLength(MAX_SMALL_BLOCK);
    const into = new Batch(Buffer.alloc(hiddenSize(block.length)));
    const end = hideEvent({ ...new Batch(block), blockStart: 0, blockEnd: block.length }, into, 0);
    const { events, error } = await readCapture(capture([into.bytes.subarray(0, end)]));
    expect([events.length, error]).toEqual([1, null]);
  });

  test('of the first version can be read back when it is copied', async () => {
    const block = oldEventBlock({ type: EVT.READ_X, params: params(dataOf(22)) });
    expect(block).toHaveLength(MAX_SMALL_BLOCK);
    const { events } = await readCapture(capture([block]));
    const copied = await readCapture(capture(events));
    expect([copied.events.length, copied.error]).toEqual([1, null]);
  });
});
