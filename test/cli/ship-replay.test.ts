/** sysshark ship -r: a capture is sent instead of what happens now. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { endedAfterEach, itemsIn, lossesIn, startCollector, startReplay, writeTokens } from '../helpers/fleet.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
const TOKEN = 'a'.repeat(40);
const tokenFile = scratch.path('token');
const tokens = scratch.path('tokens');
const FORMAT = '%evt.rawtime %proc.pid %proc.name %evt.dir %evt.type %fd.name %evt.args';
const started = endedAfterEach();

beforeAll(() => {
  writeFileSync(tokenFile, TOKEN, { mode: 0o600 });
  writeTokens(tokens, { 'web-1': TOKEN });
});
afterAll(scratch.remove);

const options = (address: string, spool: string): string[] => [
  ...['--to', address, '--token-file', tokenFile, '--spool', scratch.path(spool)],
];

const linesOf = async (...args: string[]): Promise<string[]> =>
  (await sysshark([...args, '-p', FORMAT])).stdout.split('\n');

describeWithShared('a capture that is shipped', () => {
  const capture = sharedPath('captures/sf-setns.scap');

  test('arrives whole, in segments, and not faster than it is to', async () => {
    const store = scratch.path('store');
    const { address } = started(await startCollector('--listen', '127.0.0.1:0', '--dir', store, '--tokens', tokens));
    const events = (await linesOf('-r', capture)).length;
    const began = Date.now();
    const shipper = started(startReplay(['-r', capture, '--rate', '3000', '-G', '1', ...options(address, 'spool')]));
    expect(await shipper.ended).toBe(0);
    expect(shipper.stderr()).toBe('');
    expect(Date.now() - began).toBeGreaterThan((events / 3000) * 1000 - 50);
    const segments = itemsIn(`${store}/hosts/web-1`, '.scap.gz');
    expect(segments.length).toBeGreaterThan(1);
    expect(await linesOf(...segments.flatMap((path) => ['-r', path]))).toEqual(await linesOf('-r', capture));
    expect(lossesIn(`${store}/hosts/web-1`)).toEqual([]);
    expect(itemsIn(scratch.path('spool'), '.gz')).toEqual([]);
  });

  test('is filtered; one that is interrupted says what is left, and the next one sends it once', async () => {
    const given = ['-r', capture, 'proc.name=sudo'];
    const away = started(startReplay([...given, ...options('http://127.0.0.1:9', 'spool-2')]));
    await until(() => /segments wait in /.test(away.stderr()));
    expect(await away.stop()).toBe(0);
    expect(away.stderr()).toMatch(/1 file in .*spool-2 is not sent yet \(\d+ bytes\): the next ship sends it$/m);
    const store = scratch.path('store-2');
    const { address } = started(await startCollector('--listen', '127.0.0.1:0', '--dir', store, '--tokens', tokens));
    const next = started(startReplay([...given, 'and evt.num<0', ...options(address, 'spool-2')]));
    expect([await next.ended, next.stderr()]).toEqual([0, '']);
    const [first = '', ...others] = itemsIn(`${store}/hosts/web-1`, '.scap.gz');
    expect(others).toHaveLength(1);
    expect(await linesOf('-r', first)).toEqual(await linesOf(...given));
    expect(lossesIn(`${store}/hosts/web-1`)).toEqual([]);
  });

  test('an interrupt ends it although the collector does not answer', async () => {
    const silent: Server = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const connected = once(silent, 'connection');
    const shipper = started(startReplay(['-r', capture, ...options(`http://127.0.0.1:${port}`, 'spool-3')]));
    await connected;
    expect(await shipper.stop()).toBe(0);
    expect(shipper.stderr()).toMatch(/ not sent yet /);
    silent.close();
  });
});
