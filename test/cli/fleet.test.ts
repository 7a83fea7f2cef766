/** sysshark collect, asked by hand, and what ship refuses. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Dice } from '../helpers/event-samples.js';
import { endedAfterEach, itemsIn, lossesIn, put, startCollector, writeTokens } from '../helpers/fleet.js';
import { testIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
const BOOT = '0b8e1f8c-65f5-4a4f-9d54-6a2f1c1b2d3e';
const TOKENS = { 'web-1': 'a'.repeat(32), 'web-2': 'b'.repeat(32) } as const;
const IS_ROOT = process.getuid?.() === 0;
const started = endedAfterEach();

afterAll(scratch.remove);

beforeAll(() => {
  writeTokens(scratch.path('tokens'), TOKENS);
});

async function collector(folder: string, ...more: string[]) {
  const options = ['--listen', '127.0.0.1:0', '--dir', folder, '--tokens', scratch.path('tokens')];
  return started(await startCollector(...options, ...more));
}

const pathOf = (seq: number, kind = 'segments'): string => `/v1/${kind}/${BOOT}/1/${seq}`;

describeWithShared('a collector', () => {
  const capture = gzipSync(readFileSync(sharedPath('captures/sf-tcp-client-server.scap')));

  test('stores what a host sends once, in its own folder, as it was sent', async () => {
    const folder = scratch.path('store-1');
    const { address, stop } = await collector(folder);
    expect(await put(address, pathOf(1), capture, { token: TOKENS['web-1'] })).toBe(201);
    expect(await put(address, pathOf(1), capture, { token: TOKENS['web-1'] })).toBe(200);
    // another host has items of its own, whatever they are named
    expect(await put(address, pathOf(1), capture, { token: TOKENS['web-2'] })).toBe(201);
    const loss = Buffer.from('{"cause":"spool full","from":1,"to":2,"bytes":3}\n');
    expect(await put(address, pathOf(2, 'losses'), loss, { token: TOKENS['web-1'] })).toBe(201);
    const [stored = '', ...others] = itemsIn(`${folder}/hosts/web-1`, '.scap.gz');
    expect(others).toEqual([]);
    expect(readFileSync(stored).equals(capture)).toBe(true);
    expect(itemsIn(`${folder}/hosts/web-2`, '.scap.gz')).toHaveLength(1);
    expect(lossesIn(`${folder}/hosts/web-1`)).toEqual([{ cause: 'spool full', from: 1, to: 2, bytes: 3 }]);
    expect(await stop()).toBe(0);
    // what is there is known after a start, too
    const again = await collector(folder);
    expect(await put(again.address, pathOf(1), capture, { token: TOKENS['web-1'] })).toBe(200);
  });

  test('takes the same item from many connections at a time once', async () => {
    const folder = scratch.path('store-many');
    const { address } = await collector(folder);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => put(address, pathOf(1), capture, { token: TOKENS['web-1'] })),
    );
    expect(answers.filter((status) => status === 201)).toHaveLength(1);
    expect(answers.filter((status) => status === 200)).toHaveLength(7);
    expect(itemsIn(`${folder}/hosts/web-1`, '.scap.gz')).toHaveLength(1);
    expect(itemsIn(`${folder}/incoming`, '')).toEqual([]);
  });

  test('refuses strangers, other paths, other methods, what is too large, and what arrives otherwise than sent', async () => {
    const folder = scratch.path('store-2');
    const { address } = await collector(folder);
    const token = TOKENS['web-1'];
    expect(await put(address, pathOf(1), capture)).toBe(401);
    expect(await put(address, pathOf(1), capture, { token: 'c'.repeat(32) })).toBe(401);
    expect(await put(address, '/', capture, { token })).toBe(404);
    expect(await put(address, '/v1/segments/../../../etc/1/2', capture, { token })).toBe(404);
    expect(await put(address, pathOf(1), capture, { token, method: 'POST' })).toBe(405);
    expect(await put(address, pathOf(1), capture, { token, headers: { 'x-content-sha256': '' } })).toBe(400);
    const other = 'f'.repeat(64);
    expect(await put(address, pathOf(1), capture, { token, headers: { 'x-content-sha256': other } })).toBe(422);
    const large = { token, headers: { 'content-length': String(2 ** 30), expect: '100-continue' } };
    expect(await put(address, pathOf(1), Buffer.alloc(0), large).catch(() => 413)).toBe(413);
    expect(await put(address, pathOf(1, 'losses'), Buffer.alloc(4097, 32), { token })).toBe(413);
    expect(itemsIn(`${folder}/hosts/web-1`, '')).toEqual([]);
    expect(itemsIn(`${folder}/incoming`, '')).toEqual([]);
  });

  test('a body that is cut leaves nothing, and is taken the next time', async () => {
    const folder = scratch.path('store-cut');
    const { address } = await collector(folder);
    const { port, hostname } = new URL(address);
    const socket = connect(Number(port), hostname);
    socket.write(
      `PUT ${pathOf(1)} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKENS['web-1']}\r\ncontent-length: 1000\r\n` +
        `x-content-sha256: ${'0'.repeat(64)}\r\n\r\nfew`,
    );
    await until(() => itemsIn(`${folder}/incoming`, '.part').length === 1);
    socket.destroy();
    await until(() => itemsIn(`${folder}/incoming`, '.part').length === 0);
    expect(await put(address, pathOf(1), capture, { token: TOKENS['web-1'] })).toBe(201);
  });

  test('what cannot be read goes into quarantine, is said, and is not asked for again', async () => {
    const folder = scratch.path('store-3');
    const started = await collector(folder);
    const token = TOKENS['web-1'];
    const broken = gunzipSync(capture).subarray(0, 40_000);
    for (const [seq, body] of [Buffer.from('no capture'), gzipSync(broken), capture.subarray(0, 3000)].entries()) {
      expect(await put(started.address, pathOf(seq), body, { token })).toBe(202);
      expect(await put(started.address, pathOf(seq), body, { token })).toBe(200);
    }
    expect(itemsIn(`${folder}/hosts/web-1`, '')).toEqual([]);
    expect(itemsIn(`${folder}/quarantine`, '.scap.gz')).toHaveLength(3);
    expect(started.stderr().match(/^sysshark: a segment of web-1 cannot be read: .+; it is in /gm)).toHaveLength(3);
  });

  test('one process checks many segments; whatever it is done to it, the next ones are checked', async () => {
    const folder = scratch.path('store-kept');
    const { address, pid } = await collector(folder);
    const token = TOKENS['web-1'];
    const checkers = (): number[] =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').filter(Boolean).map(Number);
    expect(await put(address, pathOf(1), capture, { token })).toBe(201);
    const [first = 0, ...others] = checkers();
    expect(others).toEqual([]);
    expect(await put(address, pathOf(2), Buffer.from('no capture'), { token })).toBe(202);
    expect(await put(address, pathOf(3), capture, { token })).toBe(201);
    expect(checkers()).toEqual([first]);
    process.kill(first, 'SIGKILL');
    expect(await put(address, pathOf(4), capture, { token })).toBe(201);
    const dice = new Dice(SEED);
    const bad = gzipSync(gunzipSync(capture).subarray(0, 40_000));
    let killed = 0;
    for (let seq = 5; seq < 35; seq++) {
      const isBad = seq % 3 === 0;
      const answer = put(address, pathOf(seq), isBad ? bad : capture, { token });
      // once a segment: one that is there when three checkers end is not tried again
      const killing = setTimeout(() => {
        for (const checker of checkers().slice(0, 1)) killed += process.kill(checker, 'SIGKILL') ? 1 : 0;
      }, dice.next(300));
      expect(await answer).toBe(isBad ? 202 : 201);
      clearTimeout(killing);
    }
    expect(killed).toBeGreaterThan(3);
  });

  test('the space of a host is bounded; others still have theirs', async () => {
    const folder = scratch.path('store-4');
    const { address } = await collector(folder, '--host-limit', '1M');
    const each = Math.floor(2 ** 20 / capture.length);
    const statuses: number[] = [];
    for (let seq = 1; seq <= each + 2; seq++)
      statuses.push(await put(address, pathOf(seq), capture, { token: TOKENS['web-1'] }));
    expect(statuses).toEqual([...Array.from({ length: each }, () => 201), 507, 507]);
    expect(await put(address, pathOf(1), capture, { token: TOKENS['web-2'] })).toBe(201);
  });

  test('what cannot be read, and losses, take space as well, also after a start', async () => {
    const folder = scratch.path('store-5');
    const first = await collector(folder, '--host-limit', '1M');
    const token = TOKENS['web-1'];
    const half = Buffer.alloc(500_000, 7);
    expect(await put(first.address, pathOf(1), half, { token })).toBe(202);
    expect(await put(first.address, pathOf(2), half, { token })).toBe(202);
    await first.stop();
    const { address } = await collector(folder, '--host-limit', '1M');
    expect(await put(address, pathOf(3), half, { token })).toBe(507);
    const statuses: number[] = [];
    for (let seq = 4; seq < 20; seq++)
      statuses.push(await put(address, pathOf(seq, 'losses'), Buffer.from('{}'), { token }));
    // each takes a block of the disk
    expect(statuses.filter((status) => status === 201)).toHaveLength(Math.floor((2 ** 20 - 2 * half.length) / 4096));
  });
});

test('without TLS, other machines are neither served nor sent to', async () => {
  const serve = await sysshark([
    ...['collect', '--listen', '0.0.0.0:0', '--dir', scratch.path('x'), '--tokens', scratch.path('tokens')],
  ]);
  expect([serve.exitCode, serve.stderr]).toEqual([
    1,
    'sysshark: --listen 0.0.0.0:0: without TLS, collect serves only this machine: give --cert FILE (--insecure: serve others anyway)',
  ]);
  const ship = await sysshark(['ship', '--to', 'http://10.0.0.1', '--token-file', 'x', '--spool', scratch.path('y')]);
  expect([ship.exitCode, ship.stderr]).toEqual([
    1,
    'sysshark: http://10.0.0.1: without TLS, captures go only to this machine: use https (--insecure: send them anyway)',
  ]);
});

test('with --insecure, a collector serves others without TLS', async () => {
  const folder = scratch.path('insecure');
  const options = ['--insecure', '--listen', '0.0.0.0:0', '--dir', folder, '--tokens', scratch.path('tokens')];
  const { address } = started(await startCollector(...options));
  expect(address).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/);
});

test.each([
  [['ship'], '--spool FOLDER'],
  [['ship', '--spool', 'x', '--token-file', 'x'], '--to ADDRESS'],
  [['ship', '--spool', 'x', '--to', 'https://c'], '--token-file FILE'],
  [['ship', '--spool', 'x', '--to', 'https://c', '--token-file', 'x', '--rate', '5'], '--rate requires -r FILE'],
  [
    ['ship', '-r', 'f', '--rate', '0', '--spool', 'x', '--to', 'https://c', '--token-file', 'x'],
    '--rate takes a number',
  ],
  [['ship', '--spool', 'x', '--to', 'https://c', '--token-file', 'x', '-w', 'f'], 'ship has no -w'],
  [['ship', '--spool', 'x', '--to', 'http://10.0.0.1', '--insecure'], '--token-file FILE'],
  [['collect'], '--dir FOLDER'],
  [['collect', '--listen', '0.0.0.0:0', '--insecure', '--dir', 'x'], '--tokens FILE'],
  [['collect', '--dir', 'x', '--tokens', 'x', '-c', 'ps'], 'collect does not run chisels: leave out -c'],
  [['collect', '--dir', 'x', '--tokens', 'x', 'proc.name=a'], 'filters and commands belong to ship'],
  [['--spool', 'x'], '--spool is an option of ship'],
])('%j says what is missing or too much', async (args, why) => {
  const { exitCode, stderr, stdout } = await sysshark(args);
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toContain(why);
  expect(stderr.split('\n')).toHaveLength(1);
});

testIf(IS_ROOT)('root serves nobody unless it is told to', async () => {
  const options = ['--listen', '127.0.0.1:0', '--dir', scratch.path('z'), '--tokens', scratch.path('tokens')];
  const { exitCode, stderr } = await sysshark(['collect', ...options]);
  expect([exitCode, stderr]).toEqual([
    1,
    'sysshark: collect takes nothing as root: name a user with -Z USER (-Z root stays root)',
  ]);
});
