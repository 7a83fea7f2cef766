/** sysshark collect --clickhouse: what is sent to its HTTP interface. The engine itself answers in test/extra. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type ClickHouseAnswer, type ClickHouseQuestion, startClickHouse } from '../helpers/clickhouse-server.js';
import { type FleetProcess, itemsIn, put, startCollector } from '../helpers/fleet.js';
import { describeIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { hasShared, sharedPath } from '../helpers/shared.js';
import { duckDbRows, hasDuckDb, sqlRows } from '../helpers/sql.js';
import { sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
const BOOT = '0b8e1f8c-65f5-4a4f-9d54-6a2f1c1b2d3e';
const TOKEN = 'a'.repeat(32);
const PASSWORD = 'pa55-w0rd';
const OK: ClickHouseAnswer = { status: 200, text: '' };
const MISSING: ClickHouseAnswer = {
  status: 404,
  text: 'Code: 60. DB::Exception: Table calls.events does not exist. (UNKNOWN_TABLE)\n',
};
let started: { stop(): Promise<unknown> }[] = [];

beforeAll(() => {
  writeFileSync(scratch.path('tokens'), `web-1 ${TOKEN}\n`, { mode: 0o600 });
  writeFileSync(scratch.path('login'), `collector ${PASSWORD}\n`, { mode: 0o600 });
});
afterEach(async () => {
  for (const one of started) await one.stop();
  started = [];
});
afterAll(scratch.remove);

async function serve(folder: string, answer: (question: ClickHouseQuestion) => ClickHouseAnswer): Promise<string> {
  mkdirSync(folder);
  const server = await startClickHouse(folder, answer);
  started.push(server);
  return server.address;
}

async function collect(store: string, url: string): Promise<FleetProcess & { readonly address: string }> {
  const collector = await startCollector(
    ...['--listen', '127.0.0.1:0', '--dir', store, '--tokens', scratch.path('tokens'), '-G', '1'],
    ...['--clickhouse', url, '--clickhouse-login', scratch.path('login')],
  );
  started.push({ stop: () => collector.stop('SIGKILL') });
  return collector;
}

const tableOf = ({ query }: ClickHouseQuestion): string | undefined =>
  /^INSERT INTO (\w+) FORMAT Parquet$/.exec(query)?.[1];

describeIf(hasDuckDb && hasShared)('a collector with ClickHouse', () => {
  const CAPTURE = sharedPath('captures/sf-alpine.scap');
  const body = gzipSync(readFileSync(CAPTURE));

  test('makes the tables where they are missing, and inserts each file with a token; a collector that is killed sends the same', async () => {
    const asked: ClickHouseQuestion[] = [];
    const got = scratch.path('got.parquet');
    let hasTables = false;
    let isBroken = true;
    const url = await serve(scratch.path('bodies'), (question) => {
      asked.push(question);
      if (question.query.startsWith('create table')) hasTables = true;
      if (!(hasTables || question.query.startsWith('create'))) return MISSING;
      if (tableOf(question) === 'events') copyFileSync(question.path, got);
      return isBroken && tableOf(question) === 'meta' ? { status: 500, text: 'Code: 241. DB::Exception: memory' } : OK;
    });
    const store = scratch.path('store');
    const first = await collect(store, `${url}/calls`);
    expect(await put(first.address, `/v1/segments/${BOOT}/1/1`, body, { token: TOKEN })).toBe(201);
    await until(() => first.stderr().includes('Code: 241'));
    await first.stop('SIGKILL');
    isBroken = false;
    const second = await collect(store, `${url}/calls`);
    await until(() => itemsIn(`${store}/done/web-1`, '').length === 1);
    expect(await second.stop()).toBe(0);
    expect(`${first.stderr()}${second.stderr()}`).not.toContain(PASSWORD);
    // the tables are those that can be printed
    const { stdout } = await sysshark(['collect', '--clickhouse-tables']);
    const printed = stdout.split(/^-- \d+\n/m).slice(1);
    expect(asked.map(({ query }) => query).filter((query) => query.startsWith('create table'))).toEqual(
      printed.map((text) => text.trim().replace(/;$/, '')),
    );
    expect(asked.map(({ query }) => query)).toContain('create database if not exists calls');
    for (const { headers, parameters } of asked) {
      expect([headers['x-clickhouse-user'], headers['x-clickhouse-key']]).toEqual(['collector', PASSWORD]);
      expect(JSON.stringify(parameters)).not.toContain(PASSWORD);
    }
    // one token for each file, however often it is sent
    const tokens = asked.flatMap((question) => {
      const table = tableOf(question);
      return table === undefined ? [] : [`${table} ${question.parameters['insert_deduplication_token']}`];
    });
    expect(tokens.length).toBeGreaterThan(new Set(tokens).size);
    expect([...new Set(tokens)].map((token) => token.replace(/=[^/]+/g, '=…').replace(/[\da-f]{8}-/, ''))).toEqual([
      'events events/date=…/hour=…/00000001.parquet',
      'losses losses/date=…/00000001.parquet',
      'procs procs/date=…/00000001.parquet',
      'meta meta/date=…/00000001.parquet',
    ]);
    expect(await duckDbRows(`select count(*)::int n, sum(latency)::varchar s from '${got}'`)).toEqual(
      await sqlRows([CAPTURE], 'select count(*)::int n, sum(latency)::varchar s from events'),
    );
    // each column of a file is one of the table
    const [events = ''] = printed;
    const columns = await duckDbRows(`select column_name c from (describe select * from '${got}')`);
    for (const { c } of columns) expect(events).toMatch(new RegExp(`^ +${c} `, 'm'));
  });

  test('while it is away, that is said once, with the reason and without the password', async () => {
    const store = scratch.path('away');
    const { address, stderr, stop } = await collect(store, 'http://127.0.0.1:9/calls');
    expect(await put(address, `/v1/segments/${BOOT}/1/1`, body, { token: TOKEN })).toBe(201);
    await until(() => stderr().includes('connection refused'));
    expect(await stop()).toBe(0);
    expect(stderr()).toBe(
      'sysshark: cannot write to http://127.0.0.1:9/calls: connection refused; what hosts send waits meanwhile\n',
    );
    expect(itemsIn(`${store}/hosts/web-1`, '')).toHaveLength(1);
  });
});

test.each([
  [['--clickhouse', 'http://user:secret-word@127.0.0.1:8123/calls'], '--clickhouse-login FILE'],
  [['--clickhouse', 'http://127.0.0.1:8123'], '--clickhouse takes the address of a database'],
  [['--clickhouse', 'http://127.0.0.1:8123/a;drop'], '--clickhouse takes the address of a database'],
  [['--clickhouse', 'http://10.0.0.1:8123/calls'], 'without TLS, rows go only to this machine'],
  [['--clickhouse-login', 'x'], '--clickhouse-login requires --clickhouse URL'],
  [['--ca', 'x'], '--ca requires --clickhouse URL'],
])('%j says what is wrong', async (args, why) => {
  const { exitCode, stderr } = await sysshark(['collect', '--dir', 'x', '--tokens', 'x', ...args]);
  expect([exitCode, stderr.split('\n').length]).toEqual([1, 1]);
  expect(stderr).toContain(why);
  expect(stderr).not.toContain('secret-word');
});
