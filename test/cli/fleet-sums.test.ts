/** sysshark ship --sums: sums of calls are those of the events, rare events come one by one, and what is missing is said. */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { RARE_EVENTS } from '../../src/cli/run/ship-sums.js';
import {
  endedAfterEach,
  itemsIn,
  lossesIn,
  put,
  startCollector,
  startReplay,
  startShipper,
  writeTokens,
} from '../helpers/fleet.js';
import { describeLiveBesideOthers } from '../helpers/live-tests.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
const TOKEN = 'a'.repeat(40);
const BOOT = '0b8e1f8c-65f5-4a4f-9d54-6a2f1c1b2d3e';
const tokenFile = scratch.path('token');
const tokens = scratch.path('tokens');
const PERIOD = 10;
const started = endedAfterEach();

beforeAll(() => {
  writeFileSync(tokenFile, TOKEN, { mode: 0o600 });
  writeTokens(tokens, { 'web-1': TOKEN });
});
afterAll(scratch.remove);

const collect = async (store: string) =>
  started(await startCollector('--listen', '127.0.0.1:0', '--dir', store, '--tokens', tokens));

const options = (address: string, spool: string): string[] => [
  ...['--sums', '--to', address, '--token-file', tokenFile, '--spool', scratch.path(spool)],
];

/** A line of sums. */
interface Sum {
  readonly ts: string;
  readonly seconds: number;
  readonly proc: string | null;
  readonly type: string | null;
  readonly failed: boolean | null;
  readonly calls: number;
  readonly latency: number;
  readonly bytes: number;
  readonly latency_log2: readonly number[];
}

const sumsIn = (hosts: string): Sum[] =>
  itemsIn(hosts, '.ndjson.gz').flatMap((path) =>
    gunzipSync(readFileSync(path))
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Sum),
  );

/** Sums as text, the same however they were made. */
const inOrder = (sums: Iterable<Sum>): string[] => [...sums].map((sum) => JSON.stringify(sum)).toSorted();

const FIELDS = [
  ...['evt.rawtime', 'proc.name', 'evt.type', 'evt.rawres', 'evt.latency'],
  ...['evt.is_io_read', 'evt.is_io_write', 'evt.buflen'],
];

/** The sums of a capture, made from what -T fields prints of each call. */
async function sumsOf(capture: string): Promise<Sum[]> {
  const columns = FIELDS.flatMap((field) => ['-e', field]);
  const calls = 'evt.dir=< and syscall.type exists';
  const { stdout } = await sysshark(['-r', capture, '-T', 'fields', ...columns, calls]);
  const sums = new Map<string, Sum>();
  for (const line of stdout.split('\n')) {
    const [time = '', proc = '', type = '', result, latency, reads, writes, moved] = line.split('\t');
    const at = Math.floor(Number(time.slice(0, -9)) / PERIOD) * PERIOD;
    const failed = Number(result) < 0;
    const key = `${at} ${proc} ${type} ${failed}`;
    const ns = Number(latency);
    const before = sums.get(key);
    const powers = [...(before?.latency_log2 ?? [])];
    if (ns > 0) {
      const power = Math.floor(Math.log2(ns));
      while (powers.length <= power) powers.push(0);
      powers[power] = (powers[power] as number) + 1;
    }
    const isIo = reads === 'true' || writes === 'true';
    sums.set(key, {
      ...{ ts: new Date(at * 1000).toISOString(), seconds: PERIOD },
      ...{ proc: proc === '' || proc === '<NA>' ? null : proc, type, failed },
      calls: (before?.calls ?? 0) + 1,
      latency: (before?.latency ?? 0) + ns,
      bytes: (before?.bytes ?? 0) + (isIo ? Number(moved) || 0 : 0),
      latency_log2: powers,
    });
  }
  return [...sums.values()];
}

const FORMAT = '%evt.rawtime %proc.pid %proc.name %evt.dir %evt.type %fd.name %evt.args';

describeWithShared('sums of a capture', () => {
  test.each(['sf-nginx', 'sf-setns', 'sf-files'])(
    '%s: sums are those of its calls, rare events come one by one',
    async (name) => {
      const capture = sharedPath(`captures/${name}.scap`);
      const store = scratch.path(`store-${name}`);
      const hosts = `${store}/hosts/web-1`;
      const { address } = await collect(store);
      const shipper = started(startReplay(['-r', capture, ...options(address, `spool-${name}`)]));
      expect([await shipper.ended, shipper.stderr()]).toEqual([0, '']);
      const sums = sumsIn(hosts);
      expect(inOrder(sums)).toEqual(inOrder(await sumsOf(capture)));
      const segments = itemsIn(hosts, '.scap.gz').flatMap((path) => ['-r', path]);
      const rare = await sysshark(['-r', capture, '-p', FORMAT, RARE_EVENTS]);
      expect((await sysshark([...segments, '-p', FORMAT])).stdout).toEqual(rare.stdout);
      expect(rare.stdout.split('\n').length).toBeGreaterThan(5);
      // and the same as a chisel adds up
      const chisel = await sysshark(['-r', capture, '-c', 'topscalls_time', '-j', 'evt.dir=<']);
      const total = new Map<string, number>();
      for (const { type, latency } of sums) total.set(String(type), (total.get(String(type)) ?? 0) + latency);
      for (const line of chisel.stdout.split('\n')) {
        const row = JSON.parse(line) as Record<string, unknown>;
        const [type, ns] = [
          Object.values(row).find((one) => typeof one === 'string'),
          Object.values(row).find((one) => typeof one === 'number'),
        ];
        expect({ type, ns }).toEqual({ type, ns: total.get(String(type)) });
      }
    },
  );

  test('what is no sums goes to quarantine', async () => {
    const store = scratch.path('store-bad');
    const { address, stderr } = await collect(store);
    const sum =
      '{"ts":"2026-11-28T14:00:00.000Z","seconds":10,"proc":"x","type":"read","failed":false,"calls":1,"latency":1,"bytes":1,"latency_log2":[1]}';
    const good = gzipSync(`${sum}\n`);
    const send = (seq: number, body: Buffer) => put(address, `/v1/sums/${BOOT}/1/${seq}`, body, { token: TOKEN });
    expect(await send(1, good)).toBe(201);
    expect(await send(1, good)).toBe(200);
    const bad = [
      good.subarray(0, -4),
      Buffer.from('{"calls":1}\n'),
      gzipSync('{"calls":1}'),
      gzipSync('null\n'),
      gzipSync(Buffer.alloc(80 << 20, '{"calls":1}\n')),
    ];
    for (const [i, body] of bad.entries()) expect(await send(i + 2, body)).toBe(202);
    expect(itemsIn(`${store}/hosts/web-1`, '.ndjson.gz')).toHaveLength(1);
    expect(itemsIn(`${store}/quarantine`, '.ndjson.gz')).toHaveLength(bad.length);
    expect(stderr().trimEnd().split('\n')).toHaveLength(bad.length);
  });
});

/** Opens names that are not there, every 10 ms, until it is stopped; resolves to when each was opened, in s since the epoch. */
function startMarks(): { stop(): Promise<number[]> } {
  const program = `use Time::HiRes qw(time sleep); $| = 1; $SIG{TERM} = sub { $end = 1 }; $0 = "marks";
    while (!$end) { $at = time; open my $f, "<", "/nonexistent/mark"; printf "%.6f\\n", $at; sleep 0.01 }`;
  const child = execa('/usr/bin/perl', ['-e', program], { reject: false });
  return {
    stop: async () => {
      child.kill('SIGTERM');
      return (await child).stdout.split('\n').map(Number);
    },
  };
}

describeLiveBesideOthers('sums of this machine', () => {
  test('count each call once, or a loss says when calls may be missing, though ship is killed', async () => {
    const store = scratch.path('store-live');
    const hosts = `${store}/hosts/web-1`;
    const { address } = await collect(store);
    const ship = () => started(startShipper(...options(address, 'spool-live'), 'proc.name=marks and evt.type=openat'));
    const marks = startMarks();
    const first = ship();
    await until(() => itemsIn(hosts, '.ndjson.gz').length > 2, 60_000);
    await first.stop('SIGKILL');
    const second = ship();
    const before = itemsIn(hosts, '.ndjson.gz').length;
    await until(() => itemsIn(hosts, '.ndjson.gz').length > before + 1, 90_000);
    expect(await second.stop()).toBe(0);
    const times = await marks.stop();
    const losses = lossesIn(hosts);
    expect(losses).toHaveLength(1);
    const counted = new Map<number, number>();
    for (const { ts, calls } of sumsIn(hosts))
      counted.set(Date.parse(ts) / 1000, (counted.get(Date.parse(ts) / 1000) ?? 0) + calls);
    const periods = [...counted.keys()].toSorted((a, b) => a - b).slice(1, -1);
    const whole = periods.filter((from) => !losses.some((loss) => loss.from < from + PERIOD && loss.to > from));
    expect(whole.length).toBeGreaterThan(1);
    for (const from of whole) {
      const made = times.filter((time) => time >= from && time < from + PERIOD).length;
      // a call ends later than its time was taken
      expect(Math.abs((counted.get(from) as number) - made)).toBeLessThanOrEqual(1);
    }
  }, 240_000);
});
