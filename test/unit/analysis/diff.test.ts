import { describe, expect, test } from '@jest/globals';
import { coarseAddress, coarsePath, normalComm, normalPath } from '../../../src/analysis/diff/normal-names.js';
import {
  corrected,
  countTest,
  distributionTest,
  median,
  rankTest,
  type Sample,
  shareTest,
  spread,
  twoSided,
} from '../../../src/analysis/diff/statistics.js';
import { thingChanges } from '../../../src/analysis/diff/thing-changes.js';
import { Thread } from '../../../src/state/thread.js';
import { fc } from '../../helpers/property.js';

const sampleOf = (values: readonly number[]): Sample =>
  values.toSorted((a, b) => a - b).map((value) => [value, 1] as const);

/** The same test, straight from its definition: every value of one sample against every value of the other. */
function ranksByPairs(a: readonly number[], b: readonly number[]): number {
  let wins = 0;
  for (const one of a) for (const other of b) wins += other > one ? 1 : other === one ? 0.5 : 0;
  const all = [...a, ...b];
  const ties = [...new Set(all)].map((value) => all.filter((other) => other === value).length);
  const n = all.length;
  const correction = ties.reduce((sum, t) => sum + t ** 3 - t, 0) / (n * (n - 1));
  const deviation = Math.sqrt(((a.length * b.length) / 12) * (n + 1 - correction));
  if (!(deviation > 0)) return 1;
  return twoSided(Math.max(0, Math.abs(wins - (a.length * b.length) / 2) - 0.5) / deviation);
}

describe('tests', () => {
  test('know the normal distribution', () => {
    // from tables
    for (const [z, p] of [
      [0, 1],
      [1, 0.317310508],
      [1.959963985, 0.05],
      [2.575829304, 0.01],
      [5, 5.733031e-7],
    ] as const) {
      expect(twoSided(z)).toBeCloseTo(p, 6);
      expect(twoSided(-z)).toBe(twoSided(z));
    }
    expect(twoSided(5) / 5.733031e-7).toBeCloseTo(1, 5);
  });

  test('of ranks agree with the definition, with ties', () => {
    const values = fc.array(fc.nat(30), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(rankTest(sampleOf(a), sampleOf(b))).toBeCloseTo(ranksByPairs(a, b), 10);
      }),
    );
  });

  test('of ranks do not depend on the unit, nor on which sample comes first', () => {
    const values = fc.array(fc.nat(1000), { minLength: 2 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const p = rankTest(sampleOf(a), sampleOf(b));
        expect(rankTest(sampleOf(b), sampleOf(a))).toBeCloseTo(p, 10);
        const scaled = [a, b].map((all) => sampleOf(all.map((value) => value * 1024)));
        expect(rankTest(scaled[0] as Sample, scaled[1] as Sample)).toBeCloseTo(p, 10);
      }),
    );
  });

  test('of distributions agree with the definition, and with tables', () => {
    const values = fc.array(fc.nat(30), { minLength: 2, maxLength: 30 });
    const below = (all: readonly number[], limit: number): number =>
      all.filter((one) => one <= limit).length / all.length;
    // the limits of 5 % and 1 % in tables
    const limits = [
      [1.3581, 0.05],
      [1.6276, 0.01],
    ] as const;
    fc.assert(
      fc.property(values, values, (a, b) => {
        const farthest = Math.max(...[...a, ...b].map((limit) => Math.abs(below(a, limit) - below(b, limit))));
        const root = Math.sqrt((a.length * b.length) / (a.length + b.length));
        const distance = (root + 0.12 + 0.11 / root) * farthest;
        for (const [limit, p] of limits) {
          const isBelow = distributionTest(sampleOf(a), sampleOf(b)) < p;
          if (Math.abs(distance - limit) > 1e-4) expect(isBelow).toBe(distance > limit);
        }
        expect(distributionTest(sampleOf(b), sampleOf(a))).toBeCloseTo(distributionTest(sampleOf(a), sampleOf(b)), 10);
      }),
    );
    const mixed = (slow: number) =>
      sampleOf([...Array(300).keys(), ...Array.from({ length: 200 }, (_, i) => slow + i)]);
    expect(distributionTest(mixed(1000), mixed(3000))).toBeLessThan(1e-10);
    expect(distributionTest(mixed(1000), mixed(1000))).toBe(1);
  });

  test('tell large differences of counts and shares from small ones', () => {
    expect(countTest(100, 110, 1)).toBeGreaterThan(0.3);
    expect(countTest(100, 200, 1)).toBeLessThan(1e-6);
    expect(countTest(100, 200, 2)).toBeGreaterThan(0.9);
    expect(countTest(0, 10, 1)).toBeLessThan(0.001);
    expect(shareTest(1, 100, 2, 100)).toBeGreaterThan(0.3);
    expect(shareTest(1, 1000, 200, 1000)).toBeLessThan(1e-10);
    expect(shareTest(10, 100, 1000, 10_000)).toBeGreaterThan(0.9);
  });

  test('are corrected for their number, as published', () => {
    // Benjamini and Hochberg 1995, with 15 hypotheses: the first four are rejected at 0.05
    const published = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const all = corrected(published);
    expect(all.filter((p) => p < 0.05)).toHaveLength(4);
    expect(all[3]).toBeCloseTo((0.0095 * 15) / 4, 10);
    expect(corrected([])).toEqual([]);
  });

  test('have a middle that a few far values do not move', () => {
    expect(median([5, 1, 1000])).toBe(5);
    expect(median([1, 3])).toBe(2);
    expect(median([])).toBeNaN();
    expect(spread([1, 2, 3, 4, 1e9])).toBeCloseTo(1.4826, 4);
  });
});

describe('names', () => {
  const thread = new Thread(4711);
  thread.pid = 4710;
  thread.ptid = 99;

  test('have no ids of processes', () => {
    expect(normalPath('/proc/4710/status', thread)).toBe('/proc/PID/status');
    expect(normalPath('/proc/1/task/2/fd/17', thread)).toBe('/proc/PID/task/TID/fd/17');
    expect(normalPath('/proc/88/fd/17', thread)).toBe('/proc/PID/fd/FD');
    expect(normalPath('/var/run/app.4710.pid', thread)).toBe('/var/run/app.PID.pid');
    expect(normalPath('/usr/lib/libc-2.36.so', thread)).toBe('/usr/lib/libc-2.36.so');
    expect(['worker-17', 'kworker/0:1', 'python3', 'pool#3'].map(normalComm)).toEqual([
      'worker-#',
      'kworker/#:#',
      'python3',
      'pool##',
    ]);
  });

  test('of temporary files are not what was made up', () => {
    expect(coarsePath('/tmp/tmp.aB3dE5gH1j')).toBe('/tmp/tmp.*');
    expect(coarsePath('/tmp/ccXy12Ab.s')).toBe(coarsePath('/tmp/ccQw98Zz.s'));
    expect(coarsePath('/tmp/ccuapgcr.s')).toBe('/tmp/*.s');
    expect(coarsePath('/srv/app/.git/tzInHXY')).toBe('/srv/app/.git/*');
    expect(coarsePath('/srv/app/.git/tag/tzInHXY')).toBe('/srv/app/.git/tag/tzInHXY');
    expect(coarsePath('/dev/shm/sem.17')).toBe('/dev/shm/sem.#');
    expect(coarsePath('/root/.npm/_cacache/tmp/FAPwum/lib/10.js')).toBe('/root/.npm/_cacache/tmp/*/lib/#.js');
    expect(coarsePath('/srv/app2/.tmp/fZCK4x')).toBe('/srv/app2/.tmp/*');
    expect(coarsePath('/srv/git/objects/17/tmp_obj_aB3dE5')).toBe('/srv/git/objects/17/tmp_obj_*');
    expect(coarsePath('/srv/template/config17')).toBe('/srv/template/config17');
    expect(coarsePath('/etc/app/config17.yml')).toBe('/etc/app/config17.yml');
    expect(coarsePath('/var/lib/x/0f040dbba2baf335669cb4da0368683c5ec32576')).toBe('/var/lib/x/*');
    expect(coarsePath('/var/lib/x/4b4ff1a1-9a49-4d7b-8a9f-0e1b9f6f2c11/y')).toBe('/var/lib/x/*/y');
    expect(coarsePath('/root/.npm/_logs/2026-11-27T05_38_11_764Z-debug-0.log')).toBe('/root/.npm/_logs/*-debug-0.log');
    expect(coarsePath('/var/log/app-20261127-053811.log')).toBe('/var/log/app-*.log');
    expect(coarsePath('/usr/lib/libedit.so.2.0.20230311')).toBe('/usr/lib/libedit.so.2.0.20230311');
    expect(coarseAddress('at tcp 127.0.0.1:40123')).toBe('at tcp 127.0.0.1:*');
    expect(coarseAddress('to tcp 10.0.0.7:5432')).toBe('to tcp 10.0.0.7:5432');
  });

  test('that File::Temp, tempfile and mktemp(1) made up are one name', () => {
    const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    const madeUp = (letters: string, length: number) =>
      fc.array(fc.constantFrom(...letters), { minLength: length, maxLength: length }).map((all) => all.join(''));
    const one = (name: string) => expect(coarsePath(name)).toMatch(/^\/tmp\/(?:tmp)?\*(?:\.txt)?$/);
    fc.assert(fc.property(madeUp(`${LETTERS}0123456789_`, 10), (name) => one(`/tmp/${name}`)));
    fc.assert(fc.property(madeUp('abcdefghijklmnopqrstuvwxyz0123456789_', 8), (name) => one(`/tmp/tmp${name}.txt`)));
    fc.assert(fc.property(madeUp(`${LETTERS}0123456789`, 10), (name) => one(`/tmp/${name}`)));
    one('/tmp/b_KBWMxV8Z');
    one('/tmp/Abcdef8hij.txt');
  });

  test('that were made up cancel out, others are new or missing', () => {
    const things = (...names: readonly string[]) => names.map((name) => ({ process: 'a', words: [name], count: 2 }));
    const coarsen = (words: readonly string[]) => words.map(coarsePath);
    const a = things('/etc/same', '/tmp/x.aB3dE5', '/tmp/x.cD3dE5', '/etc/gone');
    const b = things('/etc/same', '/tmp/x.eF3dE5', '/tmp/y.aB3dE5', '/tmp/y.cD3dE5');
    expect(thingChanges(a, b, coarsen)).toEqual([
      { process: 'a', words: ['/tmp/y.*'], counts: [0, 4] },
      { process: 'a', words: ['/etc/gone'], counts: [2, 0] },
    ]);
  });
});
