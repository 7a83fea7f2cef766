import { describe, expect, test } from '@jest/globals';
import { blockTime, holdsEvent, isPossibleSize, soundBlockSize } from '../../../src/scap/sound-block.js';
import { BLOCK } from '../../../src/schema/block.js';
import { EVT } from '../../../src/schema/events.js';
import { capture, type EventParts, eventBlock, oldEventBlock } from '../../helpers/scap.js';

const PARTS: EventParts = { type: EVT.READ_X, ts: 1234n, params: [Buffer.alloc(8), Buffer.from('hello')] };
const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
const sizeOf = (bytes: Buffer, end = bytes.length): number => soundBlockSize(viewOf(bytes), 0, end);
const FORMS = [
  eventBlock(PARTS),
  eventBlock({ ...PARTS, flags: 1 }),
  eventBlock({ type: EVT.CONTAINER_JSON_2_E, ts: 1234n, lengthSize: 4, params: [Buffer.from('{}')] }),
  oldEventBlock(PARTS),
  oldEventBlock({ ...PARTS, flags: 1 }),
];

describe('a sound block', () => {
  test('is an event of any form, or a header block', () => {
    for (const block of FORMS) expect(sizeOf(block)).toBe(block.length);
    const header = capture([]);
    expect(sizeOf(header)).toBe(28);
    expect(sizeOf(header.subarray(28))).toBe(header.readUInt32LE(32));
  });

  test('is complete', () => {
    for (const block of FORMS) {
      expect(sizeOf(block, block.length - 1)).toBe(0);
      expect(sizeOf(Buffer.concat([block, block]))).toBe(block.length);
    }
    expect(sizeOf(Buffer.alloc(11))).toBe(0);
  });

  test('has the same length at both ends', () => {
    for (const block of FORMS)
      for (const at of [4, block.length - 4]) {
        const changed = Buffer.from(block);
        changed.writeUInt32LE(block.length + 4, at);
        expect(sizeOf(Buffer.concat([changed, Buffer.alloc(8)]))).toBe(0);
      }
  });

  test('holds an event of a known type whose lengths add up', () => {
    const block = eventBlock(PARTS);
    for (const [at, value] of [
      [26, 9],
      [30, 1000],
      [32, 33],
      [32, 3],
    ] as const) {
      const changed = Buffer.from(block);
      changed.writeUInt16LE(value, at);
      expect([at, value, sizeOf(changed)]).toEqual([at, value, 0]);
    }
  });

  test('is not a section header of another byte order', () => {
    const header = capture([]).subarray(0, 28);
    const swapped = Buffer.from(header);
    swapped.writeUInt32BE(0x1a2b3c4d, 8);
    expect([sizeOf(header), sizeOf(swapped)]).toEqual([28, 0]);
  });
});

test('the possible sizes of a block depend on its type', () => {
  const largest = (type: number): boolean[] => [1 << 18, 1 << 20].map((size) => isPossibleSize(type, size));
  expect(isPossibleSize(BLOCK.EVENT_V2, 41)).toBe(false);
  expect(isPossibleSize(BLOCK.EVENT_V2, 44)).toBe(true);
  expect(isPossibleSize(BLOCK.EVENT_V2, 36)).toBe(false);
  expect(isPossibleSize(BLOCK.SECTION, 12)).toBe(true);
  expect(isPossibleSize(BLOCK.SECTION, 8)).toBe(false);
  expect(largest(BLOCK.EVENT_V2)).toEqual([false, false]);
  expect(largest(BLOCK.EVENT_V2_LARGE)).toEqual([true, true]);
});

test('an event is recognized by its content alone, with and without flags', () => {
  for (const block of FORMS.slice(0, 3)) expect(holdsEvent(viewOf(block), 0, block.length)).toBe(true);
  const other = Buffer.from(eventBlock(PARTS));
  other.writeUInt16LE(1000, 30);
  expect(holdsEvent(viewOf(other), 0, other.length)).toBe(false);
});

test('the time of a block is the time of its event; other blocks have none', () => {
  expect(FORMS.map((block) => blockTime(viewOf(block), 0))).toEqual([1234, 1234, 1234, 1234, 1234]);
  expect(blockTime(viewOf(capture([])), 0)).toBeNaN();
});
