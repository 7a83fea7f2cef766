import { describe, expect, test } from '@jest/globals';
import { Batch } from '../../../src/bytes/batch.js';
import { MemoryBudget } from '../../../src/bytes/memory-budget.js';
import { EventView } from '../../../src/decode/event-view.js';
import { encodeEvent, int64Param, uint32Param } from '../../../src/scap/encode-event.js';
import { EVT } from '../../../src/schema/events.js';
import { Evt } from '../../../src/state/evt.js';
import { InFlightCalls } from '../../../src/state/in-flight-calls.js';
import { StateUpdater } from '../../../src/state/state-updater.js';
import { SystemState } from '../../../src/state/system-state.js';

let time = 0;

/** An event of a thread, later than all previous ones. */
function event(tid: number, type: number, ...params: Buffer[]): Buffer {
  return encodeEvent({ type, tid, tsHi: 1, tsLo: ++time, isHidden: false }, params);
}

const read = (tid: number, fd: number): Buffer => event(tid, EVT.READ_E, int64Param(fd), uint32Param(10));

function pass(calls: InFlightCalls, ...blocks: Buffer[]): void {
  const bytes = Buffer.concat(blocks);
  calls.pass(new Batch(bytes), 0, bytes.length);
  // events of the processed batch are kept as copies
  bytes.fill(0);
}

/** Thread, type and first parameter of each call, which must be hidden. */
function open(calls: InFlightCalls): [tid: number, type: number, param: number][] {
  return calls.blocks().map((block) => {
    const view = new EventView();
    expect(view.read(new Batch(block), 0)).toBe(block.length);
    expect(view.stateOnly).toBe(true);
    return [view.tid, view.type, view.int64(0)];
  });
}

describe('in-flight calls', () => {
  test('are those without an exit event so far, latest first', () => {
    const calls = new InFlightCalls(new MemoryBudget());
    pass(calls, read(1, 3), read(2, 4), event(1, EVT.READ_X, int64Param(0)), read(3, 5));
    expect(open(calls)).toEqual([
      [3, EVT.READ_E, 5],
      [2, EVT.READ_E, 4],
    ]);
  });

  test('persist across batches; the last one of a thread counts', () => {
    const calls = new InFlightCalls(new MemoryBudget());
    pass(calls, read(1, 3), read(2, 4));
    pass(calls, read(1, 7));
    pass(calls, event(2, EVT.READ_X, int64Param(0)));
    expect(open(calls)).toEqual([[1, EVT.READ_E, 7]]);
  });

  test('survive a scheduler switch, but not a signal or the end of their thread', () => {
    const calls = new InFlightCalls(new MemoryBudget());
    pass(calls, read(1, 3), event(1, EVT.SCHEDSWITCH_6_E, int64Param(2)));
    pass(calls, read(2, 4), event(2, EVT.SIGNALDELIVER_E), read(3, 4), event(3, EVT.PROCEXIT_1_E));
    expect(open(calls)).toEqual([[1, EVT.READ_E, 3]]);
  });
});

describe('a thread that starts', () => {
  /** Takes events into calls and state; returns whether a thread is starting after each. */
  function startingAfterEach(...blocks: Buffer[]): boolean[] {
    const state = new SystemState();
    const updater = new StateUpdater(state);
    const evt = new Evt(state);
    const calls = new InFlightCalls(new MemoryBudget());
    return blocks.map((block) => {
      evt.view.read(Batch.whole(block), 0);
      if (updater.begin(evt)) updater.update(evt);
      pass(calls, Buffer.from(block));
      return calls.isThreadStarting(state);
    });
  }
  const created = (tid: number, child: number): Buffer => event(tid, EVT.VFORK_20_X, int64Param(child));

  test('is one that a call has created, until its first event', () => {
    const own = created(9, 0);
    expect(startingAfterEach(created(1, 9), read(1, 3), own)).toEqual([true, true, false]);
  });

  test('is none that has run, or even ended, before the call returned', () => {
    const running = [created(9, 0), created(1, 9), read(1, 3)];
    expect(startingAfterEach(...running)).toEqual([false, false, false]);
    const ended = [created(8, 0), event(8, EVT.PROCEXIT_1_E), created(1, 8), read(1, 3)];
    expect(startingAfterEach(...ended)).toEqual([false, false, false, false]);
  });
});
