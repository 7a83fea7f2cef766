import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT, type FieldContext } from '../../src/fields/field-context.js';
import { compileFilter } from '../../src/filter/filter.js';
import { JSON_FIELDS } from '../../src/plugins/json-fields.js';
import { registryOf } from '../../src/run/source-fields.js';
import { SOURCES } from '../../src/run/sources.js';
import { EVT } from '../../src/schema/events.js';
import { EventRun } from '../helpers/event-run.js';
import { int } from '../helpers/event-samples.js';
import { walkEvents } from '../helpers/event-walk.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const CONTEXT: FieldContext = { ...DEFAULT_FIELD_CONTEXT, registry: registryOf(SOURCES) };
const data = (...path: readonly string[]): string =>
  readFileSync(sharedPath('reference', 'cloud', 'data', ...path), 'utf8');

/** A field of the table with an argument, as the expected files write it. */
function readerOf(written: string) {
  const [, name = '', arg = null] = /^([^[]+)(?:\[(.*)\])?$/.exec(written) ?? [];
  const field = JSON_FIELDS.fields.find((one) => one.name === name);
  if (field === undefined) throw new Error(`no field ${name}`);
  return field.bind(arg, CONTEXT);
}

describeWithShared('fields of JSON payloads', () => {
  test.each(['audit.ndjson', 'edge.ndjson'])('%s: have the values of the plugin', (file) => {
    const expected = data('expected', 'gcp', `${file}.json-plugin.tsv`)
      .split('\n')
      .filter((line) => /^\d/.test(line))
      .map((line) => {
        const [num = '', name = '', value = ''] = line.split('\t');
        return `${num}\t${name}\t${JSON.stringify(JSON.parse(value))}`;
      });
    const names = [...new Set(expected.map((line) => line.split('\t')[1] ?? ''))];
    const readers = names.map((name) => [name, readerOf(name)] as const);
    const payloads = data('gcp', file).replace(/\n$/, '').split('\n');
    const rows = payloads.flatMap((payload, i) => {
      const run = new EventRun();
      run.apply({ type: EVT.PLUGINEVENT_E, tid: -1n, lengthSize: 4, params: [int(12, 4), Buffer.from(payload)] });
      return readers.flatMap(([name, read]) => {
        const value = read(run.evt);
        if (value === null) return [];
        return [`${i + 1}\t${name}\t${JSON.stringify(Buffer.from(String(value), 'latin1').toString())}`];
      });
    });
    expect(rows.sort()).toEqual(expected.sort());
  });

  const filters = data('expected', 'scap', 'mixed.filters.tsv')
    .trim()
    .split('\n')
    .map((row) => row.split('\t'));
  test.each(filters.filter(([text = '']) => text.includes('json.')))(
    '%s passes the same events as in the reference with its plugins',
    async (text = '', numbers = '') => {
      const passed: number[] = [];
      const filter = compileFilter(text, CONTEXT);
      await walkEvents(sharedPath('reference', 'cloud', 'data', 'scap', 'mixed.scap'), {
        filter,
        each: ({ num }) => passed.push(num),
      });
      expect(passed.join(' ')).toBe(numbers);
    },
  );

  test('are those of the plugin', () => {
    const { fields } = JSON.parse(readFileSync(sharedPath('reference', 'cloud', 'json-fields.json'), 'utf8')) as {
      fields: { name: string }[];
    };
    expect(JSON_FIELDS.fields.map(({ name }) => name)).toEqual(fields.map(({ name }) => name));
  });
});
