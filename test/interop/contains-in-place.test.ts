/** Filters that look for a part in the arguments of calls find it where the printed text has it. */
import { readdirSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter } from '../../src/filter/filter.js';
import { compileFormat } from '../../src/output/format.js';
import { writeRandomCapture } from '../helpers/differential.js';
import { Dice } from '../helpers/event-samples.js';
import { walkEvents } from '../helpers/event-walk.js';
import { quoted } from '../helpers/quoted.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED, times } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const FIELDS = ['evt.args', 'evt.info'];
/** Texts of calls of which parts are looked for, in each capture. */
const PARTS = times(6);
const RANDOM_CAPTURES = times(4);
const LONGEST = 20;

const scratch = makeScratch();
afterAll(() => scratch.remove());

async function textsOf(path: string, field: string): Promise<readonly string[]> {
  const write = compileFormat(`*%${field}`, DEFAULT_FIELD_CONTEXT);
  const texts: string[] = [];
  await walkEvents(path, { each: (evt) => texts.push(write(evt) ?? '') });
  return texts;
}

/** Whether each event of a capture passes a filter. */
async function passes(path: string, filter: string): Promise<readonly boolean[]> {
  const { test: accepts } = compileFilter(filter, DEFAULT_FIELD_CONTEXT);
  const found: boolean[] = [];
  await walkEvents(path, { each: (evt) => found.push(accepts(evt)) });
  return found;
}

/** Parts of texts, and of each the same with an end that it may not have. */
function partsOf(texts: readonly string[], dice: Dice): readonly string[] {
  const long = texts.filter((text) => text.length > 1);
  return Array.from({ length: PARTS }, () => {
    const text = dice.pick(long);
    const from = dice.next(text.length);
    return text.slice(from, from + 1 + dice.next(LONGEST));
  }).flatMap((part) => [part, `${part}s`]);
}

async function expectSame(path: string, seed: number): Promise<number> {
  let found = 0;
  for (const field of FIELDS) {
    const texts = await textsOf(path, field);
    for (const part of partsOf(texts, new Dice(seed))) {
      const own = await passes(path, `${field} contains ${quoted(part)}`);
      expect([field, part, own]).toEqual([field, part, texts.map((text) => text.includes(part))]);
      found += own.filter(Boolean).length;
    }
  }
  return found;
}

describeWithShared('a part of arguments', () => {
  test('is found in the shared captures', async () => {
    const names = readdirSync(sharedPath('captures')).filter((name) => name.endsWith('.scap'));
    let found = 0;
    for (const [i, name] of names.entries())
      if (!name.includes('empty')) found += await expectSame(sharedPath('captures', name), SEED + i);
    expect(found).toBeGreaterThan(1000);
  });

  test('is found in random captures', async () => {
    for (let i = 0; i < RANDOM_CAPTURES; i++) {
      const path = scratch.path(`random-${i}.scap`);
      writeRandomCapture(path, SEED + i);
      expect(await expectSame(path, SEED + i)).toBeGreaterThan(0);
    }
  });
});
