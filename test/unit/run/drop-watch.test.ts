import { expect, test } from '@jest/globals';
import { DropWatch } from '../../../src/run/drop-watch.js';
import { PROBE_STAT_SLOT, type ProbeStat } from '../../../src/schema/stats.js';

/** A source with counters that the test sets, and the warnings printed. */
function watch(isExact = true) {
  const counters: Partial<Record<ProbeStat, bigint>> = {};
  const warnings: string[] = [];
  const source = {
    stats: (into: BigUint64Array): void => {
      for (const [name, value] of Object.entries(counters)) into[PROBE_STAT_SLOT[name as ProbeStat]] = value;
    },
  };
  return { counters, warnings, drops: new DropWatch(source, { isExact, warn: (line) => warnings.push(line) }) };
}

test('nothing is printed if nothing was lost', () => {
  const { drops, warnings } = watch();
  drops.look();
  drops.conclude();
  expect(warnings).toEqual([]);
});

test('losses are reported while they grow, at most once a second, and by cause at the end', () => {
  const { counters, drops, warnings } = watch();
  counters.dropsRing = 7n;
  drops.look();
  counters.dropsRing = 9n;
  drops.look();
  counters.dropsTooLarge = 1n;
  drops.conclude();
  expect(warnings).toEqual([
    'sysshark: 7 events dropped so far',
    'sysshark: 9 events dropped: ring buffer full (use a larger --buffer or a narrower filter)',
    'sysshark: 1 events dropped: larger than the maximum size of an event',
  ]);
});

test('the count is an upper bound if the filter might have rejected the lost events', () => {
  const { counters, drops, warnings } = watch(false);
  counters.dropsRing = 7n;
  counters.foreignAbi = 1n;
  drops.look();
  drops.conclude();
  expect(warnings).toEqual([
    'sysshark: up to 7 events dropped so far',
    'sysshark: up to 7 events dropped: ring buffer full (use a larger --buffer or a narrower filter)',
    'sysshark: 1 system calls counted but not recorded: from x32 programs, or with an unknown 32-bit number',
  ]);
});

test('calls that were only counted are reported at the end', () => {
  const { counters, drops, warnings } = watch();
  counters.foreignAbi = 3n;
  drops.look();
  drops.conclude();
  expect(warnings).toEqual([
    'sysshark: 3 system calls counted but not recorded: from x32 programs, or with an unknown 32-bit number',
  ]);
});
