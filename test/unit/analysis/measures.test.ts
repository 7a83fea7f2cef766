import { describe, expect, test } from '@jest/globals';
import { cpuTime, descriptors, sumOf } from '../../../src/analysis/measures.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { encodeAnnex } from '../../../src/scap/annex.js';
import { ANNEX_TAG } from '../../../src/schema/annex-layout.js';
import { EventRun } from '../../helpers/event-run.js';
import { int } from '../../helpers/event-samples.js';
import { START } from '../../helpers/io-events.js';
import { namedEvent } from '../../helpers/process-events.js';
import { sampleHeader } from '../../helpers/sample-machine.js';
import type { EventParts } from '../../helpers/scap.js';

const CONTEXT = { fields: DEFAULT_FIELD_CONTEXT, isLive: false };
const reads = (fd: number, tid = 1000): EventParts => namedEvent('READ_E', tid, { fd: int(fd, 8), size: int(7, 4) });

test('each descriptor is counted once, however often it is used', () => {
  const measure = descriptors(CONTEXT, [({ thread }) => thread?.tid ?? null]);
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

test('a sum adds the values of a field, and nothing if the field has no value', () => {
  const { of } = sumOf('evt.rawarg.size')(CONTEXT, []);
  const run = new EventRun(sampleHeader());
  run.apply(reads(1));
  expect(of(run.evt)).toBe(7);
  run.apply(namedEvent('GETUID_E', 1000));
  expect(of(run.evt)).toBeNaN();
});

/** A switch: the thread that leaves the CPU, the next one, the time, and the annex. */
type SwitchParts = readonly [tid: number, next: number, at: number, times?: readonly [slice: number, total: number]];

/** The CPU time that each switch adds. */
function cpuTimeOf(switches: readonly SwitchParts[]) {
  const measure = cpuTime(CONTEXT, []);
  const run = new EventRun(sampleHeader());
  const added = switches.map(([tid, next, at, times]) => {
    const bytes = Buffer.concat((times ?? []).map((value) => int(value, 8)));
    const annex = times === undefined ? {} : { annex: encodeAnnex([{ tag: ANNEX_TAG.CPU_TIME, bytes }]) };
    run.apply({ ...namedEvent('SCHEDSWITCH_6_E', tid, { next: int(next, 8) }), ts: START + BigInt(at), ...annex });
    measure.observer?.see(run.evt);
    return measure.of(run.evt);
  });
  return { added, lack: measure.lack() };
}

describe('CPU time', () => {
  test('runs from one switch to the next', () => {
    expect(
      cpuTimeOf([
        [0, 1000, 0],
        [1000, 2000, 700],
        [2000, 0, 1000],
      ]),
    ).toEqual({
      added: [Number.NaN, 700, 300],
      lack: null,
    });
  });

  test('comes from the switch if that has it, with the time of lost switches of the thread', () => {
    const switches: readonly SwitchParts[] = [
      [1000, 0, 0, [9, 5009]],
      [1000, 0, 700, [650, 5659]],
      [1000, 0, 900, [100, 6000]],
      [2000, 0, 950, [0, 7000]],
      [1000, 0, 999, [50, 40]],
    ];
    expect(cpuTimeOf(switches)).toEqual({ added: [9, 650, 341, Number.NaN, 50], lack: null });
  });

  test('is too low if switches are missing, which is reported', () => {
    const { added, lack } = cpuTimeOf([
      [0, 1000, 0],
      [1000, 2000, 700],
      [1000, 0, 900],
    ]);
    expect(added).toEqual([Number.NaN, 700, Number.NaN]);
    expect(lack).toBe('CPU time is too low: the capture lacks the start of 1 of 2 time slices');
  });

  test('is missing without switches, which is reported', () => {
    expect(cpuTimeOf([]).lack).toMatch(/^the capture has no scheduler switches/);
  });
});
