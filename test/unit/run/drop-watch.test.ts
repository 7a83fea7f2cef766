import { expect, test } from '@jest/globals';
import { DropWatch } from '../../../src/run/drop-watch.js';
import { PROBE_STAT_SLOT, type ProbeStat } from '../../../src/schema/stats.js';

/** A counting source whose counters the test sets, and what was said. */
function watched(isExact = true) {
  const counters: Partial<Record<ProbeStat, bigint>> = {};
  const said: string[] = [];
  const source = {
    stats: (into: BigUint64Array): void => {
      for (const [name, value] of Object.entries(counters)) into[PROBE_STAT_SLOT[name as ProbeStat]] = value;
    },
  };
  return { counters, said, watch: new DropWatch(source, { isExact, warn: (line) => said.push(line) }) };
}

test('nothing is said when nothing was lost', () => {
  const { watch, said } = watched();
  watch.look();
  watch.conclude();
  expect(said).toEqual([]);
});

test('losses are told while they grow, at most once a second, and by cause at the end', () => {
  const { counters, watch, said } = watched();
  counters.dropsRing = 7n;
  watch.look();
  counters.dropsRing = 9n;
  watch.look();
  counters.dropsTooLarge = 1n;
  watch.conclude();
  expect(said).toEqual([
    'sysshark: 7 events dropped so far',
    'sysshark: 9 events dropped: ring buffer full (use a larger --buffer or a narrower filter)',
    'sysshark: 1 events dropped: larger than the maximum size of an event',
  ]);
});

test('where the filter may have refused what was dropped, that is a bound', () => {
  const { counters, watch, said } = watched(false);
  counters.dropsRing = 7n;
  counters.foreignAbi = 1n;
  watch.look();
  watch.conclude();
  expect(said).toEqual([
    'sysshark: up to 7 events dropped so far',
    'sysshark: up to 7 events dropped: ring buffer full (use a larger --buffer or a narrower filter)',
    'sysshark: 1 system calls counted but not recorded: from x32 programs, or with an unknown 32-bit number',
  ]);
});

test('calls that were only counted are told at the end', () => {
  const { counters, watch, said } = watched();
  counters.foreignAbi = 3n;
  watch.look();
  watch.conclude();
  expect(said).toEqual([
    'sysshark: 3 system calls counted but not recorded: from x32 programs, or with an unknown 32-bit number',
  ]);
});
