/** sysshark collect --parquet: rows of many hosts, each once, whatever happens to the collector. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { encodeDrop } from '../../src/scap/drop-block.js';
import { Dice } from '../helpers/event-samples.js';
import { endedAfterEach, itemsIn, put, startCollector, startReplay, writeTokens } from '../helpers/fleet.js';
import { describeIf, testIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED } from '../helpers/seed.js';
import { hasShared, sharedPath } from '../helpers/shared.js';
import { duckDbRows, hasDuckDb, sqlRows } from '../helpers/sql.js';
import { ROOT, sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
const BOOT = '0b8e1f8c-65f5-4a4f-9d54-6a2f1c1b2d3e';
const TOKENS = { 'web-1': 'a'.repeat(32), db_2: 'b'.repeat(32) } as const;
type Host = keyof typeof TOKENS;
const IS_ROOT = process.getuid?.() === 0;
const KILLS = Number(process.env['SYSSHARK_KILLS'] ?? 3);
const KILL_MS = 30_000;
const AS_TEXT = 'columns(*)::varchar';
/** What the collector adds to rows. */
const ADDED = 'host, boot_id, run, seq';
const started = endedAfterEach();
const SUM =
  '{"ts":"2026-11-28T14:00:00.000Z","seconds":10,"proc":"x","type":"read","failed":false,"calls":1,"latency":1,"bytes":1,"latency_log2":[1]}';
let folders = 0;

afterAll(scratch.remove);

beforeAll(() => {
  writeTokens(scratch.path('tokens'), TOKENS);
});

function newFolders(): { readonly store: string; readonly lake: string } {
  const folder = scratch.path(`fleet-${++folders}`);
  mkdirSync(folder);
  return { store: `${folder}/store`, lake: `${folder}/lake` };
}

async function collect(store: string, lake: string, ...more: string[]) {
  const options = ['--listen', '127.0.0.1:0', '--dir', store, '--tokens', scratch.path('tokens')];
  return started(await startCollector(...options, '--parquet', lake, '-G', '1', ...more));
}

const pathOf = (seq: number, kind = 'segments'): string => `/v1/${kind}/${BOOT}/1/${seq}`;
const send = (address: string, host: Host, path: string, body: Buffer): Promise<number> =>
  put(address, path, body, { token: TOKENS[host] });

/** How many items of a host have their rows written. */
const done = (store: string, host: Host): number => itemsIn(`${store}/done/${host}`, '').length;
/** Processes of this program that write a batch for a collector which is no longer there. */
const orphans = (): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      const isOurs = readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(`${ROOT}/bin/sysshark.cjs\0segment-batch`);
      return isOurs && /\) \S 1 /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    } catch {
      // it has ended, or is none
      return false;
    }
  });
const filesOf = (lake: string): string[] =>
  readdirSync(lake, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const table = (lake: string, name: string): string =>
  `read_parquet('${lake}/${name}/**/*.parquet', hive_partitioning = true)`;

describeIf(hasDuckDb && hasShared)('a collector that writes Parquet', () => {
  const NGINX = sharedPath('captures/sf-nginx.scap');
  const ALPINE = sharedPath('captures/sf-alpine.scap');
  const LOSSY = scratch.path('lossy.scap');
  const zipped = (path: string): Buffer => gzipSync(readFileSync(path), { level: 1 });

  beforeAll(() => {
    // at its end, a recorder has lost events
    const at = 1_588_262_500_000_000_000;
    const mark = encodeDrop(Math.floor(at / 2 ** 32), at % 2 ** 32);
    writeFileSync(LOSSY, Buffer.concat([readFileSync(sharedPath('captures/sf-files.scap')), mark]));
  });

  test('writes the rows that sysshark sql has of the same captures, by hour, the host first', async () => {
    const { store, lake } = newFolders();
    const { address, stop, stderr } = await collect(store, lake);
    expect(await send(address, 'web-1', pathOf(1), zipped(NGINX))).toBe(201);
    expect(await send(address, 'db_2', pathOf(1), zipped(LOSSY))).toBe(201);
    await until(() => done(store, 'web-1') === 1 && done(store, 'db_2') === 1);
    expect([await stop(), stderr()]).toEqual([0, '']);
    for (const [capture, host, seq] of [[NGINX, 'web-1', 1] as const, [LOSSY, 'db_2', 1] as const]) {
      const one = `where host = '${host}' and seq = ${seq}`;
      expect(
        await duckDbRows(
          `select ${AS_TEXT} from (select * exclude (${ADDED}, date, hour) from ${table(lake, 'events')} ${one} order by num)`,
        ),
      ).toEqual(
        await sqlRows([capture], `select ${AS_TEXT} from (select * exclude (host, data) from events order by num)`),
      );
      expect(
        await duckDbRows(
          `select ${AS_TEXT} from (select * exclude (${ADDED}, date) from ${table(lake, 'procs')} ${one} order by all)`,
        ),
      ).toEqual(await sqlRows([capture], `select ${AS_TEXT} from (select distinct * from procs order by all)`));
      expect(
        await duckDbRows(
          `select ts::varchar t, num::varchar n, cpu, ratio from ${table(lake, 'losses')} ${one} order by num`,
        ),
      ).toEqual(await sqlRows([capture], 'select ts::varchar t, num::varchar n, cpu, ratio from losses order by num'));
      expect(
        await duckDbRows(
          `select rows::varchar n, first_ts::varchar a, last_ts::varchar z, problem from ${table(lake, 'meta')} ${one}`,
        ),
      ).toEqual(
        await sqlRows(
          [capture],
          'select count(*)::varchar n, min(ts)::varchar a, max(ts)::varchar z, null as problem from events',
        ),
      );
    }
    expect(await duckDbRows(`select distinct host, cause from ${table(lake, 'losses')}`)).toEqual([
      { host: 'db_2', cause: 'dropped by the kernel' },
    ]);
    // rows are where their time says, and hosts are in order within each file
    expect(
      await duckDbRows(
        `select count(*)::varchar n from ${table(lake, 'events')} where date != ts::date or hour::int != date_part('hour', ts::timestamp)`,
      ),
    ).toEqual([{ n: '0' }]);
    expect(
      await duckDbRows(
        `select count(*)::varchar n from (select host, lag(host) over (partition by filename order by file_row_number) as prior
          from read_parquet('${lake}/events/*/*/*.parquet', filename = true, file_row_number = true)) where prior > host`,
      ),
    ).toEqual([{ n: '0' }]);
    for (const file of filesOf(lake)) expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);
  });

  test('what hosts say of losses, and segments that cannot be read, are rows of losses', async () => {
    const { store, lake } = newFolders();
    const { address } = await collect(store, lake);
    const texts = [
      '{"cause":"spool full","from":1700000000.25,"to":1700000001.5,"bytes":3}',
      // what a hostile host may send
      '{"cause":"it\'s \\u001b[31m","from":1e300,"to":-1,"bytes":"many"}',
      'no JSON',
      'null',
    ];
    for (const [i, text] of texts.entries())
      expect(await send(address, 'db_2', pathOf(i + 1, 'losses'), Buffer.from(text))).toBe(201);
    const cut = gzipSync(gunzipSync(zipped(NGINX)).subarray(0, 40_000));
    expect(await send(address, 'db_2', pathOf(9), cut)).toBe(202);
    await until(() => done(store, 'db_2') === texts.length + 1);
    const nothing = { ts: null, from_ts: null, bytes: null };
    expect(
      await duckDbRows(
        `select host, seq::int seq, cause, ts, from_ts, bytes from ${table(lake, 'losses')} order by seq`,
      ),
    ).toEqual([
      {
        ...{ host: 'db_2', seq: 1, cause: 'spool full', bytes: '3' },
        ...{ ts: '2023-11-14 22:13:21.5', from_ts: '2023-11-14 22:13:20.25' },
      },
      { host: 'db_2', seq: 2, cause: "it's \u001b[31m", ...nothing },
      { host: 'db_2', seq: 3, cause: 'a loss that cannot be read', ...nothing },
      { host: 'db_2', seq: 4, cause: 'a loss that cannot be read', ...nothing },
      { host: 'db_2', seq: 9, cause: 'cannot be read by the collector', ...nothing },
    ]);
    expect(itemsIn(`${store}/quarantine`, '.scap.gz')).toHaveLength(1);
  });

  test('sums are rows by hour; those that cannot be read are put aside, whenever that is found', async () => {
    const { store, lake } = newFolders();
    const early = `${store}/hosts/db_2/${BOOT}_000009-00000001.ndjson.gz`;
    mkdirSync(`${store}/hosts/db_2`, { recursive: true });
    writeFileSync(early, gzipSync('{"calls":"many"}\n'));
    const { address, stop } = await collect(store, lake);
    const token = scratch.path('token-of-web-1');
    writeFileSync(token, TOKENS['web-1'], { mode: 0o600 });
    const given = ['-r', ALPINE, '--sums', '--to', address, '--token-file', token, '--spool', `${store}-spool`];
    expect(await started(startReplay(given)).ended).toBe(0);
    const items = (): string[] => itemsIn(`${store}/done/web-1`, '.ndjson.gz');
    const waiting = (): number => itemsIn(`${store}/hosts/web-1`, 'z').length;
    await until(() => waiting() === 0 && itemsIn(`${store}/quarantine`, '.ndjson.gz').length === 1);
    await stop();
    const lines = items().flatMap((path) => gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n'));
    expect(lines.length).toBeGreaterThan(10);
    const rows = await duckDbRows(
      `select strftime(ts, '%Y-%m-%dT%H:%M:%S.000Z') as ts, seconds, proc, type, failed, calls::double as calls, latency::double as latency,
        bytes::double as bytes, to_json(latency_log2)::varchar as latency_log2 from ${table(lake, 'sums')}`,
    );
    const asText = (all: readonly object[]): string[] => all.map((row) => JSON.stringify(row)).toSorted();
    expect(asText(rows)).toEqual(
      asText(
        lines.map((line) => {
          const sum = JSON.parse(line) as Record<string, unknown>;
          return { ...sum, latency_log2: JSON.stringify(sum['latency_log2']) };
        }),
      ),
    );
    expect(
      await duckDbRows(
        `select distinct host, date = ts::date and hour = extract(hour from ts) as is_right from ${table(lake, 'sums')}`,
      ),
    ).toEqual([{ host: 'web-1', is_right: true }]);
    // no number is missing
    const seqs = await duckDbRows(`select seq::int as seq from ${table(lake, 'meta')} order by seq`);
    expect(seqs).toEqual(itemsIn(`${store}/done/web-1`, 'z').map((_, i) => ({ seq: i + 1 })));
    expect(await duckDbRows(`select host, cause from ${table(lake, 'losses')}`)).toEqual([
      { host: 'db_2', cause: 'cannot be read by the collector' },
    ]);
  });

  test.each([
    ['{"calls":1}', 'a line has no valid ts'],
    [SUM.replace('"calls":1', '"calls":1e30'), 'a line has no valid calls'],
    [SUM.replace('"x"', `"${'x'.repeat(300)}"`), 'a line has no valid proc'],
    [SUM.replace('2026', '9999'), 'a line has no valid ts'],
    [`${SUM}\n${SUM.replace('2026', '2025')}`, 'its lines are of several times'],
    [SUM.replace('[1]', '[[1]]'), 'a line has no valid latency_log2'],
  ])('sums of a host that are none are refused: %.40s', async (text, why) => {
    const { store, lake } = newFolders();
    const { address, stderr } = await collect(store, lake);
    expect(await send(address, 'web-1', pathOf(1, 'sums'), gzipSync(`${text}\n`))).toBe(202);
    expect(stderr()).toContain(`sums of web-1 cannot be read: ${why}; it is in `);
  });

  test('segments whose rows are written make room for new ones; others do not', async () => {
    const { store, lake } = newFolders();
    const body = zipped(ALPINE);
    const each = Math.floor(2 ** 20 / body.length);
    const slow = await collect(store, lake, '-G', '3600', '--host-limit', '1M');
    for (let seq = 1; seq <= each; seq++) expect(await send(slow.address, 'web-1', pathOf(seq), body)).toBe(201);
    expect(await send(slow.address, 'web-1', pathOf(each + 1), body)).toBe(507);
    await slow.stop();
    const { address } = await collect(store, lake, '--host-limit', '1M');
    await until(() => done(store, 'web-1') === each);
    expect(await send(address, 'web-1', pathOf(each + 1), body)).toBe(201);
    await until(() => itemsIn(`${store}/hosts/web-1`, '').length === 0);
    const left = itemsIn(`${store}/done/web-1`, '').map((path) => Number(/-(\d+)\.scap/.exec(path)?.[1]));
    expect(left).toEqual(Array.from({ length: each }, (_, i) => i + 2));
    expect(await duckDbRows(`select seq::int seq from ${table(lake, 'meta')} order by seq`)).toEqual(
      Array.from({ length: each + 1 }, (_, i) => ({ seq: i + 1 })),
    );
  });

  test(
    'a collector that is killed again and again writes each row once',
    async () => {
      const { store, lake } = newFolders();
      const dice = new Dice(SEED);
      const bodies = [zipped(ALPINE), zipped(LOSSY)];
      const hosts = Object.keys(TOKENS) as Host[];
      const seqs = new Map(hosts.map((host) => [host, 0]));
      let { address, stop } = await collect(store, lake);
      let isOver = false;
      const isAcknowledged = async (host: Host, seq: number): Promise<boolean> =>
        [200, 201].includes(await send(address, host, pathOf(seq), bodies[seq % 2] as Buffer).catch(() => 0));
      // each host sends one after the other, and even the last until it is acknowledged: it may be stored already
      const sendAll = async (host: Host): Promise<void> => {
        for (let seq = 1; !isOver; seq++) {
          while (!(await isAcknowledged(host, seq))) await new Promise((resolve) => setTimeout(resolve, 20));
          seqs.set(host, seq);
        }
      };
      const senders = hosts.map(sendAll);
      for (let i = 0; i < KILLS; i++) {
        await new Promise((resolve) => setTimeout(resolve, 500 + dice.next(3000)));
        await stop('SIGKILL');
        await until(() => orphans().length === 0);
        ({ address, stop } = await collect(store, lake));
      }
      isOver = true;
      await Promise.all(senders);
      await until(() => hosts.every((host) => itemsIn(`${store}/hosts/${host}`, '').length === 0), 60_000);
      await until(() => readdirSync(`${store}/batches`).join() === 'last');
      expect(await stop()).toBe(0);
      const [{ n: even } = {}] = await sqlRows([ALPINE], 'select count(*)::int n from events');
      const [{ n: odd } = {}] = await sqlRows([LOSSY], 'select count(*)::int n from events');
      const expected = hosts.toSorted().flatMap((host) =>
        Array.from({ length: seqs.get(host) ?? 0 }, (_, i) => {
          const n = i % 2 === 0 ? odd : even;
          return { host, seq: i + 1, n, distinct_n: n };
        }),
      );
      expect(expected.length).toBeGreaterThan(2);
      expect(
        await duckDbRows(
          `select host, seq::int seq, count(*)::int n, count(distinct (boot_id, run, num))::int distinct_n from ${table(lake, 'events')}
            group by all order by all`,
        ),
      ).toEqual(expected);
      expect(
        await duckDbRows(`select host, seq::int seq, rows::int n from ${table(lake, 'meta')} order by all`),
      ).toEqual(expected.map(({ host, seq, n }) => ({ host, seq, n })));
      expect(filesOf(lake).filter((file) => !file.endsWith('.parquet'))).toEqual([]);
    },
    60_000 + KILLS * KILL_MS,
  );

  testIf(IS_ROOT)(
    'while the disk of the Parquet files is full, items wait, which is said; then each is written once',
    async () => {
      const { store, lake } = newFolders();
      mkdirSync(lake);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'none', lake]);
      try {
        const { address, stderr, stop } = await collect(store, lake);
        expect(await send(address, 'web-1', pathOf(1), zipped(ALPINE))).toBe(201);
        await until(() => stderr().includes('no space left on device'));
        expect(done(store, 'web-1')).toBe(0);
        execFileSync('mount', ['-o', 'remount,size=64m', lake]);
        await until(() => done(store, 'web-1') === 1);
        expect(await stop()).toBe(0);
        expect(
          stderr()
            .split('\n')
            .filter((line) => line !== ''),
        ).toEqual([
          expect.stringMatching(
            /^sysshark: cannot write to .*lake: no space left on device; what hosts send waits meanwhile$/,
          ),
          expect.stringMatching(/^sysshark: can write to .*lake again$/),
        ]);
        expect(await duckDbRows(`select count(*)::int n from ${table(lake, 'events')}`)).toEqual(
          await sqlRows([ALPINE], 'select count(*)::int n from events'),
        );
      } finally {
        execFileSync('umount', ['--lazy', lake]);
      }
    },
  );

  test('answers the questions of docs/guide/fleet.md', async () => {
    const { store, lake } = newFolders();
    const { address } = await collect(store, lake);
    // the second one has not come
    for (const seq of [1, 3]) expect(await send(address, 'web-1', pathOf(seq), zipped(ALPINE))).toBe(201);
    await until(() => done(store, 'web-1') === 2);
    const page = readFileSync(new URL('../../docs/guide/fleet.md', import.meta.url), 'utf8');
    const answers = [];
    for (const [, query = ''] of page.matchAll(/```sql duckdb\n([\s\S]*?)```/g))
      answers.push(await duckDbRows(query.replaceAll('/srv/calls', lake)));
    const [joined, calls, , missing] = answers;
    const [{ n } = {}] = await sqlRows([ALPINE], 'select (2 * count(*))::varchar n from events');
    expect(Object.values(joined?.[0] ?? {})).toEqual([n]);
    expect(calls?.length).toBeGreaterThan(0);
    expect(missing).toEqual([{ host: 'web-1', boot_id: BOOT, run: '1', missing: '1' }]);
  });

  test('two collectors do not use the same folder', async () => {
    const { store, lake } = newFolders();
    const first = await collect(store, lake);
    const options = ['--listen', '127.0.0.1:0', '--dir', store, '--tokens', scratch.path('tokens'), '--parquet', lake];
    const { exitCode, stderr } = await sysshark(['collect', ...(IS_ROOT ? ['-Z', 'root'] : []), ...options]);
    expect([exitCode, stderr]).toEqual([
      1,
      `sysshark: process ${first.pid} uses this folder: give each collector its own --dir`,
    ]);
  });

  test('a folder that cannot be made is an error; -G is of Parquet', async () => {
    const { store } = newFolders();
    const options = ['collect', ...(IS_ROOT ? ['-Z', 'root'] : []), '--dir', store, '--tokens', scratch.path('tokens')];
    const bad = await sysshark([...options, '--listen', '127.0.0.1:0', '--parquet', `${scratch.path('tokens')}/x`]);
    expect([bad.exitCode, bad.stderr]).toEqual([
      1,
      expect.stringMatching(/^sysshark: cannot use the folder .*tokens\/x: /),
    ]);
    const late = await sysshark([...options, '-G', '5']);
    expect([late.exitCode, late.stderr]).toEqual([1, expect.stringContaining('give that, too')]);
    expect(existsSync(`${store}/hosts`)).toBe(false);
  });
});
