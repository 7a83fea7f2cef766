import { describe, expect, test } from '@jest/globals';
import { EVT } from '../../../src/schema/events.js';
import { EventRun } from '../../helpers/event-run.js';
import { int } from '../../helpers/event-samples.js';
import { eventBlock } from '../../helpers/scap.js';

const data = Buffer.from('hello');

describe('an old exit event', () => {
  test('becomes, byte for byte, the event of a new recorder', () => {
    const run = new EventRun();
    run.apply({ type: EVT.PREAD_E, cpu: 2, flags: 0, params: [int(7, 8), int(80, 4), int(4096, 8)] });
    run.apply({ type: EVT.PREAD_X, cpu: 2, flags: 0, params: [int(5, 8), data] });
    const { bytes, blockStart, blockEnd } = run.evt.view;
    const complete = [int(5, 8), data, int(7, 8), int(80, 4), int(4096, 8)];
    expect(Buffer.from(bytes.subarray(blockStart, blockEnd))).toEqual(
      eventBlock({ type: EVT.PREAD_X, cpu: 2, flags: 0, params: complete }),
    );
  });

  test('without its enter event is completed with zeros', () => {
    const run = new EventRun();
    run.apply({ type: EVT.READ_X, params: [int(5, 8), data] });
    const { view } = run.evt;
    expect([view.paramCount, view.int64(2), view.uint32(3), view.rawText(1)]).toEqual([4, 0, 0, 'hello']);
  });

  test('is not completed from the enter event of another call', () => {
    const run = new EventRun();
    run.apply({ type: EVT.LISTEN_E, params: [int(7, 8), int(5, 4)] });
    run.apply({ type: EVT.READ_X, params: [int(5, 8), data] });
    expect(run.evt.view.int64(2)).toBe(0);
  });

  test('that is complete is not moved', () => {
    const run = new EventRun();
    run.apply({ type: EVT.READ_E, params: [int(7, 8), int(80, 4)] });
    run.apply({ type: EVT.READ_X, params: [int(5, 8), data, int(9, 8), int(81, 4)] });
    expect([run.evt.view.int64(2), run.evt.view.uint32(3)]).toEqual([9, 81]);
  });

  test('of an accept gets the type with queue parameters', () => {
    const run = new EventRun();
    run.apply({ type: EVT.ACCEPT_X, params: [int(5, 8), Buffer.alloc(0), int(3, 1)] });
    const { view } = run.evt;
    expect([view.type, view.int64(0), view.uint8(2), view.uint32(3), view.uint32(4)]).toEqual([
      EVT.ACCEPT_5_X,
      5,
      3,
      0,
      0,
    ]);
  });
});
