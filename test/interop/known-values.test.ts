/** Fields whose values are checked in filters never have another value. */
import { afterAll, expect, test } from '@jest/globals';
import { BUILT_IN_FIELDS } from '../../src/fields/built-in.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { checkValue } from '../../src/fields/known-values.js';
import { bindUse } from '../../src/filter/operand.js';
import { writeRandomCapture } from '../helpers/differential.js';
import { walkEvents } from '../helpers/event-walk.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const RANDOM_CAPTURES = 4;
const RECORDED = ['libs-curl-google', 'sf-alpine', 'sf-nginx', 'sf-setns'];

const scratch = makeScratch();
afterAll(() => scratch.remove());

const FIELDS = BUILT_IN_FIELDS.fields
  .filter(({ values, checkLiteral }) => values !== undefined || checkLiteral !== undefined)
  .map((def) => ({ def, extract: bindUse({ def, arg: null, transformers: [] }, DEFAULT_FIELD_CONTEXT) }));

/** All values of the fields in a capture, as `name value`; each was checked. */
async function valuesIn(path: string): Promise<Set<string>> {
  const seen = new Set<string>();
  await walkEvents(path, {
    each: (evt) => {
      for (const { def, extract } of FIELDS) {
        const value = extract(evt);
        for (const text of Array.isArray(value) ? value : value === null ? [] : [value]) {
          const line = `${def.name} ${text}`;
          if (!seen.has(line)) checkValue(def, String(text));
          seen.add(line);
        }
      }
    },
  });
  return seen;
}

describeWithShared('fields with known values', () => {
  const seen = new Set<string>();
  const random = Array.from({ length: RANDOM_CAPTURES }, (_, i) => SEED * RANDOM_CAPTURES + i);

  test.each(random)('have no others in the random capture of seed %i', async (seed) => {
    const path = scratch.path(`${seed}.scap`);
    writeRandomCapture(path, seed);
    for (const line of await valuesIn(path)) seen.add(line);
  });

  test.each(RECORDED)('have no others in %s', async (name) => {
    for (const line of await valuesIn(sharedPath('captures', `${name}.scap`))) seen.add(line);
  });

  test('have many values there', () => {
    expect(seen.size).toBeGreaterThan(200);
  });
});
