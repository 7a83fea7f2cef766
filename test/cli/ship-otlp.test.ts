/** sysshark ship --otlp: metrics and spans are what the chisels and requests say of the same capture. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { endedAfterEach, itemsIn, startCollector, startReplay, writeTokens } from '../helpers/fleet.js';
import { startOtlpReceiver } from '../helpers/otlp-receiver.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
const TOKEN = 'a'.repeat(40);
const started = endedAfterEach();
const [tokenFile, tokens] = [scratch.path('token'), scratch.path('tokens')];
let victoria: ChildProcess | null = null;
let address: string;

beforeAll(() => {
  writeFileSync(tokenFile, TOKEN, { mode: 0o600 });
  writeTokens(tokens, { 'web-1': TOKEN });
});
afterEach(() => {
  victoria?.kill('SIGKILL');
  victoria = null;
});
afterAll(scratch.remove);

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });

/** Starts VictoriaMetrics; it keeps what is decades old. */
async function startVictoria(): Promise<void> {
  const port = await freePort();
  address = `http://127.0.0.1:${port}`;
  const args = [`-httpListenAddr=127.0.0.1:${port}`, `-storageDataPath=${scratch.path('victoria')}`];
  victoria = spawn('victoria-metrics', [...args, '-retentionPeriod=100y'], { stdio: 'ignore' });
  let isUp = false;
  while (!isUp) {
    isUp = await fetch(`${address}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The last value of each series of a metric, with its labels. */
async function lastOf(metric: string): Promise<{ labels: Record<string, string>; value: number }[]> {
  await fetch(`${address}/internal/force_flush`);
  const text = await (
    await fetch(`${address}/api/v1/export?match[]=${encodeURIComponent(`{__name__="${metric}"}`)}`)
  ).text();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { metric: Record<string, string>; values: number[] })
    .map(({ metric: labels, values }) => ({ labels, value: values.at(-1) ?? 0 }));
}

const chisel = async (capture: string, name: string): Promise<Record<string, number | string>[]> =>
  (await sysshark(['-r', capture, '-c', name, '-j'])).stdout
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, number | string>);

const sumBy = (rows: readonly { labels: Record<string, string>; value: number }[], label: string) => {
  const sums = new Map<string, number>();
  for (const { labels, value } of rows) sums.set(labels[label] ?? '', (sums.get(labels[label] ?? '') ?? 0) + value);
  return sums;
};

/** What requests --json says of a request. */
interface RequestLine {
  readonly ns: string;
  readonly duration: number;
  readonly request: string;
  readonly process: { readonly pid: number };
}

describeWithShared('metrics and spans', () => {
  async function ship(capture: string, to: string, ...more: string[]) {
    const store = scratch.path(`store-${Math.random()}`);
    const listen = ['--listen', '127.0.0.1:0', '--dir', store, '--tokens', tokens];
    const collector = started(await startCollector(...listen));
    const given = ['-r', capture, '--to', collector.address, '--token-file', tokenFile, '--otlp', to, ...more];
    return { shipper: started(startReplay([...given, '--spool', scratch.path(`spool-${Math.random()}`)])), store };
  }

  test('metrics that are asked back are the sums of chisels on the same capture', async () => {
    await startVictoria();
    const capture = sharedPath('captures/sf-setns.scap');
    const { shipper } = await ship(capture, `${address}/opentelemetry`);
    expect([await shipper.ended, shipper.stderr()]).toEqual([0, '']);
    const calls = await lastOf('sysshark.syscall.calls');
    const byType = sumBy(calls, 'type');
    for (const row of await chisel(capture, 'topscalls'))
      expect(byType.get(String(row['syscall.type']))).toBe(row['calls']);
    const byTime = sumBy(await lastOf('sysshark.syscall.duration_sum'), 'type');
    for (const row of await chisel(capture, 'topscalls_time'))
      expect(byTime.get(String(row['syscall.type']))).toBe(row['time']);
    const failed = sumBy(
      calls.filter(({ labels }) => labels['failed'] === 'true'),
      'proc',
    );
    const errors = await chisel(capture, 'topprocs_errors');
    expect(errors.length).toBeGreaterThan(1);
    const byName = new Map<string, number>();
    for (const row of errors)
      byName.set(String(row['proc.name']), (byName.get(String(row['proc.name'])) ?? 0) + Number(row['errors']));
    for (const [name, count] of byName) expect([name, failed.get(name)]).toEqual([name, count]);
    expect(await lastOf('sysshark.events.lost')).toMatchObject([{ value: 0, labels: { 'service.name': 'sysshark' } }]);
    const buckets = await lastOf('sysshark.syscall.duration_bucket');
    const counts = await lastOf('sysshark.syscall.duration_count');
    expect(sumBy(buckets, 'type')).toEqual(sumBy(counts, 'type'));
  });

  test('requests are spans, with what requests says of them; headers come from a file', async () => {
    const capture = sharedPath('captures/sf-nginx.scap');
    const receiver = await startOtlpReceiver(() => 200);
    const headers = scratch.path('headers');
    writeFileSync(headers, 'Authorization: Bearer never-told\nX-Scope: tenant-1\n', { mode: 0o600 });
    const { shipper } = await ship(capture, `${receiver.address}/`, '--otlp-headers', headers);
    expect([await shipper.ended, shipper.stderr()]).toEqual([0, '']);
    await receiver.close();
    const { stdout } = await sysshark(['requests', '-r', capture, '--json']);
    const rows = stdout.split('\n').map((line) => JSON.parse(line) as RequestLine);
    const spans = receiver.requests.flatMap((request) => request.spans);
    const shown = spans.map(({ startTimeUnixNano, endTimeUnixNano, name, attributes }) => ({
      start: startTimeUnixNano,
      ns: Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)),
      asked: `${name} ${String(attributes['server.address'])}${String(attributes['url.path'])}`,
      pid: Number(attributes['process.pid']),
    }));
    const expected = rows.map(({ ns, duration, request, process }) => ({
      start: ns,
      ns: duration,
      asked: request,
      pid: process.pid,
    }));
    expect(expected.length).toBeGreaterThan(1);
    expect(shown).toEqual(expected);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(spans.length);
    expect(spans.every(({ kind }) => kind === 2)).toBe(true);
    expect(receiver.requests.map(({ path }) => path)).toContain('/v1/metrics');
    for (const request of receiver.requests)
      expect(request.headers).toMatchObject({ authorization: 'Bearer never-told', 'x-scope': 'tenant-1' });
  });

  test.each([
    ['refuses', 403, /cannot send metrics to http.*: it answers 403 to \/v1\/metrics; the capture goes on/],
    // it is asked again and again, until the end does not wait any longer
    ['fails', 500, /it answers 500 to \/v1\/metrics; the capture|the latest metrics were not sent to http/],
    ['does not answer', null, /the latest metrics were not sent to http/],
  ])('a receiver that %s holds nothing up, and what was not sent is counted', async (_, status, why) => {
    const receiver = await startOtlpReceiver(() => status);
    const { shipper, store } = await ship(sharedPath('captures/sf-nginx.scap'), receiver.address);
    await until(() => itemsIn(`${store}/hosts/web-1`, '.scap.gz').length > 0);
    expect(await shipper.ended).toBe(0);
    expect(shipper.stderr()).toMatch(why);
    expect(shipper.stderr()).not.toContain('abort');
    expect(shipper.stderr()).toMatch(
      /: \d+ requests were not sent to http|^sysshark: \d+ requests were not sent to http/m,
    );
    await receiver.close();
  });

  test('a receiver without spans gets metrics', async () => {
    await startVictoria();
    const { shipper } = await ship(sharedPath('captures/sf-nginx.scap'), `${address}/opentelemetry`);
    expect(await shipper.ended).toBe(0);
    expect(shipper.stderr()).toMatch(
      /^sysshark: http.*opentelemetry takes no spans: it answers 400 to .*; requests are not sent\n$/,
    );
    expect((await lastOf('sysshark.syscall.calls')).length).toBeGreaterThan(1);
  });
});

const TO = ['ship', '--to', 'https://c', '--token-file', 'x', '--spool', 's'];
test.each([
  [[...TO, '--otlp', 'http://10.0.0.1:4318'], 'without TLS, captures go only to this machine'],
  [[...TO, '--otlp', 'https://me:secret@x'], '--otlp has a user or a password in it'],
  [[...TO, '--otlp', 'x'], '--otlp takes an address such as https://'],
  [[...TO, '--otlp-headers', 'x'], '--otlp-headers requires --otlp URL'],
])('%j says what is wrong', async (args, why) => {
  const { exitCode, stderr } = await sysshark(args);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(why);
  expect(stderr).not.toContain('secret');
  expect(stderr.split('\n')).toHaveLength(1);
});
