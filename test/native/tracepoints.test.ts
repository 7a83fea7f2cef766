import { expect, test } from '@jest/globals';
import { describeNative, expectProgram, recordProgram } from './harness.js';

const ALL = { hasSwitches: true, hasSignals: true, hasPageFaults: true };
const CODES = ['SCHEDSWITCH_6_E', 'SIGNALDELIVER_E', 'PAGE_FAULT_E'];

describeNative('events other than system calls', () => {
  test('signals have their sender, switches the memory of the thread that leaves, page faults address and reason', async () => {
    await expectProgram('tracepoints', [], ALL);
  });

  test('a switch is from the thread that had the CPU before', async () => {
    const { events } = await recordProgram('tracepoints', [], [], ALL);
    const next = new Map<number, number>();
    let known = 0;
    for (const { cpu, tid, code, params } of events) {
      if (code !== 'SCHEDSWITCH_6_E') continue;
      // the recorder's own threads have no events, so a switch to it cannot be followed
      if (next.get(cpu) === tid) known++;
      next.set(cpu, Number(params['next']));
    }
    expect(known).toBeGreaterThan(0);
  });

  test('are not recorded unless requested', async () => {
    const { events } = await recordProgram('tracepoints');
    expect(events.filter(({ code }) => CODES.includes(code))).toEqual([]);
  });
});
