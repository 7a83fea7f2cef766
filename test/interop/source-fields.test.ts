import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { BUILT_IN_FIELDS } from '../../src/fields/built-in.js';
import { DEFAULT_FIELD_CONTEXT, type FieldContext } from '../../src/fields/field-context.js';
import { compileFilter, type Filter } from '../../src/filter/filter.js';
import { compileDefault } from '../../src/output/default-line.js';
import { compileFormat, compileWriter, emittedText } from '../../src/output/format.js';
import { compileJson } from '../../src/output/json.js';
import { JSON_FIELDS, KUBERNETES, TRAIL } from '../helpers/cloud-fields.js';
import { Dice } from '../helpers/event-samples.js';
import { walkEvents } from '../helpers/event-walk.js';
import { fc } from '../helpers/property.js';
import { randomFilter, writtenField } from '../helpers/random-query.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const CLOUD: FieldContext = {
  ...DEFAULT_FIELD_CONTEXT,
  registry: BUILT_IN_FIELDS.with(TRAIL).with(KUBERNETES).with(JSON_FIELDS),
};

const plugins = (...path: readonly string[]): string => sharedPath('reference', 'cloud', 'data', ...path);

/** An event with bytes after the JSON of its payload, which the test's fields do not read. */
const NOT_READ = '12';

const others = (numbers: string): readonly string[] => numbers.split(' ').filter((number) => number !== NOT_READ);

/** Fields of plugins that the test's sources lack, and those for the plugin of an event. */
const NOT_HERE = /gcp\.|originaluser|evt\.(?:source|plugin)/;

describeWithShared('fields of sources in a capture with events of plugins and of system calls', () => {
  const rows = readFileSync(plugins('expected', 'scap', 'mixed.filters.tsv'), 'utf8')
    .trim()
    .split('\n');
  const filters = rows.map((row) => row.split('\t')).filter(([filter = '']) => /(?:ct|s3|ka|json)\./.test(filter));
  const supported = filters.filter(([filter = '']) => !NOT_HERE.test(filter));

  test.each(supported)(
    '%s passes the same events as in the reference with its plugins',
    async (text = '', numbers = '') => {
      const passed: number[] = [];
      const filter = compileFilter(text, CLOUD);
      await walkEvents(plugins('scap', 'mixed.scap'), { filter, each: ({ num }) => passed.push(num) });
      expect(others(passed.join(' '))).toEqual(others(numbers));
    },
  );

  test('an event has the line of its source, or else the default one', async () => {
    const lineOf = emittedText(
      compileDefault('*%evt.num %evt.type', CLOUD.registry, (line) => compileWriter(line, CLOUD)),
    );
    const lines: (string | null)[] = [];
    await walkEvents(plugins('scap', 'mixed.scap'), { each: (evt) => lines.push(lineOf(evt)) });
    expect(lines.slice(0, 3)).toEqual(['1 [cloudtrail] ann PutObject', '2 read', '3 read']);
    expect(lines[3]).toBe('4 2024-03-01 10:00:03 [<NA>] <NA>');
  });
});

/** A compiled filter, or the error in it. */
function compiled(text: string, context: FieldContext): Filter | string {
  try {
    return compileFilter(text, context);
  } catch (error) {
    return String(error);
  }
}

describeWithShared('fields of sources in addition to the built-in ones', () => {
  const mixed = plugins('scap', 'mixed.scap');
  const recorded = ['libs-sample', 'sf-tcp-client-server'].map(
    (name) => [name, sharedPath('captures', `${name}.scap`)] as const,
  );
  const printable = BUILT_IN_FIELDS.fields.filter((field) => !field.isFilterOnly && !field.isStateful);
  const names = printable.flatMap((field) => writtenField(new Dice(1), field) ?? []);

  test.each([...recorded, ['mixed', mixed] as const])('no built-in field has another value in %s', async (_, path) => {
    const format = `*${names.map((name) => `%${name}`).join('|')}`;
    const read = (context: FieldContext) => [compileFormat(format, context), compileJson(format, context)] as const;
    const [before, after] = [read(DEFAULT_FIELD_CONTEXT), read(CLOUD)];
    let count = 0;
    await walkEvents(path, {
      each: (evt) => {
        count++;
        for (const i of [0, 1] as const)
          if (before[i](evt) !== after[i](evt)) expect(after[i](evt)).toBe(before[i](evt));
      },
    });
    expect(count).toBeGreaterThan(10);
  });

  test('no filter on built-in fields gives a different answer, or records differently', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), async (seed) => {
        const text = randomFilter(new Dice(seed));
        const [before, after] = [compiled(text, DEFAULT_FIELD_CONTEXT), compiled(text, CLOUD)];
        if (typeof before === 'string' || typeof after === 'string') return expect(after).toBe(before);
        expect([after.mask, after.codes, after.isOfThreads]).toEqual([before.mask, before.codes, before.isOfThreads]);
        const differ: string[] = [];
        await walkEvents(mixed, {
          each: (evt) => before.test(evt) !== after.test(evt) && differ.push(`${evt.num} ${text}`),
        });
        expect(differ).toEqual([]);
      }),
    );
  });
});
