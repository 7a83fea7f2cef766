/** sysshark ship --to s3://…: segments become objects. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type AwsServer, failWith, startAwsServer } from '../helpers/aws-server.js';
import { type FleetProcess, itemsIn, startReplay } from '../helpers/fleet.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
const FORMAT = '%evt.rawtime %proc.pid %proc.name %evt.dir %evt.type %fd.name %evt.args';
let server: AwsServer;
let processes: FleetProcess[] = [];

beforeAll(async () => {
  server = await startAwsServer();
});
beforeEach(() => server.reset());
afterEach(async () => {
  for (const one of processes) await one.stop('SIGKILL');
  processes = [];
});
afterAll(async () => {
  await server.close();
  scratch.remove();
});

const linesOf = async (...args: string[]): Promise<string[]> =>
  (await sysshark([...args, '-p', FORMAT])).stdout.split('\n');

describeWithShared('segments in a bucket', () => {
  const capture = sharedPath('captures/sf-setns.scap');

  function ship(to: string, spool: string, env: NodeJS.ProcessEnv = server.env): FleetProcess {
    const given = ['-r', capture, '--rate', '4000', '-G', '1', '--to', to, '--spool', scratch.path(spool)];
    const one = startReplay(given, env);
    processes.push(one);
    return one;
  }

  /** Writes the objects of the server into a folder; returns their paths. */
  function saved(name: string): string[] {
    const folder = scratch.path(name);
    mkdirSync(folder);
    for (const [key, body] of server.objects) writeFileSync(`${folder}/${key.replaceAll('/', '+')}`, body);
    return itemsIn(folder, '.scap.gz');
  }

  test('are all of what was captured, named after host, boot, run and number; nothing is listed or deleted', async () => {
    const shipper = ship('s3://logs/calls', 'spool');
    expect([await shipper.ended, shipper.stderr()]).toEqual([0, '']);
    const keys = [...server.objects.keys()];
    expect(keys.length).toBeGreaterThan(1);
    for (const key of keys)
      expect(key.startsWith(`logs/calls/${hostname()}/`) && /\/[\da-f-]{36}_000001-\d{8}\.scap\.gz$/.test(key)).toBe(
        true,
      );
    expect(server.asked).toEqual(keys.map((key) => `PUT /${key}`));
    const segments = saved('objects');
    expect(await linesOf(...segments.flatMap((path) => ['-r', path]))).toEqual(await linesOf('-r', capture));
    expect(itemsIn(scratch.path('spool'), '.gz')).toEqual([]);
  });

  test('arrive once, although the server fails again and again and answers too late', async () => {
    let asked = 0;
    server.answer = (request, response) => {
      asked++;
      if (asked % 3 === 1) failWith(response, 503, 'SlowDown');
      else if (asked % 3 === 2) request.socket.destroy();
      else return false;
      return true;
    };
    const shipper = ship('s3://logs', 'spool-2');
    expect([await shipper.ended, shipper.stderr()]).toEqual([0, '']);
    const segments = saved('objects-2');
    expect(await linesOf(...segments.flatMap((path) => ['-r', path]))).toEqual(await linesOf('-r', capture));
  });

  test('wait on the host while keys are wrong; the keys are not told', async () => {
    const secret = 'wrong/secret/key/wrong/secret/key';
    const shipper = ship('s3://logs', 'spool-3', { ...server.env, AWS_SECRET_ACCESS_KEY: secret });
    await until(() => shipper.stderr().includes('segments wait in '));
    expect(await shipper.stop()).toBe(0);
    expect(shipper.stderr()).toContain('cannot send to s3://logs: it says SignatureDoesNotMatch');
    expect(shipper.stderr()).not.toContain(secret);
    const next = ship('s3://logs', 'spool-3');
    expect(await next.ended).toBe(0);
    expect(itemsIn(scratch.path('spool-3'), '.gz')).toEqual([]);
    expect([...server.objects.keys()].some((key) => key.includes('_000001-'))).toBe(true);
  });

  test('are not sent without keys, without TLS, or with options of collectors', async () => {
    const refused = async (to: string, env: NodeJS.ProcessEnv, ...more: string[]): Promise<string> => {
      const one = startReplay(['-r', capture, '--to', to, '--spool', scratch.path('never'), ...more], env);
      processes.push(one);
      expect(await one.ended).toBe(1);
      return one.stderr();
    };
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...keyless } = server.env;
    expect(await refused('s3://logs', keyless)).toContain('--to s3://logs: there are no AWS credentials');
    const open = { ...server.env, AWS_ENDPOINT_URL: 'http://10.0.0.1' };
    expect(await refused('s3://logs', open)).toContain('without TLS, captures go only to this machine');
    expect(await refused('s3://-', server.env)).toContain('--to s3://- names no bucket');
    expect(await refused('s3://logs', server.env, '--token-file', 'x')).toContain('--token-file is for collectors');
  });
});
