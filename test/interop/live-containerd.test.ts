/** Containers and pods of a real containerd, captured as they run. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Containerd, IMAGE, startContainerd } from '../helpers/containerd.js';
import { type Pod, runPod } from '../helpers/cri.js';
import { describeLive, startCapture } from '../helpers/live.js';
import { runOracle } from '../helpers/oracle.js';
import { withoutStagesOfRunc } from '../helpers/renamed.js';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
const LOOKS = 'cat /bin/sh >/dev/null; sleep 1; cat /bin/sh >/dev/null';
/** A request must not time out, however busy the machine is. */
const WELL = { exitCode: 0, stderr: expect.not.stringContaining('cannot query') };
const ADDRESSES = ['CONTAINER_RUNTIME_ENDPOINT', 'CONTAINERD_ADDRESS'];

/** The distinct lines of a capture; the reference prints the same. */
async function printed(file: string, format: string, filter: string): Promise<readonly string[]> {
  const { stdout } = await sysshark(['-r', file, '-p', format, filter]);
  const lines = stdout.split('\n');
  const reference = runOracle(file, ['-p', format, '-f', filter]).lines;
  const theirs = reference.map((line) => Buffer.from(line, 'latin1').toString());
  expect(withoutStagesOfRunc(theirs)).toEqual(withoutStagesOfRunc(lines));
  return [...new Set(lines)];
}

describeLive('containerd', () => {
  let containerd: Containerd;

  beforeAll(async () => {
    mkdirSync(scratch.path('containerd'));
    containerd = await startContainerd(scratch.path('containerd'));
    for (const variable of ADDRESSES) process.env[variable] = `unix://${containerd.socket}`;
  });
  afterAll(async () => {
    for (const variable of ADDRESSES) delete process.env[variable];
    await containerd?.stop();
    scratch.remove();
  });

  const run = (id: string, line: string, ...options: readonly string[]): Promise<string> =>
    containerd.ctr('run', '--rm', '--snapshotter', 'native', ...options, IMAGE, id, '/bin/sh', '-c', line);

  test('names its containers while events arrive, in the capture and in the output', async () => {
    const capture = await startCapture(scratch.path('named.scap'));
    await run('web', LOOKS, '--label', 'tier=front', '--mount', 'type=bind,src=/srv,dst=/data,options=rbind:ro');
    await run('with-a-longer.name', LOOKS);
    expect(await capture.stop()).toEqual(WELL);
    const format =
      '*%container.id %container.name %container.type %container.image %container.image.tag %container.mount[/srv] %proc.name';
    const lines = await printed(capture.file, format, 'evt.type=execve and proc.name=cat and container.image exists');
    expect(lines).toEqual([
      `web web containerd ${IMAGE} 1.2 /srv:/data::false: cat`,
      `with-a-longe with-a-longer.name containerd ${IMAGE} 1.2 <NA> cat`,
    ]);
  });

  test('with two containers whose ids start alike does not mix up their names', async () => {
    const capture = await startCapture(scratch.path('alike.scap'));
    await Promise.all([run('shop-frontend-1', LOOKS), run('shop-frontend-2', LOOKS)]);
    expect(await capture.stop()).toEqual(WELL);
    const filter = 'evt.type=execve and proc.name=cat and container.id startswith shop';
    expect(await printed(capture.file, '*%container.id %container.name', filter)).toEqual(['shop-fronten <NA>']);
  });

  test('with pods has their names, namespaces and labels', async () => {
    const capture = await startCapture(scratch.path('pods.scap'));
    const metadata = { name: 'web-0', uid: 'c0ffee', namespace: 'shop' };
    const pod: Pod = await runPod(containerd.socket, metadata, { app: 'web', note: 'n'.repeat(101) });
    let id: string;
    try {
      id = await pod.run('front', `${LOOKS}; sleep 0.2`);
      await new Promise((resolve) => setTimeout(resolve, 2500));
    } finally {
      await pod.remove();
    }
    expect(await capture.stop()).toEqual(WELL);
    const format = [
      '*%container.id %container.name %container.type %container.image %k8s.ns.name %k8s.pod.name %k8s.pod.uid',
      '%k8s.pod.label.app %k8s.pod.labels %k8s.pod.full_sandbox_id %container.host_network %container.mount.rdwr[0]',
    ].join(' ');
    const filter = `container.id=${id.slice(0, 12)} and proc.name=cat and evt.type=execve and container.name exists`;
    expect(await printed(capture.file, format, filter)).toEqual([
      `${id.slice(0, 12)} front containerd ${IMAGE} shop web-0 c0ffee web app:web ${pod.id} true false`,
    ]);
    const sandbox = `evt.type=container and container.id=${pod.id.slice(0, 12)}`;
    expect(await printed(capture.file, '*%container.name %k8s.pod.name %container.image', sandbox)).toEqual([
      'web-0 web-0 <NA>',
    ]);
  });

  test('names containers that already run from the first events on', async () => {
    mkdirSync(scratch.path('shared'));
    const mount = `type=bind,src=${scratch.path('shared')},dst=/shared,options=rbind:rw`;
    const line = 'ulimit -t 20; echo >/shared/begun; while [ ! -e /shared/end ]; do sleep 0.1; done';
    const running = run('early', line, '--mount', mount);
    await until(() => existsSync(scratch.path('shared/begun')));
    const { stdout } = await sysshark(['-n', '1', '-p', '%container.name %container.image', 'container.name=early']);
    writeFileSync(scratch.path('shared/end'), '');
    expect(stdout).toBe(`early ${IMAGE}`);
    await running;
  });
});
