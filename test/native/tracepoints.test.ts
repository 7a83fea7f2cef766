import { expect, test } from '@jest/globals';
import { describeNative, expectProgram, recordProgram } from './harness.js';

const ALL = { hasSwitches: true, hasSignals: true, hasPageFaults: true };
const CODES = ['SCHEDSWITCH_6_E', 'SIGNALDELIVER_E', 'PAGE_FAULT_E'];

describeNative('events that are no system calls', () => {
  test('signals tell their sender, switches the memory of the thread that goes, page faults where and why', async () => {
    await expectProgram('tracepoints', [], ALL);
  });

  test('a switch leads from the thread that had the CPU before', async () => {
    const { events } = await recordProgram('tracepoints', [], [], ALL);
    const next = new Map<number, number>();
    let known = 0;
    for (const { cpu, tid, code, params } of events) {
      if (code !== 'SCHEDSWITCH_6_E') continue;
      // the recorder's own threads leave no trace, so what it interrupts is not followed
      if (next.get(cpu) === tid) known++;
      next.set(cpu, Number(params['next']));
    }
    expect(known).toBeGreaterThan(0);
  });

  test('each switch follows the one before where those of the recorder are recorded, too', async () => {
    const { events, pid } = await recordProgram('tracepoints', [], [], { ...ALL, hasOwnSwitches: true });
    const switches = events.filter(({ code }) => code === 'SCHEDSWITCH_6_E');
    // a kernel may trace nothing of some threads (perf misses those, too): none of them is ever seen to leave a CPU
    const traced = new Set(switches.map(({ tid }) => tid));
    const next = new Map<number, number>();
    const strays = switches.filter(({ cpu, tid, params }) => {
      const expected = next.get(cpu);
      next.set(cpu, Number(params['next']));
      return expected !== undefined && traced.has(expected) && expected !== tid;
    });
    expect(strays).toEqual([]);
    expect(traced).toContain(pid);
  });

  test('are not recorded where nobody asks for them', async () => {
    const { events } = await recordProgram('tracepoints');
    expect(events.filter(({ code }) => CODES.includes(code))).toEqual([]);
  });
});
