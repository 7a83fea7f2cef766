import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT, type FieldContext } from '../../src/fields/field-context.js';
import { readFieldReference } from '../../src/fields/field-reference.js';
import { K8S_AUDIT } from '../../src/plugins/k8saudit.js';
import { openK8sAudit } from '../../src/plugins/open-k8saudit.js';
import { registryOf } from '../../src/run/source-fields.js';
import { SOURCES } from '../../src/run/sources.js';
import type { Evt } from '../../src/state/evt.js';
import { walkSource } from '../helpers/event-walk.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const CONTEXT: FieldContext = { ...DEFAULT_FIELD_CONTEXT, registry: registryOf(SOURCES) };

/** Fields in which we differ on purpose (docs/DIFFERENCES.md). */
const DIFFERS = /^ka\.sourceips/;

const linesOf = (...path: readonly string[]): string[] =>
  readFileSync(sharedPath('reference', 'cloud', 'data', ...path), 'utf8').split('\n');

/** Rows of an expected file: number, field, value as JSON. */
const expectedRows = (name: string): string[] =>
  linesOf('expected', 'k8s', `${name}.tsv`).filter((line) => /^\d+\t(?!ka\.sourceips)/.test(line));

const namesIn = (rows: readonly string[]): string[] => [
  ...new Set([
    ...K8S_AUDIT.fields.filter(({ arg }) => arg !== 'required').map(({ name }) => name),
    ...rows.map((row) => row.split('\t')[1] ?? ''),
  ]),
];

function readersOf(names: readonly string[]) {
  return names
    .filter((name) => !DIFFERS.test(name))
    .map((name) => {
      const reference = readFieldReference(CONTEXT.registry, name, 0);
      if (reference === null) throw new Error(`no field ${name}`);
      return [name, reference.def.bind(reference.arg, CONTEXT)] as const;
    });
}

const asJson = (value: unknown): string => JSON.stringify(utf8(value));
const utf8 = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(utf8) : Buffer.from(String(value), 'latin1').toString();

describeWithShared('Kubernetes audit events', () => {
  test('have the fields of the plugin, with the same arguments and lists', () => {
    const { fields } = JSON.parse(linesOf('..', 'k8saudit-fields.json').join('\n')) as {
      fields: { name: string; flags: string[]; argument: string }[];
    };
    const ours = K8S_AUDIT.fields.map(({ name, isList, arg, argForm }) => ({ name, isList, arg, argForm }));
    const theirs = fields.map(({ name, flags, argument }) => ({
      name,
      isList: flags.includes('EPF_IS_LIST') ? true : undefined,
      arg: argument === 'none' ? undefined : argument.endsWith('required') ? 'required' : 'allowed',
      argForm: argument === 'none' ? undefined : argument.replace(/,.*/, ''),
    }));
    expect(ours).toEqual(theirs);
  });

  test.each(['audit.ndjson', 'edge.ndjson'])('%s: all fields have the values of the plugin', async (name) => {
    const readers = readersOf(namesIn([...expectedRows('audit.ndjson'), ...expectedRows('edge.ndjson')]));
    const rows: string[] = [];
    const warnings: string[] = [];
    const each = (evt: Evt): void => {
      for (const [field, read] of readers) {
        const value = read(evt);
        if (value !== null) rows.push(`${evt.num}\t${field}\t${typeof value === 'bigint' ? value : asJson(value)}`);
      }
    };
    const path = sharedPath('reference', 'cloud', 'data', 'k8s', name);
    await walkSource(openK8sAudit(path, { warn: (line) => warnings.push(line), settings: {}, env: {}, ended: null }), {
      each,
    });
    expect(rows.sort()).toEqual(expectedRows(name).sort());
    // a line of other values, or with one: three; a line without JSON; two events without a time
    const leftOut = '6 records left out (1 not JSON, 2 without a valid stageTimestamp, 3 of another kind)';
    expect(warnings).toEqual(name === 'edge.ndjson' ? [`sysshark: k8saudit: ${leftOut}`] : []);
  });
});
