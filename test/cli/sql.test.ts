/** sysshark sql: forms, errors, what it refuses. That its answers are exact: test/interop/sql-exact.test.ts. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { TASK } from '../../src/state/task-flags.js';
import { int } from '../helpers/event-samples.js';
import { HOSTILE, hostileCapture } from '../helpers/hostile-capture.js';
import { ndjsonEvents } from '../helpers/ndjson.js';
import { describeIf } from '../helpers/prerequisites.js';
import { cloneExit, namedEvent } from '../helpers/process-events.js';
import { capture, type EventParts, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { hasShared, sharedPath } from '../helpers/shared.js';
import { duckDbRows, hasDuckDb, sqlRows } from '../helpers/sql.js';
import { PROGRAM, ROOT, shell, sysshark } from '../helpers/sysshark.js';

const CAPTURE = sharedPath('captures', 'sf-nginx.scap');
const OTHER = sharedPath('captures', 'sf-files.scap');
const scratch = makeScratch();
afterAll(scratch.remove);

const COUNT = 'select count(*) n from calls';
const sql = (...args: string[]) => sysshark(['sql', ...args]);

describeIf(hasDuckDb && hasShared)('sysshark sql', () => {
  test('prints a table, CSV and JSON', async () => {
    const query =
      "select type, count(*) n, null empty, 'a,\"b\"' quoted from calls where type in ('write', 'nanosleep') group by type order by n";
    const rows = await sqlRows(
      [OTHER],
      "select type, count(*) n from calls where type in ('write', 'open') group by type order by n",
    );
    expect(rows).toEqual([
      { type: 'open', n: 13 },
      { type: 'write', n: 16 },
    ]);
    const table = await sql(OTHER, query.replace('nanosleep', 'open'));
    expect(table.stdout.split('\n')).toEqual([
      'type    n  empty  quoted',
      '------------------------',
      'open   13         a,"b"',
      'write  16         a,"b"',
    ]);
    const csv = await sql(OTHER, query.replace('nanosleep', 'open'), '--format', 'csv');
    expect(csv.stdout).toBe('type,n,empty,quoted\nopen,13,,"a,""b"""\nwrite,16,,"a,""b"""');
  });

  test('numbers that JSON readers would round are text', async () => {
    expect(
      await sqlRows(
        [OTHER],
        'select 9007199254740993 big, 9007199254740991 safe, 0.5::double half, 1.5::decimal(4,2) d',
      ),
    ).toEqual([{ big: '9007199254740993', safe: Number.MAX_SAFE_INTEGER, half: 0.5, d: '1.50' }]);
  });

  test('several captures are merged; scap() reads one of them, with a filter of its own', async () => {
    const count = async (...files: string[]): Promise<number> =>
      (await ndjsonEvents(...files.flatMap((file) => ['-r', file]), 'evt.dir=<')).length;
    const both = [CAPTURE, OTHER];
    expect(await sqlRows(both, COUNT)).toEqual([{ n: await count(...both) }]);
    const query = `select (${COUNT.replace('calls', `scap('${OTHER}') where kind = 'call'`)}) n,
      (select count(*) from scap('${OTHER}', filter => 'evt.type=open and evt.dir=<')) opens`;
    expect(await sqlRows(both, query)).toEqual([{ n: await count(OTHER), opens: 13 }]);
  });

  test('LIMIT ends the program, and a join of calls with themselves reads twice', async () => {
    expect(await sqlRows([CAPTURE], 'select num from events limit 1')).toHaveLength(1);
    const [{ n } = {}] = await sqlRows([CAPTURE], COUNT);
    expect(await sqlRows([CAPTURE], 'select count(*) n from calls a join calls b using (num)')).toEqual([{ n }]);
  });

  test('processes: one row for each program that ran', async () => {
    const rows = await sqlRows(
      [OTHER],
      'select pid, ppid, cmdline, end_ts is not null has_ended from procs where pid = 21726',
    );
    expect(rows).toEqual([{ pid: 21726, ppid: 28161, cmdline: '["./filer"]', has_ended: true }]);
  });

  test('processes: how they ended, with their last thread, also if a number is used again', async () => {
    // a process that is born again within two seconds is taken for the same
    const inTurn = (event: EventParts, i: number) =>
      eventBlock({ ...event, ts: BigInt(1_700_000_000 + 3 * i) * 1_000_000_000n });
    const born = (tid: number, pid = tid) =>
      cloneExit({ tid, pid, ptid: 500, program: 'x', flags: tid === pid ? 0 : TASK.THREAD }, 0);
    const died = (tid: number, status: number) =>
      namedEvent('PROCEXIT_1_E', tid, {
        status: int(status, 8),
        ret: int((status >> 8) & 0xff, 8),
        sig: int(status & 0x7f, 1),
      });
    const events = [
      ...[born(600), died(600, 9)],
      ...[born(601), born(602, 601), died(601, 0x300), died(602, 0)],
      ...[born(603), born(603), died(603, 0)],
    ];
    const path = scratch.path('processes.scap');
    writeFileSync(path, capture(events.map(inTurn)));
    const seconds = (time: string) => `(epoch_ns(${time}) // 1000000000 - 1700000000)::int // 3`;
    const query = `select pid, ${seconds('start_ts')} a, ${seconds('end_ts')} z, exit_status s, exit_signal k
      from procs where pid >= 600 order by all`;
    expect(await sqlRows([path], query)).toEqual([
      { pid: 600, a: 0, z: 1, s: null, k: 9 },
      { pid: 601, a: 2, z: 5, s: 3, k: null },
      { pid: 603, a: 6, z: null, s: null, k: null },
      { pid: 603, a: 7, z: 8, s: 0, k: null },
    ]);
  });

  test('descriptors and connections add up what calls moved', async () => {
    const sums = 'sum(bytes_read)::bigint r, sum(bytes_written)::bigint w, sum(calls)::bigint n';
    const expected =
      "select sum(bytes) filter (io = 'read')::bigint r, sum(bytes) filter (io = 'write')::bigint w, count(*) n from calls where";
    for (const [view, test] of [
      ['fds', 'fd is not null'],
      ['conns', 'remote_ip is not null'],
    ] as const)
      expect(await sqlRows([CAPTURE], `select ${sums} from ${view}`)).toEqual(
        await sqlRows([CAPTURE], `${expected} ${test}`),
      );
  });

  test('records of logs are JSON, whatever is in them; they have what fields are made of', async () => {
    const trail = scratch.path('trail.scap');
    const folder = sharedPath('reference', 'cloud/data/cloudtrail');
    await sysshark(['-I', `cloudtrail:${folder}`, '-w', trail]);
    const { stdout } = await sysshark([
      '-r',
      trail,
      '-T',
      'fields',
      '-e',
      'evt.num',
      '-e',
      'ct.name',
      '-e',
      'evt.source',
    ]);
    const shown = stdout.split('\n').map((line) => line.split('\t'));
    const rows = await sqlRows(
      [trail],
      "select num, record->>'$.eventName' as name, source, text from logs order by num",
    );
    expect(rows.map(({ num, source }) => [`${num}`, source])).toEqual(shown.map(([num, , source]) => [num, source]));
    // the fields take what is no JSON, too
    const isJson = (text: unknown): boolean => {
      try {
        return typeof JSON.parse(String(text)).eventName === 'string';
      } catch {
        return false;
      }
    };
    const named = rows.flatMap((row, i) => (isJson(row['text']) ? [[row['name'], shown[i]?.[1]]] : []));
    expect(named.length).toBeGreaterThan(50);
    for (const [ours, field] of named) expect(ours).toBe(field);
    const failed = await sysshark(['-r', trail, '-p', '%evt.num', 'ct.error exists']);
    const chosen = await sqlRows([trail], 'select num from logs order by num', '--filter', 'ct.error exists');
    expect(chosen.map(({ num }) => `${num}`)).toEqual(failed.stdout.split('\n'));
    expect(await sqlRows([CAPTURE], 'select count(*) n from logs')).toEqual([{ n: 0 }]);
  });

  test('an error in SQL is shown with its place', async () => {
    const { exitCode, stderr, stdout } = await sql(CAPTURE, 'select nonesuch from calls');
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^sysshark: Binder Error: Referenced column "nonesuch" not found/),
      expect.stringMatching(/^Candidate bindings: /),
      expect.stringContaining('LINE 1: select nonesuch from calls'),
      expect.stringMatching(/^ +\^$/),
    ]);
  });

  test.each([
    ["select * from read_text('/etc/hostname')", /Permission Error|disabled/],
    ["select * from read_csv('/etc/passwd')", /Permission Error|disabled/],
    ["select * from '/etc/passwd'", /Permission Error|disabled|not exist/],
    ["select * from read_text('s3://bucket/x')", /Permission Error|disabled|httpfs/],
    [`copy (select 1) to '${scratch.path('out.csv')}'`, /Permission Error|disabled/],
    [`attach '${scratch.path('a.db')}'`, /Permission Error|disabled/],
    ['install httpfs', /Permission Error|disabled|not possible/],
    ['load httpfs', /Permission Error|disabled/],
    ['set enable_external_access=true', /locked|Cannot/],
    ['set lock_configuration=false', /locked/],
    ["set temp_directory='/tmp'", /locked/],
    [`select * from scap('${OTHER}')`, /was not given/],
    ["select getenv('HOME')", /.*/],
  ])('%s is refused', async (query, reason) => {
    const { exitCode, stderr, stdout } = await sql(CAPTURE, query);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(reason);
  });

  test.each([
    [['nonesuch.scap', COUNT], /there is no file "nonesuch.scap"/],
    [[CAPTURE, 'select', '1'], /a query is one word/],
    [['-r', 'nonesuch.scap', COUNT], /cannot read nonesuch.scap/],
    [[CAPTURE, COUNT, '-j'], /leave out -j/],
    [[CAPTURE, COUNT, '--filter', 'evt.type='], /expected a value/],
    [[join(ROOT, 'package.json'), COUNT], /package.json/],
  ])('%j is an error', async (args, message) => {
    const { exitCode, stderr, stdout } = await sql(...args);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
  });

  test('--format parquet is the answer as a file that DuckDB reads, whose types it keeps', async () => {
    const file = scratch.path('answer.parquet');
    const query = 'select num, ts, proc, error, latency, bytes from calls order by num';
    const { stderr, exitCode } = await shell(`$S sql ${CAPTURE} '${query}; ' --format parquet > ${file}`);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    const same = async (columns: string) => duckDbRows(`select ${columns} from '${file}' order by num`);
    const numbers = 'num, proc, error, latency, bytes';
    expect((await same(numbers)).map((row) => Object.values(row).map(String))).toEqual(
      (await sqlRows([CAPTURE], `select ${numbers} from (${query})`)).map((row) => Object.values(row).map(String)),
    );
    expect(await duckDbRows(`select typeof(ts) t, typeof(num) n from '${file}' limit 1`)).toEqual([
      { t: 'TIMESTAMP_NS', n: 'BIGINT' },
    ]);
    const gone = await shell(`$S sql ${CAPTURE} '${query}' --format parquet | head -c 4`);
    expect(gone).toMatchObject({ stdout: 'PAR1', stderr: '', exitCode: 0 });
  });

  test.each([
    ['select typ from calls', /"typ" not found.*\n(?:.*\n)?LINE 1: select typ from calls\n {15}\^$/],
    ['describe calls', /rows of one query that begins with select/],
    ['select 1; select 2', /one statement/],
    [`select 1) to '${scratch.path('out.csv')}' (format csv) --`, /syntax error/],
    [`copy (select 1) to '${scratch.path('out.csv')}'`, /Cannot access file/],
  ])('--format parquet of %j writes nothing', async (query, message) => {
    const { stdout, stderr, exitCode } = await sql(CAPTURE, query, '--format', 'parquet');
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
    expect(stderr).toMatch(message);
    expect(existsSync(scratch.path('out.csv'))).toBe(false);
  });

  test('--format parquet needs a query, and is not for terminals', async () => {
    expect((await sql(CAPTURE, '--format', 'parquet')).stderr).toMatch(/is for one query/);
    const onTerminal = await shell(`script -qec "$S sql ${CAPTURE} '${COUNT}' --format parquet" /dev/null </dev/null`);
    expect(onTerminal.stdout).toMatch(/send it to a file/);
  });

  test('of a capture that is cut, what was read is answered, and the cut is said', async () => {
    const cut = scratch.path('cut.scap');
    const bytes = readFileSync(CAPTURE);
    writeFileSync(cut, bytes.subarray(0, bytes.length - 10_001));
    const printed = await sysshark(['-r', cut, '-p', '%evt.num', 'evt.dir=<']);
    const { exitCode, stderr, stdout } = await sql(cut, COUNT, '--format', 'csv');
    expect(stdout.split('\n')[1]).toBe(String(printed.stdout.split('\n').length));
    expect([exitCode, stderr]).toEqual([printed.exitCode, printed.stderr]);
    expect(exitCode).toBe(2);
  });

  test('standard input is read once', async () => {
    const { stdout, exitCode } = await shell(`cat ${OTHER} | $S sql - --format csv '${COUNT}'`);
    expect([exitCode, stdout]).toEqual([0, `n\n${(await ndjsonEvents('-r', OTHER, 'evt.dir=<')).length}`]);
    const twice = await shell(`cat ${OTHER} | $S sql - 'select * from calls a join calls b using (num)'`);
    expect([twice.exitCode, twice.stderr]).toEqual([1, expect.stringContaining('read only once')]);
  });

  test('names and data cannot command a terminal', async () => {
    const path = scratch.path('hostile.scap');
    writeFileSync(path, hostileCapture());
    const query = `select proc, fd_name, args, '${HOSTILE.replaceAll("'", "''").replaceAll('\0', '')}' own from events`;
    const onTerminal = await shell(`script -qec "$S sql ${path} 'select proc, fd_name, args from events'" /dev/null`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    const commands = /[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202e\u2066\u2028]/;
    expect(onTerminal.stdout.replaceAll('\r\n', '\n')).not.toMatch(commands);
    const json = await sql(path, query, '--format', 'json');
    expect(json.stdout).not.toMatch(commands);
    expect(json.exitCode).toBe(0);
  });

  test('statements are prompted for on a terminal; Tab completes tables and columns', async () => {
    // what comes at once is pasted, and Tab is a character of it
    const keys = [
      'select count(*) from cal',
      '\\t',
      ' where ty',
      '\\t',
      ' is not null;\\n',
      'select 1 +;\\n',
      '.quit\\n',
    ];
    const typed = `(sleep 2; ${keys.map((key) => `printf '${key}'; sleep 1`).join('; ')})`;
    const { stdout } = await shell(`${typed} | script -qec "$S sql ${OTHER}" /dev/null`);
    expect(stdout).toMatch(/select count\(\*\) from calls where type/);
    expect(stdout).toMatch(/^ +78\r?$/m);
    expect(stdout).toContain('Parser Error');
    expect(stdout).toContain('sql> ');
  });
});

test('without DuckDB, one line says how it is installed', async () => {
  const copy = scratch.path('copy');
  for (const folder of ['', 'bin']) mkdirSync(join(copy, folder), { recursive: true });
  for (const file of ['package.json', 'bin/sysshark', 'bin/sysshark.cjs', 'bin/node-options', 'bin/find-node.sh'])
    copyFileSync(join(ROOT, file), join(copy, file));
  symlinkSync(join(ROOT, 'dist'), join(copy, 'dist'));
  const file = scratch.path('empty.scap');
  writeFileSync(file, '');
  const { stdout, stderr, exitCode } = await shell(`"${join(copy, 'bin/sysshark')}" sql ${file} 'select 1'`);
  expect([stdout, exitCode]).toEqual(['', 1]);
  expect(stderr).toMatch(/^sysshark: this needs DuckDB: npm install .*@duckdb\/node-api@[\d.]+-r\.\d+$/);
  expect(PROGRAM).toContain('sysshark');
});
