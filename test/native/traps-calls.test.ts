import { availableParallelism } from 'node:os';
import { expect, test } from '@jest/globals';
import { PROBE_STAT_SLOT } from '../../src/schema/stats.js';
import type { RawEvent } from './events.js';
import { describeNative, expectProgram, recordProgram } from './harness.js';

/** Exits of a thread without the enter event of the same call right before. */
function strayExits(events: readonly RawEvent[]): RawEvent[] {
  return events.filter(
    ({ code }, index) => code.endsWith('_X') && events[index - 1]?.code !== code.replace(/_X$/, '_E'),
  );
}

describeNative('calls do not get mixed up', () => {
  test('unreadable user pointers give empty parameters, and data ends where the mapping ends', async () => {
    await expectProgram('unreadable');
  });

  test('threads that move between busy CPUs keep their order, and time never goes backwards', async () => {
    const { events, stats, lines } = await recordProgram('storm');
    expect(stats[PROBE_STAT_SLOT.dropsRing]).toBe(0n);
    expect(events.filter((event, index) => index > 0 && event.ts < events[index - 1]!.ts)).toEqual([]);
    expect(lines).toHaveLength(2 * availableParallelism());
    for (const tid of lines.map(Number)) {
      const own = events.filter((event) => event.tid === tid && event.code !== 'PROCEXIT_1_E').slice(1);
      expect(own.length).toBeGreaterThan(8000);
      expect(new Set(own.map((event) => event.cpu)).size).toBe(availableParallelism());
      expect(strayExits(own)).toEqual([]);
    }
  });
});
