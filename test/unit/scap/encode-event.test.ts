import { expect, test } from '@jest/globals';
import { encodeEvent } from '../../../src/scap/encode-event.js';
import { eventBlockSize, isHidden as isBlockHidden } from '../../../src/scap/event-block.js';
import { eventFault } from '../../../src/scap/event-check.js';
import { EVENTS } from '../../../src/schema/events.js';

test.each([false, true])('an encoded event of any type can be read back (hidden: %s)', (isHidden) => {
  const wrong = EVENTS.filter(({ id, params }) => {
    const head = { type: id, tid: -1, tsHi: 1, tsLo: 2, isHidden };
    const block = encodeEvent(
      head,
      params.map((_, i) => Buffer.alloc(i + 1)),
    );
    const view = new DataView(block.buffer, block.byteOffset, block.length);
    const isWhole = eventBlockSize(view, 0, block.length) === block.length;
    return !isWhole || eventFault(view, 0, block.length) !== null || isBlockHidden(view, 0) !== isHidden;
  });
  expect(wrong.map(({ code }) => code)).toEqual([]);
});
