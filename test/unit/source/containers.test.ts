import { createServer, type RequestListener } from 'node:http';
import { afterAll, describe, expect, test } from '@jest/globals';
import { dockerDetails } from '../../../src/source/containers/docker-details.js';
import { DockerEngine } from '../../../src/source/containers/docker-engine.js';
import { enginesOf } from '../../../src/source/containers/engines.js';
import { makeScratch } from '../../helpers/scratch.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());
const ID = 'c010f5a08549';
let count = 0;

/** What is made of the answers of a server behind a socket. */
async function inspect(answer: RequestListener): Promise<unknown> {
  const path = scratch.path(`engine-${count++}.sock`);
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  try {
    return await new DockerEngine(0, path).describe(ID);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('asking an engine about a container', () => {
  test('gives what it says', async () => {
    const answer: RequestListener = (request, response) => response.end(JSON.stringify({ Id: ID, Name: request.url }));
    expect(await inspect(answer)).toMatchObject({ id: ID, name: `containers/${ID}/json` });
  });

  test.each<[name: string, answer: RequestListener]>([
    ['does not know the container', (_, response) => response.writeHead(404).end('{"message":"no such container"}')],
    ['says no JSON', (_, response) => response.end('<html>')],
    [
      'ends in the midst',
      (_, response) => response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy()),
    ],
    ['says too much', (_, response) => response.end(Buffer.alloc(5 << 20, ' '))],
    ['says nothing', () => undefined],
  ])('gives nothing where it %s', async (_, answer) => {
    expect(await inspect(answer)).toBeNull();
  });

  test('gives nothing where there is none', async () => {
    expect(await new DockerEngine(0, scratch.path('nobody.sock')).describe(ID)).toBeNull();
  });

  test('is not done for ids that are no hashes, which would be another address', async () => {
    const asked: (string | undefined)[] = [];
    const path = scratch.path(`engine-${count++}.sock`);
    const server = createServer((request) => asked.push(request.url)).listen(path);
    for (const id of ['../x', 'web', `${ID}/top`]) expect(await new DockerEngine(0, path).describe(id)).toBeNull();
    expect(asked).toEqual([]);
    server.close();
  });
});

describe('what an engine says', () => {
  test('makes no container where it has no id, and one with empty values where it says little', () => {
    expect(dockerDetails(0, { Name: '/x' })).toBeNull();
    expect(dockerDetails(0, 'text')).toBeNull();
    expect(dockerDetails(11, { Id: `${ID}ff`, Mounts: 3, Config: null, HostConfig: [] })).toMatchObject({
      id: ID,
      type: 11,
      name: '',
      image: '',
      Mounts: [],
      env: [],
    });
  });

  test.each([
    ['alpine', 'alpine', ''],
    ['alpine:3.20', 'alpine', '3.20'],
    ['registry.local:5000/team/alpine', 'registry.local:5000/team/alpine', ''],
    ['registry.local:5000/team/alpine:edge', 'registry.local:5000/team/alpine', 'edge'],
  ])('of image %s has repository %s and tag "%s"', (image, imagerepo, imagetag) => {
    expect(dockerDetails(0, { Id: ID, Config: { Image: image } })).toMatchObject({ imagerepo, imagetag });
  });
});

test('engines are where their own tools look for them, on this machine only', () => {
  const sockets = (env: Record<string, string>): string[] => enginesOf(env).map(({ socket }) => socket);
  const docker = '/var/run/docker.sock';
  const podman = '/run/podman/podman.sock';
  const containerd = ['/run/containerd/containerd.sock', '/run/k3s/containerd/containerd.sock'];
  const usual = [docker, podman, ...containerd, '/run/crio/crio.sock', ...containerd];
  expect(sockets({})).toEqual(usual);
  const env = {
    DOCKER_HOST: 'unix:///tmp/d.sock',
    CONTAINER_HOST: 'unix:///tmp/p.sock',
    CONTAINER_RUNTIME_ENDPOINT: 'unix:///tmp/k.sock',
    CONTAINERD_ADDRESS: '/tmp/c.sock',
  };
  expect(sockets(env)).toEqual(['/tmp/d.sock', '/tmp/p.sock', '/tmp/k.sock', '/tmp/c.sock']);
  expect(sockets({ DOCKER_HOST: 'tcp://10.0.0.1:2375', CONTAINER_RUNTIME_ENDPOINT: '' })).toEqual(usual);
});
