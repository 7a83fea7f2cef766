/** sysshark export: the Parquet files have what sysshark sql says, and nothing is left behind. */
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { describeIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { hasShared, sharedPath } from '../helpers/shared.js';
import { duckDbRows, hasDuckDb, sqlRows } from '../helpers/sql.js';
import { sysshark } from '../helpers/sysshark.js';

const CAPTURE = sharedPath('captures', 'sf-nginx.scap');
const OTHER = sharedPath('captures', 'sf-files.scap');
const scratch = makeScratch();
afterAll(scratch.remove);

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

const exportTo = (folder: string, ...args: string[]) => sysshark(['export', '--parquet', folder, ...args]);
const AS_TEXT = 'columns(*)::varchar';

describeIf(hasDuckDb && hasShared)('sysshark export', () => {
  test('events, processes and losses are those of sysshark sql; payloads only with --data', async () => {
    const folder = scratch.path('all');
    expect(await exportTo(folder, CAPTURE)).toMatchObject({ exitCode: 0, stderr: '', stdout: '' });
    const files = filesIn(folder);
    expect(files.map((file) => file.replace(/=[^/]+/g, '=…'))).toEqual([
      'events/host=…/date=…/sf-nginx.parquet',
      'losses/sf-nginx.parquet',
      'meta/sf-nginx.parquet',
      'procs/sf-nginx.parquet',
    ]);
    for (const file of files) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    const events = `read_parquet('${folder}/events/*/*/*.parquet', hive_partitioning=true)`;
    expect(
      await duckDbRows(`select ${AS_TEXT} from (select * exclude (host, date) from ${events} order by num)`),
    ).toEqual(
      await sqlRows([CAPTURE], `select ${AS_TEXT} from (select * exclude (host, data) from events order by num)`),
    );
    expect(await duckDbRows(`select distinct host, date::varchar d from ${events}`)).toEqual(
      await sqlRows([CAPTURE], 'select distinct host, ts::date::varchar d from events'),
    );
    expect(
      await duckDbRows(
        `select ${AS_TEXT} from (select * exclude (host) from '${folder}/procs/*.parquet' order by all)`,
      ),
    ).toEqual(await sqlRows([CAPTURE], `select ${AS_TEXT} from (select * from procs order by all)`));
    expect(
      await duckDbRows(`select schema, rows::integer n, losses::integer l from '${folder}/meta/*.parquet'`),
    ).toEqual(await sqlRows([CAPTURE], 'select 1 as schema, count(*) n, 0 l from events'));
    const footer = `select value::varchar v from parquet_kv_metadata('${folder}/procs/sf-nginx.parquet') where key = 'schema'`;
    expect(await duckDbRows(footer)).toEqual([{ v: '1' }]);
    const withData = scratch.path('data');
    await exportTo(withData, CAPTURE, '--data', '--filter', 'proc.name=nginx');
    const sum = 'sum(octet_length(data))::varchar n, count(*)::varchar c';
    expect(await duckDbRows(`select ${sum} from '${withData}/events/*/*/*.parquet'`)).toEqual(
      await sqlRows([CAPTURE], `select ${sum} from events`, '--filter', 'proc.name=nginx'),
    );
  });

  test('of several machines and days, each has a folder', async () => {
    const folder = scratch.path('both');
    expect(await exportTo(folder, CAPTURE, OTHER)).toMatchObject({ exitCode: 0, stderr: '' });
    const count = `select host, date::varchar d, count(*)::varchar n from read_parquet('${folder}/events/*/*/*.parquet', hive_partitioning=true) group by all order by all`;
    const rows = await duckDbRows(count);
    expect(rows.length).toBeGreaterThan(1);
    expect(rows).toEqual(
      await sqlRows(
        [CAPTURE, OTHER],
        'select host, ts::date::varchar d, count(*)::varchar n from events group by all order by all',
      ),
    );
  });

  test('a file that exists is not replaced, and a failed export leaves nothing', async () => {
    const folder = scratch.path('again');
    await exportTo(folder, OTHER);
    const before = filesIn(folder);
    const again = await exportTo(folder, OTHER);
    expect([again.exitCode, again.stderr]).toEqual([1, expect.stringMatching(/sf-files\.parquet exists: remove it/)]);
    const bad = scratch.path('bad.scap');
    writeFileSync(bad, 'no capture');
    expect((await exportTo(folder, bad)).exitCode).toBe(1);
    expect(filesIn(folder)).toEqual(before);
    chmodSync(folder, 0o700);
  });

  test('of a capture that is cut, what was read is written, and the cut is said', async () => {
    const cut = scratch.path('cut.scap');
    const bytes = readFileSync(CAPTURE);
    writeFileSync(cut, bytes.subarray(0, bytes.length - 10_001));
    const { exitCode, stderr } = await exportTo(scratch.path('cut'), cut);
    expect([exitCode, stderr.split('\n').length]).toEqual([2, 1]);
    const [{ n } = {}] = await duckDbRows(
      `select count(*)::varchar n from '${scratch.path('cut')}/events/*/*/*.parquet'`,
    );
    expect(Number(n)).toBeGreaterThan(0);
  });

  test.each([
    [['export', CAPTURE], /--parquet DIR/],
    [['export', '--parquet', join(CAPTURE, 'x'), CAPTURE], /cannot write/],
    [['export', '--parquet', scratch.path('x'), CAPTURE, 'proc.name=x'], /--filter/],
    [['export', '--parquet', scratch.path('x'), '-'], /more than once/],
    [['-r', CAPTURE, '--parquet', scratch.path('x')], /option of export/],
  ])('%j is an error', async (args, message) => {
    const { exitCode, stderr } = await sysshark(args);
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(message)]);
  });
});
