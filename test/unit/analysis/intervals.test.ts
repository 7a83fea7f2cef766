import { describe, expect, test } from '@jest/globals';
import { Intervals } from '../../../src/analysis/intervals.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import type { Ast } from '../../../src/filter/ast.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { Evt } from '../../../src/state/evt.js';
import { SystemState } from '../../../src/state/system-state.js';
import { fc } from '../../helpers/property.js';

const halves = (ns: bigint): [hi: number, lo: number] => [Number(ns >> 32n), Number(ns & 0xffffffffn)];

/** Which of some times the filter accepts. */
function passed(filter: Ast, times: readonly bigint[]): boolean[] {
  const { test: passes } = compileFilter(filter, DEFAULT_FIELD_CONTEXT);
  const evt = new Evt(new SystemState());
  return times.map((time) => {
    [evt.view.tsHi, evt.view.tsLo] = halves(time);
    return passes(evt);
  });
}

describe('intervals around timestamps', () => {
  test('have a filter that accepts times near any of them, in whatever order they are added', () => {
    const start = 1_700_000_000_000_000_000n;
    const time = fc.integer({ min: 0, max: 1000 }).map((ns) => start + BigInt(ns));
    fc.assert(
      fc.property(fc.array(time), fc.integer({ min: 0, max: 60 }), fc.array(time), (timestamps, range, times) => {
        const around = new Intervals(range);
        for (const ts of timestamps) around.add(...halves(ts));
        const isNear = (time: bigint): boolean =>
          timestamps.some((ts) => time >= ts - BigInt(range) && time <= ts + BigInt(range));
        expect(passed(around.filter, times)).toEqual(times.map(isNear));
      }),
    );
  });

  test('keep the times near the latest timestamp if timestamps are out of order', () => {
    const around = new Intervals(58);
    for (const ts of [1000n, 1001n, 1000n]) around.add(...halves(ts));
    expect(passed(around.filter, [941n, 942n, 1059n, 1060n])).toEqual([false, true, true, false]);
  });

  test('stay few if timestamps alternate between two places', () => {
    const around = new Intervals(1);
    for (let i = 0; i < 50_000; i++) around.add(...halves(i % 2 === 0 ? 5000n : 9000n));
    expect(passed(around.filter, [4999n, 5002n, 8999n, 9002n])).toEqual([true, false, true, false]);
  });

  test('are limited to ten thousand that do not overlap', () => {
    const around = new Intervals(1);
    for (let i = 0n; i < 10_000n; i++) around.add(...halves(10_000n + i * 10n));
    expect(passed(around.filter, [9_998n, 9_999n, 50_001n, 50_002n, 109_991n, 109_992n])).toEqual([
      false,
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(() => around.add(...halves(200_000n))).toThrow('more than 10000 places');
  });
});
