import { describe, expect, test } from '@jest/globals';
import { Batch } from '../../../src/bytes/batch.js';
import { checkBatch, eventFault } from '../../../src/scap/event-check.js';
import { EVT } from '../../../src/schema/events.js';
import { batchOf } from '../../helpers/event-run.js';
import { int, text } from '../../helpers/event-samples.js';
import { type EventParts, eventBlock } from '../../helpers/scap.js';

const OPEN: EventParts = { type: EVT.OPEN_X, params: [int(3, 8), text('/etc/passwd')] };
const JSON_EVENT: EventParts = { type: EVT.CONTAINER_JSON_2_E, lengthSize: 4, params: [text('{}')] };
/** Offsets in a block without flags. */
const AT = { EVENT_LENGTH: 26, COUNT: 32, FIRST_SIZE: 36 } as const;

/** The fault of an event after 32 bits have been changed. */
function faultOf(parts: EventParts, at: number, value: number): string | null {
  const { view, end } = batchOf([parts]);
  view.setUint32(at, value, true);
  return eventFault(view, 0, end);
}

describe('an event can be read', () => {
  test.each<[what: string, parts: EventParts]>([
    ['with parameters', OPEN],
    ['without any', { type: EVT.CLOSE_E }],
    ['hidden', { ...OPEN, flags: 1 }],
    ['with a length of 32 bits', JSON_EVENT],
    ['of an unknown type', { ...OPEN, type: 9999 }],
    ['of an unknown large type', { ...JSON_EVENT, type: 9999 }],
    ['with more parameters than any type has', { ...OPEN, params: Array.from({ length: 300 }, () => int(1, 1)) }],
  ])('%s', (_, parts) => {
    const { view, end } = batchOf([parts]);
    expect(eventFault(view, 0, end)).toBeNull();
  });

  test('that is longer than its parameters', () => {
    const block = eventBlock({ ...OPEN, params: [int(3, 8), text('/etc/passwd')] });
    const { view } = new Batch(block);
    view.setUint16(AT.FIRST_SIZE + 2, 4, true);
    expect(eventFault(view, 0, block.length)).toBeNull();
  });
});

describe('an event cannot be read', () => {
  test.each<[what: string, parts: EventParts, at: number, value: number]>([
    ['a length beyond its block', OPEN, AT.EVENT_LENGTH, 5000],
    ['a length smaller than its header', OPEN, AT.EVENT_LENGTH, 25],
    ['more parameters than fit', OPEN, AT.COUNT, 4000],
    ['2^31 parameters', OPEN, AT.COUNT, 0x80000000],
    ['2^32 - 1 parameters', OPEN, AT.COUNT, 0xffffffff],
    ['a parameter beyond its end', OPEN, AT.FIRST_SIZE, 0xffff],
    ['a large parameter beyond its end', JSON_EVENT, AT.FIRST_SIZE, 0x7fffffff],
    ['a large parameter of 4 GB', JSON_EVENT, AT.FIRST_SIZE, 0xffffffff],
    ['an unknown type and a parameter beyond its end', { ...OPEN, type: 9999 }, AT.FIRST_SIZE, 0xffff],
  ])('with %s', (_, parts, at, value) => {
    const what = at === AT.EVENT_LENGTH && value > 26 ? 'lengths' : 'parameters';
    expect(faultOf(parts, at, value)).toBe(`its ${what} do not fit`);
  });

  test('in a block that is too small for its header after the flags', () => {
    const block = eventBlock({ type: EVT.CLOSE_E });
    block.writeUInt32LE(0x217, 0);
    expect(eventFault(new Batch(block).view, 0, block.length)).toBe('its header does not fit');
  });
});

describe('a batch', () => {
  const blocks = [OPEN, JSON_EVENT, { ...OPEN, flags: 1 }, OPEN];

  test('of valid events has their count and the offset of the last one', () => {
    const batch = batchOf(blocks);
    const { end } = batch;
    checkBatch(batch);
    expect([batch.end, batch.count, batch.last]).toEqual([end, 4, end - eventBlock(OPEN).length]);
  });

  test('ends before the first event that cannot be read', () => {
    const batch = batchOf(blocks);
    const third = eventBlock(OPEN).length + eventBlock(JSON_EVENT).length;
    batch.view.setUint16(third + 4 + AT.FIRST_SIZE, 0xffff, true);
    checkBatch(batch);
    expect([batch.end, batch.count, batch.last]).toEqual([third, 2, eventBlock(OPEN).length]);
  });
});
