import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Dice } from '../helpers/event-samples.js';
import { SEED, times } from '../helpers/seed.js';
import { ROOT } from '../helpers/sysshark.js';
import { fuzz as fuzzCapture } from './capture-target.js';
import { fuzz as fuzzFilter } from './filter-target.js';
import { fuzz as fuzzFormat } from './format-target.js';
import { fuzz as fuzzModes } from './modes-target.js';
import { damage, seedCapture } from './seeds.js';

function inputs(target: keyof typeof TARGETS): { name: string; bytes: Buffer }[] {
  const folder = join(ROOT, 'fixtures/fuzz', target === 'modes' ? 'capture' : target);
  return readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

const TARGETS = { capture: fuzzCapture, modes: fuzzModes, filter: fuzzFilter, format: fuzzFormat } as const;
/** Number of damaged inputs of each kind; together they take a few seconds. */
const INPUTS = { capture: times(150), modes: times(12), filter: times(2500), format: times(750) } as const;

/** Feeds damaged inputs. Throws an error with the input that failed. */
async function feed(target: keyof typeof TARGETS, next: (dice: Dice) => Buffer): Promise<void> {
  const dice = new Dice(SEED);
  for (let count = 0; count < INPUTS[target]; count++) {
    const input = damage(next(dice), dice);
    try {
      await TARGETS[target](input);
    } catch (error) {
      throw new Error(`SYSSHARK_SEED=${SEED}, input ${count} (base64): ${input.toString('base64')}`, { cause: error });
    }
  }
}

describe.each(Object.keys(TARGETS) as (keyof typeof TARGETS)[])('every stored input for %s', (target) => {
  test.each(inputs(target))('$name gives no unexpected error', async ({ bytes }) => {
    await expect(Promise.resolve(TARGETS[target](bytes))).resolves.toBeUndefined();
  });
});

describe(`damaged inputs give no unexpected errors (SYSSHARK_SEED=${SEED})`, () => {
  test('captures', async () => {
    await expect(feed('capture', seedCapture)).resolves.toBeUndefined();
  });

  test('captures, in all run modes', async () => {
    await expect(feed('modes', seedCapture)).resolves.toBeUndefined();
  });

  test.each(['filter', 'format'] as const)('%ss', async (target) => {
    const stored = inputs(target);
    await expect(feed(target, (dice) => dice.pick(stored).bytes)).resolves.toBeUndefined();
  });
});
