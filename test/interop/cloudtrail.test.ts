import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { FieldValue } from '../../src/fields/field.js';
import { DEFAULT_FIELD_CONTEXT, type FieldContext } from '../../src/fields/field-context.js';
import { readFieldReference } from '../../src/fields/field-reference.js';
import { CLOUDTRAIL_FIELDS } from '../../src/plugins/cloudtrail-fields.js';
import { openCloudTrail } from '../../src/plugins/open-cloudtrail.js';
import { registryOf } from '../../src/run/source-fields.js';
import { SOURCES } from '../../src/run/sources.js';
import { walkSource } from '../helpers/event-walk.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const CONTEXT: FieldContext = { ...DEFAULT_FIELD_CONTEXT, registry: registryOf(SOURCES) };
const cloud = (...path: readonly string[]): string => sharedPath('reference', 'cloud', 'data', ...path);

/** Fields in which we differ on purpose (docs/DIFFERENCES.md). */
const DIFFERS: ReadonlySet<string> = new Set(['ct.request.documentname']);
/** Files in which only we find records, or more of them. */
const FINDS_MORE =
  /not-records\/(?:array|lines|single|gzip-named-json|ignored)\.|not-records\/(?:cut|not-gzip)\.json\.gz/;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true } as const)
    .filter((entry) => entry.isFile() && entry.name.endsWith('.tsv') && !entry.name.endsWith('.order.tsv'))
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).slice(0, -'.tsv'.length));
}

const NAMES = [
  'evt.rawtime',
  'evt.plugininfo',
  ...CLOUDTRAIL_FIELDS.map(({ name }) => name),
  'ec2.imageids[0]',
  'ec2.imageids[1]',
  'ec2.imageids[4]',
].filter((name) => !DIFFERS.has(name));

/** A value as JSON, as the expected files have it. */
function asJson(value: FieldValue): string {
  if (typeof value === 'bigint') return String(value);
  const text = (bytes: unknown): unknown =>
    typeof bytes === 'string' ? Buffer.from(bytes, 'latin1').toString() : bytes;
  return JSON.stringify(Array.isArray(value) ? value.map(text) : text(value));
}

const readers = (order: readonly string[]) =>
  order.map((name) => {
    const reference = readFieldReference(CONTEXT.registry, name, 0);
    if (reference === null) throw new Error(`no field ${name}`);
    return [name, reference.def.bind(reference.arg, CONTEXT)] as const;
  });

async function rowsOf(path: string, order: readonly string[]): Promise<string[]> {
  const rows: string[] = [];
  const read = readers(order);
  const source = await openCloudTrail(path, { warn: () => undefined, settings: {}, env: {}, ended: null });
  const each = (evt: Parameters<(typeof read)[0][1]>[0] & { readonly num: number }): void => {
    for (const [name, extract] of read) {
      const value = extract(evt);
      if (value !== null) rows.push(`${evt.num}\t${name}\t${asJson(value)}`);
    }
  };
  await walkSource(source, { each }).catch((error: unknown) => {
    if (source.damage === null) throw error;
  });
  return rows;
}

const byText = (rows: readonly string[]): string[] => [...rows].sort();

function expectedRows(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => /^\d/.test(line) && !DIFFERS.has(line.split('\t')[1] ?? ''))
    .map((line) => {
      const [num = '', name = '', ...value] = line.split('\t');
      return `${num}\t${name}\t${/^\d+$/.test(value.join('\t')) ? value.join('\t') : JSON.stringify(JSON.parse(value.join('\t')))}`;
    });
}

describeWithShared('CloudTrail records', () => {
  const files = filesBelow(cloud('expected', 'cloudtrail')).filter((path) => !FINDS_MORE.test(path));

  test.each(files)('%s: all fields have the values of the plugin', async (path) => {
    const expected = expectedRows(`${cloud('expected', 'cloudtrail', path)}.tsv`);
    expect(existsSync(cloud('cloudtrail', path))).toBe(true);
    expect(byText(await rowsOf(cloud('cloudtrail', path), NAMES))).toEqual(byText(expected));
  });

  test('each field has its value whatever was asked before', async () => {
    const path = cloud('cloudtrail', 'edge', 'records.json');
    expect(byText(await rowsOf(path, [...NAMES].reverse()))).toEqual(byText(await rowsOf(path, NAMES)));
  });

  test.each([
    ['all.order.tsv', ''],
    ['flat.order.tsv', 'flat'],
  ])('%s: records come in the order of the plugin', async (expected, folder) => {
    const copy = scratch.path(`copy-${folder.length}`);
    cpSync(cloud('cloudtrail', folder), copy, { recursive: true, filter: (path) => !FINDS_MORE.test(path) });
    expect(await rowsOf(copy, ['ct.id'])).toEqual(expectedRows(cloud('expected', 'cloudtrail', expected)));
  });
});
