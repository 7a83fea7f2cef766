/** Containers of a real runtime, captured as they run. */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeLive, startCapture } from '../helpers/live.js';
import { runOracle } from '../helpers/oracle.js';
import { withoutStagesOfRunc } from '../helpers/renamed.js';
import { makeBundle, runContainer } from '../helpers/runc.js';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
/** A folder that anyone may write to; the engine's socket is in one for root only. */
const open = makeScratch();
const HASH = 'c010f5a08549441fb384b5e9ede5a4e4122381543d5213298164215f9a25736a';
const ID = HASH.slice(0, 12);
const FORMAT = '*%container.id %container.name %container.image %proc.name %evt.type';
/** The answer of dockerd 27 about a container, reduced to what varies. */
const INSPECTED = {
  Id: HASH,
  Created: '2026-11-25T10:00:00.000000000Z',
  Image: 'sha256:f70734b6a266dcb5f44c383274821207885b549b75c8e119404917a61335981a',
  Name: '/wéb',
  HostConfig: { Privileged: false, Memory: 67108864, CpuShares: 0 },
  Mounts: [{ Type: 'bind', Source: '/srv', Destination: '/data', Mode: 'ro', RW: false, Propagation: 'rprivate' }],
  Config: { Image: 'registry.local:5000/team/alpine:3.20', Env: ['A=b'], Labels: { tier: 'front' } },
  NetworkSettings: { IPAddress: '172.17.0.2' },
};

describeLive('containers', () => {
  const box = scratch.path('box');
  const requests: string[] = [];
  let engine: Server;

  beforeAll(() => {
    mkdirSync(box);
    makeBundle(box);
    // test machines run no engine, so this gives the answers of one over the same kind of socket
    engine = createServer((request, response) => {
      requests.push(request.url ?? '');
      const isKnown = request.url === `/containers/${ID}/json`;
      response
        .writeHead(isKnown ? 200 : 404)
        .end(isKnown ? JSON.stringify(INSPECTED) : '{"message":"no such container"}');
    }).listen(scratch.path('docker.sock'));
    process.env['DOCKER_HOST'] = `unix://${scratch.path('docker.sock')}`;
  });
  afterAll(() => {
    delete process.env['DOCKER_HOST'];
    engine.close();
    scratch.remove();
    open.remove();
  });

  test('are identified by the control groups that engines create', async () => {
    const paths = {
      docker: `/docker/${HASH}`,
      podman: `/machine.slice/libpod-${HASH}.scope`,
      containerd: `/kubepods/besteffort/pod1234/${HASH}`,
      'cri-o': `/kubepods.slice/crio-${HASH}.scope`,
      lxc: '/lxc.payload.web1',
      none: '/user/1000',
    };
    for (const [name, path] of Object.entries(paths)) {
      const capture = await startCapture(scratch.path(`${name}.scap`));
      await runContainer(box, path, 'cat /bin/sh >/dev/null');
      expect(await capture.stop()).toEqual({ exitCode: 0, stderr: '' });
      const lines = runOracle(capture.file, [
        '-p',
        '%container.id %proc.name',
        '-f',
        'proc.name=cat and evt.type=close and container.id != host',
      ]).lines;
      const { stdout } = await sysshark([
        '-r',
        capture.file,
        '-p',
        '%container.id %proc.name',
        'proc.name=cat and evt.type=close and container.id != host',
      ]);
      expect([name, stdout.split('\n')[0]]).toEqual([
        name,
        `${name === 'lxc' ? 'web1' : name === 'none' ? '' : ID} cat`,
      ]);
      expect(stdout.split('\n')).toEqual(lines);
    }
  });

  test('get their names from the engine while events arrive, in the capture and in the output', async () => {
    requests.length = 0;
    const capture = await startCapture(scratch.path('named.scap'));
    await runContainer(box, `/docker/${HASH}`, 'cat /bin/sh >/dev/null; sleep 0.5; cat /bin/sh >/dev/null');
    expect(await capture.stop()).toEqual({ exitCode: 0, stderr: '' });
    expect(requests).toEqual([`/containers/${ID}/json`]);
    const filter = 'evt.type in (container, execve) and container.id != host';
    const { stdout } = await sysshark(['-r', capture.file, '-p', FORMAT, filter]);
    const lines = stdout.split('\n');
    expect(lines.filter((line) => line.endsWith(' container'))).toHaveLength(1);
    expect(lines.at(-1)).toBe(`${ID} wéb registry.local:5000/team/alpine:3.20 cat execve`);
    const theirs = runOracle(capture.file, ['-p', FORMAT, '-f', filter]).lines;
    expect(withoutStagesOfRunc(theirs.map((line) => Buffer.from(line, 'latin1').toString()))).toEqual(
      withoutStagesOfRunc(lines),
    );
  });

  test('have no names if the user of the capture may not ask the engine, which is reported once', async () => {
    chmodSync(open.path(''), 0o777);
    const capture = await startCapture(open.path('nameless.scap'), '-Z', 'nobody');
    await runContainer(box, `/docker/${HASH}`, 'cat /bin/sh >/dev/null');
    await runContainer(box, `/docker/${HASH.replace(/^c0/, 'd1')}`, 'cat /bin/sh >/dev/null');
    const socket = scratch.path('docker.sock');
    expect((await capture.stop()).stderr.match(/.*containers have.*/g)).toEqual([
      `sysshark: cannot query ${socket}, so its containers have no names: permission denied`,
    ]);
    const filter = 'proc.name=cat and evt.type=execve and container.id != host';
    const { lines } = runOracle(capture.file, ['-p', '%container.id', '-f', filter]);
    expect(new Set(lines)).toEqual(new Set([ID, `d1${ID.slice(2)}`]));
  });

  test('that already run have their names from the first events on', async () => {
    const running = runContainer(
      box,
      `/docker/${HASH}`,
      'ulimit -t 20; echo >/begun; while [ ! -e /end ]; do sleep 0.1; done',
    );
    await until(() => existsSync(join(box, 'rootfs/begun')));
    const { stdout } = await sysshark([
      '-n',
      '1',
      '-p',
      '%container.name %container.image.tag %container.mount.source[0]',
      'container.name exists and container.name != host',
    ]);
    const listed = await sysshark(['-c', 'lscontainers', `container.id=${ID}`]);
    writeFileSync(join(box, 'rootfs/end'), '');
    expect(stdout).toBe('wéb 3.20 /srv');
    expect(listed.stdout.split('\n')[1]).toMatch(
      /^c010f5a08549 +docker +\S+ +registry\.local:5000\/team\/alpine:3\.20$/,
    );
    await running;
  });
});
