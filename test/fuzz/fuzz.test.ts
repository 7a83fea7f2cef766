import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Dice } from '../helpers/event-samples.js';
import { ROOT } from '../helpers/sysshark.js';
import { fuzz as fuzzCapture } from './capture-target.js';
import { fuzz as fuzzFilter } from './filter-target.js';
import { fuzz as fuzzFormat } from './format-target.js';
import { damage, seedCapture } from './seeds.js';

const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1e9);
/** Long enough to meet something new in time, short enough for every run. */
const TIME_MS = 4000;

function inputs(target: string): { name: string; bytes: Buffer }[] {
  const folder = join(ROOT, 'fixtures/fuzz', target);
  return readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

const TARGETS = { capture: fuzzCapture, filter: fuzzFilter, format: fuzzFormat } as const;

/** Feeds damaged inputs until the time is over; returns how many. Tells the input that failed. */
async function feed(target: keyof typeof TARGETS, next: (dice: Dice) => Buffer): Promise<number> {
  const dice = new Dice(SEED);
  const end = performance.now() + TIME_MS;
  let count = 0;
  for (; performance.now() < end; count++) {
    const input = damage(next(dice), dice);
    try {
      await TARGETS[target](input);
    } catch (error) {
      throw new Error(`FUZZ_SEED=${SEED}, input ${count} (base64): ${input.toString('base64')}`, { cause: error });
    }
  }
  return count;
}

describe.each(Object.keys(TARGETS) as (keyof typeof TARGETS)[])('%s: every input kept', (target) => {
  test.each(inputs(target))('$name ends in order', async ({ bytes }) => {
    await expect(Promise.resolve(TARGETS[target](bytes))).resolves.toBeUndefined();
  });
});

describe(`damaged inputs end in order (FUZZ_SEED=${SEED})`, () => {
  test('captures', async () => {
    expect(await feed('capture', seedCapture)).toBeGreaterThan(10);
  });

  test.each(['filter', 'format'] as const)('%ss', async (target) => {
    const kept = inputs(target);
    expect(await feed(target, (dice) => dice.pick(kept).bytes)).toBeGreaterThan(100);
  });
});
