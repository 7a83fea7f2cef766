/** sysshark ship and collect through streams of NATS, with a server of it. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Dice } from '../helpers/event-samples.js';
import { endedAfterEach, type FleetProcess, itemsIn, lossesIn, startCollector, startReplay } from '../helpers/fleet.js';
import { makeSecureServer } from '../helpers/nats-credentials.js';
import { ADMIN, NatsServer, STREAM, usersOf } from '../helpers/nats-server.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
const started = endedAfterEach();
const HOST = hostname();
const BOOT = '0b8e1f8c-65f5-4a4f-9d54-6a2f1c1b2d3e';
const FORMAT = '%evt.rawtime %proc.pid %proc.name %evt.dir %evt.type %fd.name %evt.args';
/** How often each process is killed; .ci/extra does it more often. */
const KILLS = Number(process.env['SYSSHARK_KILLS'] ?? 3);
const KILL_MS = 30_000;
const [admin, here, web, taker] = ['admin', 'here', 'web', 'taker'].map((name) => scratch.path(name)) as [
  string,
  string,
  string,
  string,
];
const dice = new Dice(SEED);
const digestOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
let server: NatsServer;
let servers = 0;

beforeAll(() => {
  const logins = { [admin]: `${ADMIN.user} ${ADMIN.pass}`, [here]: 'here of-here', [web]: 'web-1 of-web-1' };
  for (const [path, login] of Object.entries({ ...logins, [taker]: 'collector taker-of-all' }))
    writeFileSync(path, login, { mode: 0o600 });
});
afterEach(() => server.stop());
afterAll(scratch.remove);

/** Starts a server with users; its messages are small, so that items have several parts. */
async function serve(settings = `${usersOf(HOST)}\nmax_payload: 40000`): Promise<void> {
  const folder = scratch.path(`server-${++servers}`);
  server = new NatsServer(folder, `${settings}\njetstream { store_dir: "${folder}/store" }`);
  await server.start();
}

async function serveStream(): Promise<void> {
  await serve();
  await server.stream('add', STREAM);
}

const collect = async (folder: string, ...more: string[]) =>
  started(await startCollector('--from', server.address(), '--token-file', taker, '--dir', folder, ...more));

const linesOf = async (...args: string[]): Promise<string[]> =>
  (await sysshark([...args, '-p', FORMAT])).stdout.split('\n');

const drained = async (folder: string): Promise<void> => {
  while ((await server.messages()) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  await until(() => itemsIn(`${folder}/parts/${HOST}`, '').length === 0);
};

describeWithShared('items in a stream', () => {
  const capture = sharedPath('captures/sf-setns.scap');
  const bytes = gzipSync(readFileSync(sharedPath('captures/sf-tcp-client-server.scap')));

  const ship = (spool: string, ...more: string[]): FleetProcess => {
    const given = ['-r', capture, '--to', server.address(), '--spool', scratch.path(spool)];
    return started(startReplay([...given, '--token-file', here, ...more]));
  };

  /** Sends a part by hand. */
  const send = (host: string, seq: number, [at, length]: [number, number], said: Record<string, string> = {}) =>
    server.send(
      `calls.${host}`,
      {
        'Sysshark-Item': `${BOOT}_000001-0000000${seq}.scap.gz`,
        'Sysshark-Bytes': String(bytes.length),
        'Sysshark-Sha256': digestOf(bytes),
        'Sysshark-At': String(at),
        ...said,
      },
      bytes.subarray(at, at + length),
    );

  test('come whole and once, and leave nothing in the stream', async () => {
    await serveStream();
    const folder = scratch.path('store');
    const collector = await collect(folder);
    expect(collector.address).toBe(server.address());
    const shipper = ship('spool', '--rate', '4000', '-G', '1');
    expect([await shipper.ended, shipper.stderr()]).toEqual([0, '']);
    await drained(folder);
    const segments = itemsIn(`${folder}/hosts/${HOST}`, '.scap.gz');
    expect(segments.length).toBeGreaterThan(1);
    expect(await linesOf(...segments.flatMap((path) => ['-r', path]))).toEqual(await linesOf('-r', capture));
    expect(itemsIn(scratch.path('spool'), '.gz')).toEqual([]);
    expect(await collector.stop()).toBe(0);
    expect(collector.stderr()).toBe('');
  });

  test(
    'arrive as they were in the spool, however often server, collector and shipper are killed',
    async () => {
      await serve();
      const spool = scratch.path('spool-killed');
      const waiting = ship('spool-killed', '--rate', '1500', '-G', '1', '--to', 'nats://127.0.0.1:9/calls');
      await until(() => itemsIn(spool, '.scap.gz').length >= 4);
      await waiting.stop();
      await server.stream('add', STREAM);
      const contents = itemsIn(spool, 'z').map((path) => ({ name: basename(path), content: readFileSync(path) }));
      const sent = new Map<string, string>();
      /** Puts the same segments into the spool as those of another boot. */
      const fill = (round: number): void => {
        for (const { name, content } of contents) {
          const other = name.replace(
            /^[\da-f-]{24}[\da-f]{12}/,
            `${BOOT.slice(0, 24)}${String(round).padStart(12, '0')}`,
          );
          writeFileSync(`${spool}/${other}`, content);
          sent.set(other, digestOf(content));
        }
      };
      const folder = scratch.path('store-killed');
      let collector = await collect(folder);
      const next = (): FleetProcess => ship('spool-killed', 'evt.num<0');
      let shipper = next();
      const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, dice.next(700)));
      for (let i = 0; i < KILLS; i++) {
        await pause();
        await shipper.stop('SIGKILL');
        fill(i);
        shipper = next();
        await pause();
        await server.stop('SIGKILL');
        await server.start();
        await pause();
        await collector.stop('SIGKILL');
        collector = await collect(folder);
      }
      expect(await shipper.ended).toBe(0);
      expect(itemsIn(spool, 'z')).toEqual([]);
      await drained(folder);
      const received = new Map(
        itemsIn(`${folder}/hosts/${HOST}`, 'z').map((path) => [basename(path), digestOf(readFileSync(path))]),
      );
      expect([...sent].filter(([name, content]) => received.get(name) !== content)).toEqual([]);
      expect(lossesIn(`${folder}/hosts/${HOST}`)).toEqual([]);
      expect(readdirSync(`${folder}/quarantine`)).toEqual([]);
    },
    60_000 + KILLS * KILL_MS,
  );

  test('wait in the spool while the stream is missing or full, or the login wrong; secrets are not told', async () => {
    await serve();
    const said = async (text: string, ...more: string[]): Promise<void> => {
      const shipper = ship('spool-waits', ...more);
      await until(() => shipper.stderr().includes(`cannot send to ${server.address()}: ${text}`));
      expect(await shipper.stop()).toBe(0);
      expect(shipper.stderr().split('\n')).toHaveLength(3);
    };
    await said(
      `no stream takes "calls.${HOST}": JetStream must be on, and the stream calls have the subjects "calls.>"`,
    );
    const wrong = scratch.path('wrong');
    writeFileSync(wrong, 'here never-told', { mode: 0o600 });
    await said('Authorization Violation', '--token-file', wrong);
    await said(`Permissions Violation for Subscription to "_INBOX.ship.${HOST}.`, '--token-file', web);
    await server.stream('add', { ...STREAM, max_bytes: 50_000 });
    await said('maximum bytes exceeded');
    await server.stream('update', { ...STREAM, max_bytes: -1 });
    const folder = scratch.path('store-waits');
    await collect(folder);
    const names = itemsIn(scratch.path('spool-waits'), '.gz').map((path) => basename(path));
    expect(await ship('spool-waits', 'evt.num<0').ended).toBe(0);
    await drained(folder);
    const received = itemsIn(`${folder}/hosts/${HOST}`, '.gz').map((path) => basename(path));
    expect(names.filter((name) => !received.includes(name))).toEqual([]);
  });

  test('that are damaged or incomplete are counted as losses; what is no item is left out', async () => {
    await serveStream();
    const folder = scratch.path('store-damaged');
    const hosts = `${folder}/hosts/web-1`;
    let collector = await collect(folder);
    await send('web-1', 1, [0, bytes.length], { 'Sysshark-Sha256': 'f'.repeat(64) });
    await until(() => lossesIn(hosts).length === 1);
    await send('web-1', 2, [0, 1000]);
    await send('web-1', 3, [500, bytes.length]);
    // parts come in any order, and may overlap
    await send('web-1', 3, [0, 600]);
    await until(() => itemsIn(hosts, '.scap.gz').length === 1);
    expect(readFileSync(itemsIn(hosts, '.scap.gz')[0] ?? '').equals(bytes)).toBe(true);
    await send('web-1', 4, [0, 10], { 'Sysshark-Item': '../../etc/passwd' });
    await send('web-1', 4, [bytes.length - 5, 5], { 'Sysshark-Bytes': '7' });
    await send('web..1', 4, [0, 10]).catch(() => undefined);
    await send('-', 4, [0, 10]);
    await until(() => collector.stderr().split('messages that are no parts of items come at').length === 3);
    expect(await server.messages()).toBe(0);
    await collector.stop();
    const [incomplete = ''] = itemsIn(`${folder}/parts/web-1`, '');
    const long = Date.now() / 1000 - 7200;
    for (const path of itemsIn(incomplete, '')) utimesSync(path, long, long);
    collector = await collect(folder);
    await until(() => lossesIn(hosts).length === 2);
    expect(lossesIn(hosts).map(({ cause }) => cause)).toEqual(['damaged on the way', 'parts are missing']);
    await until(() => collector.stderr().includes('an item of web-1 is lost, parts are missing: '));
    expect(itemsIn(`${folder}/parts/web-1`, '')).toEqual([]);
  });

  test('of a host without room wait in the stream; those of others do not', async () => {
    await serveStream();
    const folder = scratch.path('store-full');
    const collector = await collect(folder, '--host-limit', '1M');
    // parts that are never whole
    for (let seq = 1; seq < 10; seq++) for (let at = 0; at < 30; at++) await send('web-1', seq, [at * 1000, 900]);
    await until(() => collector.stderr().includes('the space of web-1 is full: what it sends waits in the stream'));
    await send('web-2', 1, [0, bytes.length]);
    await until(() => itemsIn(`${folder}/hosts/web-2`, '.scap.gz').length === 1);
    const kept = itemsIn(`${folder}/parts/web-1`, '').flatMap((item) => itemsIn(item, ''));
    expect(kept.length).toBe(2 ** 20 / 4096);
    expect(await server.messages()).toBeGreaterThan(0);
  });

  test('are taken by one collector, and from a stream that loses nothing', async () => {
    await serveStream();
    const refused = async (stream = 'calls', token = taker): Promise<string> => {
      const { exitCode, stdout, stderr } = await sysshark([
        ...['collect', '--from', server.address(stream), '--token-file', token, '--dir', scratch.path('never')],
        ...(process.getuid?.() === 0 ? ['-Z', 'root'] : []),
      ]);
      expect([exitCode, stdout, stderr.split('\n').length]).toEqual([1, '', 1]);
      return stderr;
    };
    await collect(scratch.path('store-one'));
    expect(await refused()).toContain('another collector takes the stream calls');
    expect(await refused('other', admin)).toContain(
      "it has no stream other: nats stream add other --subjects 'other.>'",
    );
    expect(await refused('calls', web)).toContain('Permissions Violation');
    await server.stream('add', { name: 'lossy', subjects: ['lossy.>'], storage: 'memory', max_age: 60e9 });
    expect(await refused('lossy', admin)).toContain(
      'the stream lossy may lose what hosts send: it needs retention workqueue, discard new, storage file, no max-age',
    );
  });
});

test('come through a consumer in memory: one that a server keeps on its disk may not know what is new', async () => {
  await serveStream();
  const { manager } = await server.client();
  const { consumers } = manager as unknown as {
    readonly consumers: {
      add(stream: string, config: object): Promise<unknown>;
      info(stream: string, consumer: string): Promise<{ readonly config: object }>;
    };
  };
  await consumers.add('calls', { durable_name: 'sysshark', ack_policy: 'explicit' });
  await collect(scratch.path('store-memory'));
  const { config } = await consumers.info('calls', 'sysshark');
  expect(config).toMatchObject({ durable_name: 'sysshark', mem_storage: true });
  await server.stop();
  await server.start();
  // the collector makes it again
  const again = await server.client();
  const info = () => again.manager.consumers.info('calls', 'sysshark').then(({ num_waiting }) => num_waiting);
  while ((await info().catch(() => 0)) === 0) await new Promise((resolve) => setTimeout(resolve, 50));
});

test('TLS and credentials are used, and a certificate that is not trusted is not', async () => {
  const { settings, creds, certificate } = makeSecureServer(scratch.path('secure'));
  server = new NatsServer(scratch.path('secure-server'), settings);
  await server.start();
  const args = ['--token-file', creds, '--ca', certificate];
  const address = server.address('calls', 'tls');
  const asRoot = process.getuid?.() === 0 ? ['-Z', 'root'] : [];
  const dir = ['--dir', scratch.path('store-secure')];
  const asked = async (...more: string[]): Promise<string> =>
    (await sysshark(['collect', '--from', address, ...dir, ...asRoot, ...more])).stderr;
  // the login is right: what is missing is the stream
  expect(await asked(...args)).toContain('it has no stream calls');
  expect(await asked('--token-file', creds)).toMatch(/cannot take from .*: .*self-signed certificate/);
  expect(await asked('--ca', certificate)).toContain('Authorization Violation');
});

test('a server without JetStream, and one that is away, are said', async () => {
  server = new NatsServer(scratch.path('plain'), '');
  await server.start();
  const args = ['collect', '--dir', scratch.path('never'), ...(process.getuid?.() === 0 ? ['-Z', 'root'] : [])];
  const { stderr } = await sysshark([...args, '--from', server.address()]);
  expect(stderr).toBe(`sysshark: cannot take from ${server.address()}: jetstream is not enabled`);
  await server.stop();
  expect((await sysshark([...args, '--from', server.address()])).stderr).toContain('connection refused');
});

test.each([
  [['ship', '--to', 'nats://10.0.0.1/calls'], 'without TLS, captures go only to this machine: use tls://'],
  [['ship', '--to', 'tls://me:secret@x/calls'], 'has a user or a token in it'],
  [['ship', '--to', 'tls://x'], '--to takes a stream such as tls://nats.example:4222/calls, not "tls://x"'],
  [['ship', '--to', 'tls://x/a.b'], '--to takes a stream'],
  [['ship', '--to', 'tls://x/calls', '--ring-dir', 'r', '--allow-fetch'], '--allow-fetch is for collectors'],
  [['collect', '--dir', 'x', '--from', 'https://x'], '--from takes a stream'],
  [['collect', '--dir', 'x', '--from', 'nats://10.0.0.1/calls'], 'without TLS'],
  [['collect', '--dir', 'x', '--from', 'tls://x/calls', '--operators', 'o'], 'collect requires --tokens FILE'],
  [['collect', '--dir', 'x', '--tokens', 'x', '--token-file', 'x'], '--token-file requires --from'],
])('%j says what is wrong', async (args, why) => {
  const spool = args[0] === 'ship' ? ['--spool', scratch.path('y')] : [];
  const { exitCode, stderr, stdout } = await sysshark([...args, ...spool]);
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toContain(why);
  expect(stderr).not.toContain('secret');
  expect(stderr.split('\n')).toHaveLength(1);
});
