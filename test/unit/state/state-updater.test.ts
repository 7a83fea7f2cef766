import { describe, expect, test } from '@jest/globals';
import { EVENTS, EVT } from '../../../src/schema/events.js';
import { EventRun } from '../../helpers/event-run.js';
import { Dice, int, text } from '../../helpers/event-samples.js';
import { sampleHeader } from '../../helpers/sample-machine.js';

const open = (name: string) => [text(name), int(1, 4), int(0, 4)];

describe('the state updater', () => {
  test('numbers every event in the table, including those of newer libraries, and no others', () => {
    const run = new EventRun();
    expect(run.apply({ type: EVT.CLOSE_E, params: [int(3, 8)] })).toBe(true);
    expect(run.apply({ type: EVT.KEYCTL_X, params: [] })).toBe(true);
    expect(run.apply({ type: 60000, params: [] })).toBe(false);
    run.apply({ type: EVT.PROCINFO_E, params: [int(0, 8), int(0, 8)] });
    expect(run.evt.num).toBe(3);
  });

  test('continues the numbers in the next section, with the state of a new machine', () => {
    const run = new EventRun(sampleHeader());
    run.apply({ type: EVT.CLOSE_E, tid: 2000n, params: [int(3, 8)] });
    run.updater.reset(sampleHeader());
    run.apply({ type: EVT.CLOSE_E, tid: 2000n, params: [int(3, 8)] });
    expect([run.evt.num, run.evt.fd?.name]).toEqual([2, '0.0.0.0:80']);
  });

  test('hides the records of the initial state and events that only update state', () => {
    const run = new EventRun();
    const user = {
      type: EVT.USER_ADDED_E,
      tid: -1n,
      params: [int(7, 4), int(7, 4), text('me'), text('/'), text('/sh'), text('')],
    };
    run.apply(user);
    expect([run.evt.isHidden, run.state.users.find('', 7)?.name]).toEqual([true, 'me']);
    run.apply({ type: EVT.CLOSE_E, flags: 1, params: [int(3, 8)] });
    expect(run.evt.isHidden).toBe(true);
    run.apply(user);
    expect(run.evt.isHidden).toBe(false);
  });

  test('gives an exit event its latency and enter event, once', () => {
    const run = new EventRun(sampleHeader());
    run.apply({ type: EVT.OPEN_E, tid: 2000n, ts: 5_000_000_000n, params: open('/enter') });
    const exit = { type: EVT.OPEN_X, tid: 2000n, ts: 5_000_000_900n, params: [int(-2, 8), ...open('/exit')] };
    run.apply(exit);
    expect([run.evt.thread?.latency, run.evt.enter?.text(0)]).toEqual([900, '/enter']);
    run.apply(exit);
    expect(run.evt.enter).toBeNull();
  });

  test('keeps a descriptor for the event that closes it, and no longer', () => {
    const run = new EventRun(sampleHeader());
    run.apply({ type: EVT.CLOSE_E, tid: 2000n, params: [int(2, 8)] });
    run.apply({ type: EVT.CLOSE_X, tid: 2000n, params: [int(0, 8)] });
    expect(run.evt.fd?.name).toBe('/tmp/dir');
    run.apply({ type: EVT.FSTAT_E, tid: 2000n, params: [int(2, 8)] });
    expect(run.evt.fd).toBeNull();
  });

  test('does not grow with processes and descriptors that come and go', () => {
    const run = new EventRun(sampleHeader());
    const size = run.state.threads.size;
    for (let tid = 10_000n; tid < 12_000n; tid++) {
      run.apply({ type: EVT.OPEN_X, tid, params: [int(3, 8), ...open('/x')] });
      run.apply({ type: EVT.CLOSE_E, tid, params: [int(3, 8)] });
      run.apply({ type: EVT.CLOSE_X, tid, params: [int(0, 8)] });
      run.apply({ type: EVT.PROCEXIT_1_E, tid, params: [] });
    }
    run.apply({ type: EVT.PROCINFO_E, tid: -1n, params: [] });
    expect(run.state.threads.size).toBe(size);
  });

  test('stays consistent whatever the parameters of an event are', () => {
    const dice = new Dice(4711);
    const run = new EventRun(sampleHeader());
    for (let round = 0; round < 20; round++)
      for (const row of EVENTS) {
        const params = row.params.map(() => {
          const bytes = Buffer.alloc(dice.next(dice.pick([2, 10, 20, 40])));
          for (let i = 0; i < bytes.length; i++) bytes[i] = dice.pick([0, 1, 2, 10, 0xff, dice.next(256)]);
          return bytes;
        });
        const tid = BigInt(dice.pick([-1, 0, 1000, 1001, 2000, 9000 + round]));
        const lengthSize = (row.flags & 2048) !== 0 ? 4 : 2;
        run.apply({ type: row.id, tid, lengthSize, params: params.slice(0, dice.next(params.length + 2)) });
      }
    expect(run.evt.num).toBeGreaterThan(20 * 400);
  });
});
