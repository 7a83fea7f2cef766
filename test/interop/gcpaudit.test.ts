import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_OPTIONS } from '../../src/fields/field.js';
import { GCP_AUDIT } from '../../src/plugins/gcpaudit.js';
import { openGcpAudit } from '../../src/plugins/open-gcpaudit.js';
import { EVT } from '../../src/schema/events.js';
import type { Evt } from '../../src/state/evt.js';
import { EventRun } from '../helpers/event-run.js';
import { int } from '../helpers/event-samples.js';
import { walkSource } from '../helpers/event-walk.js';
import { compactPlain, memberOfPlain, readPlain, unescapedPlain } from '../helpers/plain-records.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const data = (...path: readonly string[]): string =>
  readFileSync(sharedPath('reference', 'cloud', 'data', ...path), 'utf8');

/** Fields that the plugin leaves empty for objects and lists (docs/DIFFERENCES.md). */
const DIFFERS: ReadonlySet<string> = new Set(['gcp.request', 'gcp.authorizationInfo', 'gcp.policyDelta']);

/** Payloads of a file: its lines, or the elements of the list that it is. */
function payloadsOf(name: string): string[] {
  if (!name.endsWith('.json')) return data('gcp', name).replace(/\n$/, '').split('\n');
  const list = readPlain(Buffer.from(data('gcp', name)).toString('latin1'))?.value;
  if (list?.kind !== 'array') throw new Error(`${name} is no list`);
  return list.items.map((item) => Buffer.from(compactPlain(item), 'latin1').toString());
}

/** Whether a value is no string, so that the plugin has '' for it. */
const isJson = (value: string): boolean => /^(?:[[{]|null$|true$|false$|-?\d)/.test(value);

/** A row of the expected files. */
function rowOf(num: number, field: string, value: string): string {
  const shown = DIFFERS.has(field) && isJson(value) ? '' : Buffer.from(value, 'latin1').toString();
  return `${num}\t${field}\t${JSON.stringify(shown)}`;
}

function expectedRows(name: string): string[] {
  const lines = data('expected', 'gcp', `${name}.tsv`).split('\n');
  return lines.filter((line) => /^\d/.test(line)).sort();
}

/** What gcp.request is by a plain implementation. */
function plainRequest(payload: string): string | undefined {
  const entry = readPlain(Buffer.from(payload).toString('latin1'))?.value;
  const request = memberOfPlain(memberOfPlain(entry, 'protoPayload'), 'request');
  if (request === undefined) return undefined;
  return request.kind === 'string' ? unescapedPlain(request.text) : compactPlain(request);
}

/** The fields of a payload that have a value, with it. */
function valuesOf(payload: string): (readonly [field: string, value: string])[] {
  const run = new EventRun();
  run.apply({ type: EVT.PLUGINEVENT_E, tid: -1n, lengthSize: 4, params: [int(12, 4), Buffer.from(payload)] });
  return GCP_AUDIT.fields.flatMap(({ name, bind }) => {
    const value = bind(null, DEFAULT_FIELD_OPTIONS)(run.evt);
    return value === null ? [] : [[name, String(value)] as const];
  });
}

/** All fields of the events of a path, as rows of the expected files; `nums` has the number there for each event. */
async function rowsOf(path: string, nums: readonly number[]): Promise<string[]> {
  const readers = GCP_AUDIT.fields.map(({ name, bind }) => [name, bind(null, DEFAULT_FIELD_OPTIONS)] as const);
  const rows: string[] = [];
  const each = (evt: Evt): void => {
    for (const [field, read] of readers) {
      const value = read(evt);
      if (value !== null) rows.push(rowOf(nums[evt.num - 1] ?? 0, field, String(value)));
    }
  };
  await walkSource(openGcpAudit(path, { warn: () => undefined, settings: {}, env: {}, ended: null }), { each });
  return rows.sort();
}

const FILES = [['audit.ndjson'], ['edge.ndjson'], ['gcloud-read.json']] as const;

describeWithShared('GCP audit entries', () => {
  test.each(FILES)('%s: all fields have the values of the plugin', (name) => {
    const rows = payloadsOf(name).flatMap((payload, i) =>
      valuesOf(payload).map(([field, value]) => rowOf(i + 1, field, value)),
    );
    expect(rows.sort()).toEqual(expectedRows(name));
  });

  test.each(FILES)('%s: the same from the file, from a gzip file, and from messages of Pub/Sub', async (name) => {
    const payloads = payloadsOf(name);
    const isObject = (payload: string): boolean => readPlain(payload)?.value.kind === 'object';
    const nums = payloads.flatMap((payload, i) => (isObject(payload) ? [i + 1] : []));
    const expected = expectedRows(name);
    expect(await rowsOf(sharedPath('reference', 'cloud', 'data', 'gcp', name), nums)).toEqual(expected);
    const messages = payloads.map((payload) => ({ message: { data: Buffer.from(payload).toString('base64') } }));
    writeFileSync(scratch.path('messages.json'), gzipSync(JSON.stringify(messages, null, 2)));
    const all = payloads.map((_, i) => i + 1);
    expect(await rowsOf(scratch.path('messages.json'), all)).toEqual(expected);
  });

  test.each(FILES)('%s: the request is its JSON', (name) => {
    for (const payload of payloadsOf(name)) {
      const request = valuesOf(payload).find(([field]) => field === 'gcp.request')?.[1];
      expect(request).toBe(plainRequest(payload));
    }
  });
});
