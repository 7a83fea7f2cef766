/** sysshark fetch: periods of the ring of a host, through its collector. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { RARE_EVENTS } from '../../src/cli/run/ship-sums.js';
import { type FleetProcess, itemsIn, put, startCollector, startReplay } from '../helpers/fleet.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
const HOST_TOKEN = 'a'.repeat(40);
const OTHER_TOKEN = 'b'.repeat(40);
const OPERATOR_TOKEN = 'c'.repeat(40);
const [tokenFile, tokens] = [scratch.path('token'), scratch.path('tokens')];
const [operator, operators] = [scratch.path('operator'), scratch.path('operators')];
const FORMAT = '%evt.rawtime %proc.pid %proc.name %evt.dir %evt.type %fd.name %evt.args';
let processes: FleetProcess[] = [];
let feeders: { kill(signal: 'SIGKILL'): unknown }[] = [];

beforeAll(() => {
  const secret = (path: string, text: string): void => writeFileSync(path, text, { mode: 0o600 });
  secret(tokenFile, HOST_TOKEN);
  secret(tokens, `web-1 ${HOST_TOKEN}\nweb-2 ${OTHER_TOKEN}\n`);
  secret(operator, OPERATOR_TOKEN);
  secret(operators, `alice ${OPERATOR_TOKEN}\n`);
});
afterEach(async () => {
  for (const one of processes) await one.stop('SIGKILL');
  for (const feeder of feeders) feeder.kill('SIGKILL');
  [processes, feeders] = [[], []];
});
afterAll(scratch.remove);

function started<P extends FleetProcess>(one: P): P {
  processes.push(one);
  return one;
}

const collect = async (name: string, ...more: string[]): Promise<string> => {
  const options = ['--listen', '127.0.0.1:0', '--dir', scratch.path(name), '--tokens', tokens, ...more];
  return started(await startCollector(...options)).address;
};

/** Arguments that fetch the period from one time to another, in s since the epoch, into a file. */
const fetchArgs = (address: string, host: string, [from, to]: readonly [number, number], out: string): string[] => [
  ...['fetch', host, '--collector', address, '--token-file', operator],
  ...['--from', from.toFixed(3), '--to', to.toFixed(3), '-w', scratch.path(out)],
];

const linesOf = async (...args: string[]): Promise<string[]> =>
  (await sysshark([...args, '-p', FORMAT])).stdout.split('\n').filter((line) => line !== '');
const secondsOf = (line = ''): number => Number(line.slice(0, 13)) / 1000;
/** When the events of a ring end that is in a folder, in s since the epoch. */
const endOf = (ring: string): number =>
  Math.max(0, ...itemsIn(ring, '.scap.gz').map((path) => Number(/-(\d+)_/.exec(path.slice(ring.length))?.[1]) / 1000));

describeWithShared('the ring of a host', () => {
  const capture = sharedPath('captures/sf-setns.scap');
  let events: string[] = [];

  beforeAll(async () => {
    events = await linesOf('-r', capture);
  });

  /** Starts a host that sends a capture through a pipe that never ends; resolves when all of it is in the ring. */
  async function host(address: string, name: string, ...more: string[]): Promise<FleetProcess> {
    const one = await feed(capture, address, name, ...more);
    await until(() => endOf(scratch.path(`${name}-ring`)) >= secondsOf(events.at(-1)));
    return one;
  }

  let pipes = 0;
  async function feed(capture: string, address: string, name: string, ...more: string[]): Promise<FleetProcess> {
    const [ring, pipe] = [scratch.path(`${name}-ring`), scratch.path(`pipe-${++pipes}`)];
    execFileSync('mkfifo', [pipe]);
    const feeder = execa('sh', ['-c', `exec cat "${capture}" - > "${pipe}"`], { reject: false, stdin: 'pipe' });
    feeders.push(feeder);
    const options = ['--to', address, '--token-file', tokenFile, '--spool', scratch.path(`${name}-spool`)];
    return started(startReplay(['-r', pipe, '--rate', '4000', '-G', '1', '--ring-dir', ring, ...options, ...more]));
  }

  test('a period of it comes as one capture, cut at its times, with the names that the whole one has', async () => {
    const address = await collect('store', '--operators', operators);
    await host(address, 'a', '--allow-fetch');
    const [from, to] = [secondsOf(events[0]) + 0.002, secondsOf(events[Math.floor(events.length / 2)])];
    const { exitCode, stderr } = await sysshark(fetchArgs(address, 'web-1', [from, to], 'out.scap'));
    expect([stderr, exitCode]).toEqual(['', 0]);
    const expected = events.filter((line) => {
      const nanos = BigInt(line.split(' ')[0] ?? '0');
      return (
        nanos >= BigInt(Math.round(from * 1000)) * 1_000_000n && nanos <= BigInt(Math.round(to * 1000)) * 1_000_000n
      );
    });
    expect(expected.length).toBeGreaterThan(100);
    expect(await linesOf('-r', scratch.path('out.scap'))).toEqual(expected);
    expect(readdirSync(scratch.path('.')).filter((name) => name.startsWith('.sysshark-fetch'))).toEqual([]);
    // nothing is written twice: what is not sent yet has two names
    const ring = itemsIn(scratch.path('a-ring'), '.scap.gz').map((path) => statSync(path));
    const waiting = itemsIn(scratch.path('a-spool'), '.scap.gz').map((path) => statSync(path).ino);
    expect(ring.filter(({ nlink }) => nlink > 1).length).toBeLessThanOrEqual(waiting.length + 1);
    // a filter chooses among them
    const filtered = await sysshark([...fetchArgs(address, 'web-1', [from, to], 'few.scap'), 'evt.type=openat']);
    expect([filtered.stderr, filtered.exitCode]).toEqual(['', 0]);
    expect(await linesOf('-r', scratch.path('few.scap'))).toEqual(
      expected.filter((line) => line.split(' ')[4] === 'openat'),
    );
  });

  test('beside --sums, it has all events, and only rare ones are sent', async () => {
    const address = await collect('store-sums', '--operators', operators);
    const one = await host(address, 'sums', '--allow-fetch', '--sums');
    const span = [secondsOf(events[0]) - 0.001, secondsOf(events.at(-1)) + 0.001] as const;
    await sysshark(fetchArgs(address, 'web-1', span, 'all.scap'));
    expect(await linesOf('-r', scratch.path('all.scap'))).toEqual(events);
    await one.stop();
    const sent = itemsIn(`${scratch.path('store-sums')}/hosts/web-1`, '.scap.gz');
    const rare: string[] = [];
    for (const path of itemsIn(scratch.path('sums-ring'), '.scap.gz'))
      rare.push(...(await linesOf('-r', path, RARE_EVENTS)));
    expect(rare.length).toBeGreaterThan(10);
    expect(rare.length).toBeLessThan(events.length / 2);
    expect((await Promise.all(sent.map((path) => linesOf('-r', path)))).flat()).toEqual(rare);
    expect(itemsIn(`${scratch.path('store-sums')}/hosts/web-1`, '.ndjson.gz').length).toBeGreaterThan(0);
  });

  test.each([[[]], [['--sums']]])(
    'what a shipper that was killed has kept is fetched from the next one %j',
    async (more) => {
      const name = `killed-${more.length}`;
      const address = await collect(`store-${name}`, '--operators', operators);
      const one = await host(address, name, '--allow-fetch', ...more);
      await one.stop('SIGKILL');
      await feed(sharedPath('captures/sf-nginx.scap'), address, name, '--allow-fetch', ...more);
      const span = [secondsOf(events[0]) - 0.001, secondsOf(events.at(-1)) + 0.001] as const;
      const { exitCode, stderr } = await sysshark(fetchArgs(address, 'web-1', span, `${name}.scap`));
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(await linesOf('-r', scratch.path(`${name}.scap`))).toEqual(events);
    },
  );

  test('what it lacks is said: too early, too late, nothing at all', async () => {
    const address = await collect('store-lacks', '--operators', operators);
    await host(address, 'b', '--allow-fetch');
    const at = secondsOf(events[0]);
    const wide = await sysshark(fetchArgs(address, 'web-1', [at - 100, at + 1e6], 'wide.scap'));
    expect(wide.exitCode).toBe(2);
    expect(wide.stderr.split('\n')).toEqual([
      expect.stringMatching(/^sysshark: the ring of web-1 begins at 2019-.*Z: earlier events are gone$/),
      expect.stringMatching(/^sysshark: the ring of web-1 ends at 2019-.*Z: later events are not in it yet$/),
    ]);
    expect((await linesOf('-r', scratch.path('wide.scap'))).length).toBeGreaterThan(10);
    const none = await sysshark(fetchArgs(address, 'web-1', [at - 200, at - 100], 'none.scap'));
    expect(none.exitCode).toBe(1);
    expect(none.stderr).toMatch(
      /^sysshark: web-1 has nothing of this time: its ring reaches from 2019-.*Z to 2019-.*Z$/,
    );
  });

  test('is bounded: the oldest segments go first', async () => {
    const ring = scratch.path('small-ring');
    mkdirSync(ring, { mode: 0o700 });
    // ten segments of 200 kB from before, of which the oldest have no room
    for (let i = 1; i <= 10; i++) {
      const name = `${1500000000000 + i}-${1500000000000 + i}_0b8e1f8c-65f5-4a4f-9d54-6a2f1c1b2d3e_000001-0000000${i % 10}.scap.gz`;
      writeFileSync(`${ring}/${name}`, Buffer.alloc(200_000));
    }
    const options = ['--to', 'http://127.0.0.1:9', '--token-file', tokenFile, '--spool', scratch.path('c-spool')];
    const one = started(startReplay(['-r', capture, '--ring-dir', ring, '--ring-limit', '1M', ...options]));
    await until(() => /segments wait in /.test(one.stderr()));
    await one.stop();
    const left = itemsIn(ring, '.scap.gz');
    expect(left.reduce((sum, path) => sum + statSync(path).size, 0)).toBeLessThanOrEqual(2 ** 20);
    expect(left.filter((path) => path.includes('_000001-00000001')).length).toBe(1);
    expect(left.some((path) => path.includes('/1500000000001-'))).toBe(false);
    expect(left.some((path) => path.includes('/1500000000009-'))).toBe(true);
  });

  test('is given to operators alone, and only where ship allows it', async () => {
    const address = await collect('store-rights', '--operators', operators);
    const one = await host(address, 'd');
    await until(() => itemsIn(`${scratch.path('store-rights')}/hosts/web-1`, '.scap.gz').length >= 1);
    const ask = async (host: string, token = operator, at = address): Promise<readonly unknown[]> => {
      const args = fetchArgs(at, host, [1.5e9, 1.6e9], 'x.scap').map((word) => (word === operator ? token : word));
      const { exitCode, stderr } = await sysshark(args);
      return [exitCode, stderr];
    };
    const said = (why: string, at = address) => [1, `sysshark: cannot fetch from ${at}: ${why}`];
    expect(await ask('web-1')).toEqual(said('ship runs without --allow-fetch on web-1: it sends nothing on request'));
    expect(await ask('web-2')).toEqual(
      said('web-2 is not connected: nothing has come from it since the collector began'),
    );
    expect(await ask('web-3')).toEqual(said('no host "web-3" has a token here'));
    expect(await ask('web-1', tokenFile)).toEqual(
      said('this token belongs to a host; fetching requires one of an operator'),
    );
    const stranger = scratch.path('stranger');
    writeFileSync(stranger, 'd'.repeat(40), { mode: 0o600 });
    expect(await ask('web-1', stranger)).toEqual(said('the token is not known here'));
    // an operator sends nothing, and a host answers only for itself
    expect(await put(address, '/v1/segments/x', Buffer.from('x'), { token: OPERATOR_TOKEN })).toBe(401);
    expect(await put(address, `/v1/answers/${'0'.repeat(32)}/0`, Buffer.from('x'), { token: HOST_TOKEN })).toBe(410);
    await one.stop('SIGKILL');
    const closed = await collect('store-closed');
    expect(await ask('web-1', operator, closed)).toEqual(
      said('collect runs without --operators: nobody may fetch', closed),
    );
  });
});

describe('an answer that is not whole', () => {
  /** Waits as a host for a request; resolves to its id. */
  async function asHost(address: string): Promise<string> {
    const headers = { authorization: `Bearer ${HOST_TOKEN}` };
    const response = await fetch(new URL('/v1/requests', address), { headers });
    return ((await response.json()) as { readonly id: string }).id;
  }

  /** Begins to send a part of 1000 bytes, and leaves in the middle. */
  async function leave(address: string, id: string): Promise<void> {
    const { port, hostname } = new URL(address);
    const socket = connect(Number(port), hostname);
    socket.write(
      `PUT /v1/answers/${id}/0 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${HOST_TOKEN}\r\ncontent-length: 1000\r\n\r\nfew`,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
  }

  const part = (id: string, number: number | 'end'): string => `/v1/answers/${id}/${number}`;

  test('leaves no capture and no files, and says so', async () => {
    const address = await collect('store-cut', '--operators', operators);
    const asked = sysshark(fetchArgs(address, 'web-1', [1.5e9, 1.6e9], 'cut.scap'));
    await leave(address, await asHost(address));
    const { exitCode, stderr } = await asked;
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^sysshark: cannot fetch from http:\S+: .+$/);
    expect(readdirSync(scratch.path('.')).filter((name) => /cut\.scap|sysshark-fetch/.test(name))).toEqual([]);
  });

  test('parts of another answer, of another host, or in another order are not passed on', async () => {
    const address = await collect('store-parts', '--operators', operators);
    const asked = sysshark(fetchArgs(address, 'web-1', [1.5e9, 1.6e9], 'parts.scap'));
    const id = await asHost(address);
    const body = Buffer.from('no capture');
    expect(await put(address, part(id, 0), body, { token: OTHER_TOKEN })).toBe(410);
    expect(await put(address, part('0'.repeat(32), 0), body, { token: HOST_TOKEN })).toBe(410);
    expect(await put(address, part(id, 1), body, { token: HOST_TOKEN })).toBe(409);
    expect(await put(address, part(id, 'end'), Buffer.alloc(5000, 32), { token: HOST_TOKEN })).toBe(413);
    // more than there are listeners without a warning
    for (let number = 0; number < 20; number++)
      expect(await put(address, part(id, number), body, { token: HOST_TOKEN })).toBe(200);
    const end = { reach: { fromMs: 1.5e12, untilMs: 1.6e12 }, bytes: 10, parts: 20, deleted: 0 };
    expect(await put(address, part(id, 'end'), Buffer.from(JSON.stringify(end)), { token: HOST_TOKEN })).toBe(200);
    const { exitCode, stderr } = await asked;
    expect(exitCode).toBe(1);
    expect(stderr).toContain('not a capture');
    expect(processes[0]?.stderr()).toBe('');
    expect(readdirSync(scratch.path('.')).filter((name) => /parts\.scap|sysshark-fetch/.test(name))).toEqual([]);
  });
});

test.each([
  [[], 'fetch requires the name of a host'],
  [['web-1'], 'fetch requires --from TIME'],
  [['web-1', '--from', 'noon', '--to', '1600000000'], '--from takes a time such as 2026-11-28T14:05:00Z'],
  [['web-1', '--from', '1600000001', '--to', '1600000000'], '--from is later than --to'],
  [['web-1', '--from', '2026-11-28 14:05', '--to', '2026-11-28T14:06:00+01:00', '-r', 'x'], 'fetch has no -r'],
  [['web-1', '--from', '1500000000', '--to', '1600000000', '-w', 'x', '--collector', 'http://10.0.0.1'], 'without TLS'],
])('fetch %j says what is missing or wrong', async (args, why) => {
  const { exitCode, stderr } = await sysshark(['fetch', ...args]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(why);
  expect(stderr.split('\n')).toHaveLength(1);
});

test.each([
  [['--allow-fetch'], '--allow-fetch requires --ring-dir FOLDER'],
  [['--ring-limit', '1G'], '--ring-limit requires --ring-dir FOLDER'],
])('ship %j says what is missing', async (args, why) => {
  const { exitCode, stderr } = await sysshark([
    ...['ship', '-r', 'x', '--to', 'http://127.0.0.1:9', '--token-file', tokenFile, '--spool', 'x', ...args],
  ]);
  expect([exitCode, stderr]).toEqual([1, `sysshark: ${why}`]);
});
