import { expect, test } from '@jest/globals';
import { cpuTime, descriptors, sumOf } from '../../../src/analysis/measures.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { EventRun } from '../../helpers/event-run.js';
import { int } from '../../helpers/event-samples.js';
import { START } from '../../helpers/io-events.js';
import { namedEvent } from '../../helpers/process-events.js';
import { sampleHeader } from '../../helpers/sample-machine.js';
import type { EventParts } from '../../helpers/scap.js';

const reads = (fd: number, tid = 1000): EventParts => namedEvent('READ_E', tid, { fd: int(fd, 8), size: int(7, 4) });

test('descriptors are counted once, however often they are used', () => {
  const measure = descriptors(DEFAULT_FIELD_CONTEXT, [({ thread }) => thread?.tid ?? null]);
  const run = new EventRun(sampleHeader());
  const added = (event: EventParts): number => {
    run.apply(event);
    return measure.of(run.evt);
  };
  expect([reads(1), reads(1), reads(2), reads(1), reads(1, 2000), reads(1, 2000)].map(added)).toEqual([
    1, 0, 1, 0, 1, 0,
  ]);
  measure.clear();
  expect(added(reads(1))).toBe(1);
  expect(measure.note()).toBe(null);
});

test('a sum adds what a field has, and nothing where it has no value', () => {
  const { of } = sumOf('evt.rawarg.size')(DEFAULT_FIELD_CONTEXT, []);
  const run = new EventRun(sampleHeader());
  run.apply(reads(1));
  expect(of(run.evt)).toBe(7);
  run.apply(namedEvent('GETUID_E', 1000));
  expect(of(run.evt)).toBeNaN();
});

test('the time on a CPU is from one switch to the next one', () => {
  const measure = cpuTime(DEFAULT_FIELD_CONTEXT, []);
  const run = new EventRun(sampleHeader());
  const switches = (tid: number, next: number, at: bigint): number => {
    const event = namedEvent('SCHEDSWITCH_6_E', tid, { next: int(next, 8) });
    run.apply({ ...event, ts: START + at });
    measure.observer?.see(run.evt);
    return measure.of(run.evt);
  };
  switches(0, 1000, 0n);
  expect(switches(1000, 2000, 700n)).toBe(700);
  expect(switches(2000, 0, 1000n)).toBe(300);
});
