/** sysshark ui and report with captures of logs: the columns, colours and buttons that they begin with. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fromByteString } from '../../src/bytes/text.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter } from '../../src/filter/filter.js';
import { compileFormat } from '../../src/output/format.js';
import { registryOf } from '../../src/run/source-fields.js';
import { SOURCES } from '../../src/run/sources.js';
import { profileNamed } from '../../src/web/profile.js';
import type { CaptureInfo, EventDetails, RowsAnswer, ValuesAnswer } from '../../src/web/protocol.js';
import { type Inspector, startInspector } from '../helpers/inspector.js';
import { lines } from '../helpers/lines.js';
import { testIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const IS_ROOT = process.getuid?.() === 0;
const CONTEXT = { ...DEFAULT_FIELD_CONTEXT, registry: registryOf(SOURCES) };
const DATA = sharedPath('reference', 'cloud', 'data');
const LOGS: readonly (readonly [source: string, input: string])[] = [
  ['aws_cloudtrail', `cloudtrail:${DATA}/cloudtrail/AWSLogs`],
  ['gcp_auditlog', `gcpaudit:${DATA}/gcp/audit.ndjson`],
  ['k8s_audit', `k8saudit:${DATA}/k8s/audit.ndjson`],
];

test.each([...LOGS.map(([source]) => source), 'dummy'])('the profile of %s asks for what there is', (source) => {
  const { columns, colours, buttons } = profileNamed(source);
  for (const { field } of columns) compileFormat(`%${field}`, CONTEXT);
  for (const { filter } of [...colours, ...buttons]) compileFilter(filter, CONTEXT);
  expect(columns.length).toBeGreaterThan(1);
});

test('the buttons of CloudTrail are those of Stratoshark', () => {
  const { buttons } = profileNamed('aws_cloudtrail');
  expect(buttons.map(({ path }) => path)).toEqual([['Errors'], ['Management'], ['State changing'], ['From console']]);
});

/** The value at a JSON pointer. */
const valueAt = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((outer, name) => (outer as Record<string, unknown>)[name], value);

/** The JSON value in some bytes of an event. */
const valueIn = ({ bytes }: EventDetails, start: number, end: number): unknown =>
  JSON.parse(Buffer.from(bytes, 'base64').subarray(start, end).toString());

/** Compares the values of a record with those of its payload. */
function checkRecord(details: EventDetails): void {
  const { start = 0, end = 0 } = details.params.find(({ name }) => name === 'event_data') ?? {};
  const payload = valueIn(details, start, end);
  const outermost = details.record.filter(({ depth }) => depth === 1);
  expect(outermost.map(({ label }) => label)).toEqual(Object.keys(payload as object));
  for (const part of details.record) {
    const value = valueAt(payload, part.name.slice('json.value['.length, -1));
    expect([part.name, valueIn(details, part.start, part.end)]).toEqual([part.name, value]);
    const text = fromByteString(part.text);
    if (!part.isOuter) expect(typeof value === 'string' ? text : JSON.parse(text)).toEqual(value);
  }
}

/** Compares texts of fields with what is at their places; returns how many there are. */
function checkPlaces(details: EventDetails): number {
  const placed = details.classes.flatMap(({ fields }) => fields).filter(({ at }) => at !== undefined);
  for (const { name, text, at: [start, end] = [0, 0] } of placed) {
    const value = valueIn(details, start, end);
    if (typeof value === 'string') expect([name, fromByteString(text)]).toEqual([name, value]);
  }
  return placed.length;
}

async function inspect(args: readonly string[], task: (inspector: Inspector) => Promise<void>): Promise<void> {
  const inspector = await startInspector(args);
  try {
    await task(inspector);
  } finally {
    await inspector.end();
  }
}

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

test('what API servers send is shown as it comes', async () => {
  const address = `http://127.0.0.1:${await freePort()}/audit`;
  await inspect(['-I', `k8saudit:${address}`], async ({ get, interrupt }) => {
    expect((await get<CaptureInfo>('/api/capture')).profile).toBe('k8s_audit');
    for (const id of ['a', 'b']) {
      const body = JSON.stringify({ kind: 'Event', auditID: id, stageTimestamp: '2024-03-01T10:00:00Z' });
      const headers = { 'content-type': 'application/json' };
      expect((await fetch(address, { method: 'POST', headers, body })).status).toBe(200);
      for (;;) if ((await get<CaptureInfo>('/api/capture')).progress.events === (id === 'a' ? 1 : 2)) break;
    }
    expect((await get<EventDetails>('/api/events/1')).record.map(({ text }) => text)).toContain('b');
    // the first interrupt ends the capture, the next one the page
    interrupt();
    for (;;) if ((await get<CaptureInfo>('/api/capture')).progress.isComplete) break;
  });
});

describeWithShared('a log', () => {
  const fileOf = (source: string): string => scratch.path(`${source}.scap`);
  beforeAll(async () => {
    for (const [source, input] of LOGS) await sysshark(['-I', input, '-w', fileOf(source)]);
  });

  test.each([
    ['aws_cloudtrail', 'ct.name'],
    ['aws_cloudtrail', 'ct.user'],
    ['gcp_auditlog', 'gcp.methodName'],
    ['k8s_audit', 'ka.verb'],
  ])('of %s: the values of %s are offered, and how many events have them', async (source, field) => {
    const file = fileOf(source);
    const told = (await lines('-r', file, '-p', `%${field}`)).filter((value) => value !== '<NA>');
    const counts = new Map<string, number>();
    for (const value of told) counts.set(value, (counts.get(value) ?? 0) + 1);
    await inspect([file], async ({ get }) => {
      const ask = async (prefix: string): Promise<ValuesAnswer['values']> =>
        (await get<ValuesAnswer>(`/api/values?field=${field}&prefix=${prefix}`)).values;
      for (;;) if ((await get<CaptureInfo>('/api/capture')).progress.isComplete) break;
      const found = await ask('');
      expect(counts.size).toBeGreaterThan(1);
      expect(found).toHaveLength(Math.min(100, counts.size));
      expect(found).toEqual(found.map(({ text }) => ({ text, events: counts.get(text) })));
      expect(found.map(({ events }) => events)).toEqual([...counts.values()].sort((a, b) => b - a).slice(0, 100));
      const [{ text = '' } = {}] = found;
      expect((await ask(text))[0]).toEqual(found[0]);
    });
  });

  test.each(LOGS)('of %s begins with its columns, and its buttons find what the command line finds', async (source) => {
    const file = fileOf(source);
    await inspect([file], async ({ get, view }) => {
      const { profile, columns, buttons, colours } = await get<CaptureInfo>('/api/capture');
      expect([profile, { name: profile, columns, buttons, colours }]).toEqual([source, profileNamed(source)]);
      for (const { filter } of buttons) {
        const found = await lines('-r', file, '-p', '*%evt.num', filter);
        expect([filter, (await view(filter)).count]).toEqual([filter, found.length]);
      }
      const { id } = await view('');
      const fields = columns.map(({ field }) => field);
      const { events } = await get<RowsAnswer>(`/api/views/${id}/rows?from=0&count=1000&fields=${fields.join(',')}`);
      const told = events.map(({ cells }) =>
        cells.map((cell) => fromByteString(cell ?? '').replaceAll('\\', '\\\\')).join('\t'),
      );
      expect(told).toEqual(await lines('-r', file, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])));
      for (const [index, { filter }] of colours.entries()) {
        const earlier = colours.slice(0, index).map((rule) => ` and not (${rule.filter})`);
        const found = await lines('-r', file, '-p', '*%evt.num', `(${filter})${earlier.join('')}`);
        expect(events.filter(({ colour }) => colour === index).map(({ num }) => String(num))).toEqual(found);
      }
    });
  });

  test.each(LOGS)('of %s: records are trees, and what fields tell is where they say', async (source) => {
    await inspect([fileOf(source)], async ({ get, view }) => {
      const { count } = await view('');
      let places = 0;
      for (let row = 0; row < Math.min(count, 25); row++) {
        const details = await get<EventDetails>(`/api/events/${row}`);
        checkRecord(details);
        places += checkPlaces(details);
      }
      expect([source, places > 50]).toEqual([source, true]);
    });
  });

  test.each(LOGS)('of %s is shown without a capture by -I', async (source, input) => {
    await inspect(['-I', input], async ({ get, view }) => {
      expect((await get<CaptureInfo>('/api/capture')).profile).toBe(source);
      for (;;) if ((await get<CaptureInfo>('/api/capture')).progress.isComplete) break;
      expect((await view('')).count).toBe((await lines('-r', fileOf(source))).length);
    });
  });

  testIf(IS_ROOT)('is read as the user who serves the page, not as root', async () => {
    const [, , [source, input] = ['', '']] = LOGS;
    const inspector = await startInspector(['-I', input], undefined, { by: [], as: ['-Z', 'nobody'] });
    try {
      expect((await inspector.get<CaptureInfo>('/api/capture')).profile).toBe(source);
      const status = readFileSync(`/proc/${inspector.pid}/status`, 'utf8');
      expect(status).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m);
      expect(status).toMatch(/^CapPrm:\t0+$/m);
    } finally {
      await inspector.end();
    }
  });

  test('from console: trails say it by a text', async () => {
    const [filter = ''] = profileNamed('aws_cloudtrail').buttons.flatMap(({ path, filter: one }) =>
      path[0] === 'From console' ? [one] : [],
    );
    const said = readFileSync(fileOf('aws_cloudtrail'), 'latin1').match(/"sessionCredentialFromConsole":"true"/g) ?? [];
    expect(said.length).toBeGreaterThan(10);
    expect(await lines('-r', fileOf('aws_cloudtrail'), filter)).toHaveLength(said.length);
  });

  test('captures of system calls begin as ever', async () => {
    await inspect([sharedPath('captures', 'sf-files.scap')], async ({ get }) => {
      const { profile, columns } = await get<CaptureInfo>('/api/capture');
      expect([profile, columns]).toEqual(['', profileNamed(null).columns]);
    });
  });

  test('of CloudTrail can be made a report', async () => {
    const page = scratch.path('report.html');
    const { stderr, exitCode } = await sysshark(['report', fileOf('aws_cloudtrail'), '-o', page]);
    expect([stderr, exitCode]).toEqual(['', 0]);
    expect(readFileSync(page, 'utf8')).toContain('<!doctype html>');
  });
});
