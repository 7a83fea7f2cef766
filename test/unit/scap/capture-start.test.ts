import { expect, test } from '@jest/globals';
import { startsLikeCapture } from '../../../src/scap/capture-start.js';
import { encodeSection } from '../../../src/scap/section.js';
import { EVT } from '../../../src/schema/events.js';
import { capture, eventBlock } from '../../helpers/scap.js';

const HEADER = capture([]);

test('a capture starts with a section header and a known block', () => {
  expect(startsLikeCapture(HEADER)).toBe(true);
  expect(startsLikeCapture(Buffer.concat([encodeSection(), eventBlock({ type: EVT.GETUID_E })]))).toBe(true);
});

test('a section header alone is a capture that was ended at its start', () => {
  expect(startsLikeCapture(encodeSection())).toBe(true);
  expect(startsLikeCapture(encodeSection().subarray(0, 27))).toBe(false);
});

test('other files are not captures', () => {
  const changed = (at: number, value: number): Buffer => {
    const bytes = Buffer.from(HEADER);
    bytes.writeUInt32LE(value, at);
    return bytes;
  };
  expect(startsLikeCapture(Buffer.alloc(100))).toBe(false);
  // a wrong type, byte order, version and length, and a block of pcapng
  for (const bytes of [changed(0, 1), changed(8, 0x4d3c2b1a), changed(12, 2), changed(4, 4000), changed(28, 6)])
    expect(startsLikeCapture(bytes)).toBe(false);
  expect(startsLikeCapture(Buffer.concat([encodeSection(), Buffer.alloc(7)]))).toBe(false);
});
