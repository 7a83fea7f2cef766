/** Rows of a collector in ClickHouse's own engine (chdb), behind a few lines of HTTP. .ci/extra installs it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { type ClickHouseAnswer, type ClickHouseQuestion, startClickHouse } from '../helpers/clickhouse-server.js';
import { itemsIn, put, startCollector } from '../helpers/fleet.js';
import { describeIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { hasShared, sharedPath } from '../helpers/shared.js';
import { hasDuckDb, sqlRows } from '../helpers/sql.js';
import { ROOT } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const CHDB = join(ROOT, 'build/chdb/node_modules/chdb');
const BOOT = '0b8e1f8c-65f5-4a4f-9d54-6a2f1c1b2d3e';
const TOKEN = 'a'.repeat(32);
/** Two rows of sums, by the name of the call. */
const SUMS = [
  '{"ts":"2023-11-14T22:13:20.000Z","seconds":10,"proc":"nginx","type":"openat","failed":true,"calls":2,"latency":3000,"bytes":0,"latency_log2":[0,0,0,0,0,0,0,0,0,0,2]}',
  '{"ts":"2023-11-14T22:13:20.000Z","seconds":10,"proc":"nginx","type":"read","failed":false,"calls":7,"latency":9000,"bytes":512,"latency_log2":[0,0,0,0,0,0,0,0,0,3,4]}',
];
const scratch = makeScratch();
afterAll(scratch.remove);

interface Session {
  query(sql: string, format?: string): string;
  close(): void;
}

/** What ClickHouse answers to a question. An insert takes its rows from a file here, and from the body there. */
function answerOf(session: Session, { query, parameters, path }: ClickHouseQuestion): ClickHouseAnswer {
  const { database, insert_deduplication_token: token } = parameters;
  try {
    if (database !== undefined) session.query(`use ${database}`);
    const [, table] = /^INSERT INTO (\w+) FORMAT Parquet$/.exec(query) ?? [];
    const settings = `insert_deduplicate = 1, insert_deduplication_token = '${token}'`;
    const text = session.query(
      table === undefined ? query : `insert into ${table} from infile '${path}' settings ${settings} format Parquet`,
    );
    return { status: 200, text };
  } catch (error) {
    return { status: 404, text: String((error as Error).message).replace(/^Query failed: /, '') };
  }
}

describeIf(existsSync(CHDB) && hasDuckDb && hasShared)('the engine of ClickHouse', () => {
  test('takes the tables and the rows, each once, and answers as sysshark sql does', async () => {
    const CAPTURE = sharedPath('captures/sf-nginx.scap');
    const OTHER = sharedPath('captures/sf-alpine.scap');
    const { Session } = createRequire(join(ROOT, 'package.json'))(CHDB) as { Session: new (folder: string) => Session };
    const session = new Session(scratch.path('data'));
    mkdirSync(scratch.path('bodies'));
    const asked: ClickHouseQuestion[] = [];
    const server = await startClickHouse(scratch.path('bodies'), (question) => {
      asked.push(question);
      const answer = answerOf(session, question);
      // the answer is lost: the same rows are sent again
      return asked.filter(({ query }) => query.startsWith('INSERT INTO events')).length === 2
        ? { status: 503, text: 'lost' }
        : answer;
    });
    writeFileSync(scratch.path('tokens'), `web-1 ${TOKEN}\n`, { mode: 0o600 });
    const store = scratch.path('store');
    const collector = await startCollector(
      ...['--listen', '127.0.0.1:0', '--dir', store, '--tokens', scratch.path('tokens'), '-G', '1'],
      ...['--clickhouse', `${server.address}/calls`],
    );
    const files = [CAPTURE, OTHER];
    for (const [i, path] of files.entries())
      expect(
        await put(collector.address, `/v1/segments/${BOOT}/1/${i + 1}`, gzipSync(readFileSync(path)), { token: TOKEN }),
      ).toBe(201);
    const loss = Buffer.from('{"cause":"spool full","from":1700000000,"to":1700000001,"bytes":3}');
    expect(await put(collector.address, `/v1/losses/${BOOT}/1/3`, loss, { token: TOKEN })).toBe(201);
    expect(
      await put(collector.address, `/v1/sums/${BOOT}/1/4`, gzipSync(`${SUMS.join('\n')}\n`), { token: TOKEN }),
    ).toBe(201);
    await until(() => itemsIn(`${store}/done/web-1`, '').length === files.length + 2);
    expect(await collector.stop()).toBe(0);
    await server.stop();
    const rowsOf = (sql: string): unknown[] =>
      session
        .query(sql, 'JSONEachRow')
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as unknown]));
    for (const [i, path] of files.entries()) {
      const one = `from calls.events where seq = ${i + 1}`;
      expect(
        rowsOf(
          `select type, toString(count()) as n, toString(sum(latency)) as ns, toString(count(error)) as errors,
            toString(max(toUnixTimestamp64Nano(ts))) as last, toString(sum(bytes)) as moved, toString(uniqExact(fd_name)) as names
            ${one} group by type order by type`,
        ),
      ).toEqual(
        await sqlRows(
          [path],
          `select type, count(*)::varchar n, sum(latency)::varchar ns, count(error)::varchar errors, max(epoch_ns(ts))::varchar as last,
            sum(bytes)::varchar moved, count(distinct fd_name)::varchar as names from events group by type order by type`,
        ),
      );
      expect(rowsOf(`select toString(rows) as n from calls.meta where seq = ${i + 1}`)).toEqual(
        rowsOf(`select toString(count()) as n ${one}`),
      );
      expect(rowsOf(`select toString(count()) as n from calls.procs where seq = ${i + 1}`)).toEqual(
        await sqlRows([path], 'select count(*)::varchar n from (select distinct * from procs)'),
      );
    }
    const columns = 'toString(ts) as ts, seconds, proc, type, failed, calls, latency, bytes, latency_log2';
    session.query('set output_format_json_quote_64bit_integers = 0');
    expect(rowsOf(`select ${columns} from calls.sums where seq = 4 order by type`)).toEqual(
      SUMS.map((line) => ({ ...(JSON.parse(line) as object), ts: '2023-11-14 22:13:20.000000000' })),
    );
    expect(asked.filter(({ query }) => query.startsWith('create table'))).toHaveLength(5);
    const page = readFileSync(join(ROOT, 'docs/guide/fleet.md'), 'utf8');
    const questions = [...page.matchAll(/```sql clickhouse\n([\s\S]*?)```/g)].map(([, query = '']) => rowsOf(query));
    expect(questions).toEqual([
      expect.arrayContaining([expect.objectContaining({ host: 'web-1', type: 'read' })]),
      [expect.objectContaining({ host: 'web-1', cause: 'spool full', losses: 1 })],
    ]);
    session.close();
  });
});
