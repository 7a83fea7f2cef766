import { describe, expect, test } from '@jest/globals';
import { EventView } from '../../../src/decode/event-view.js';
import { EVT } from '../../../src/schema/events.js';
import { batchOf } from '../../helpers/event-run.js';
import { int, text } from '../../helpers/event-samples.js';

describe('a view on an event', () => {
  const batch = batchOf([
    { type: EVT.OPEN_X, ts: 0x1122334455667788n, tid: -1n, cpu: 3, params: [int(-2, 8), text('/x')] },
    { type: EVT.CLOSE_X, flags: 1, params: [int(5, 8)] },
    { type: 9999, params: [int(5, 8)] },
  ]);
  const view = new EventView();
  const second = view.read(batch, 0);

  test('reads head and parameters in place', () => {
    view.read(batch, 0);
    expect([view.type, view.cpu, view.tid, view.tsHi, view.tsLo]).toEqual([EVT.OPEN_X, 3, -1, 0x11223344, 0x55667788]);
    expect([view.int64(0), view.text(1), view.stateOnly, view.paramCount]).toEqual([-2, '/x', false, 2]);
  });

  test('has no value for a parameter that is missing or of another size', () => {
    view.read(batch, 0);
    expect([view.uint32(0), view.int64(5), view.uint8(-0 + 4)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([view.text(4), view.has(4), view.has(1)]).toEqual(['', false, true]);
  });

  test('recognizes events that only update state', () => {
    view.read(batch, second);
    expect([view.type, view.stateOnly, view.int64(0)]).toEqual([EVT.CLOSE_X, true, 5]);
  });

  test('has no parameters for an unknown type', () => {
    const third = view.read(batch, second);
    expect(view.read(batch, third)).toBe(batch.end);
    expect([view.def, view.paramCount, view.storedCount]).toEqual([undefined, 0, 1]);
  });
});
