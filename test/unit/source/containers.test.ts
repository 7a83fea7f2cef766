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

/** The record made from the responses of a server on a Unix socket. */
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

describe('querying an engine about a container', () => {
  test('gives the details that it sends', async () => {
    const answer: RequestListener = (request, response) => response.end(JSON.stringify({ Id: ID, Name: request.url }));
    expect(await inspect(answer)).toMatchObject({ id: ID, name: `containers/${ID}/json` });
  });

  test.each<[name: string, answer: RequestListener]>([
    ['does not know the container', (_, response) => response.writeHead(404).end('{"message":"no such container"}')],
    ['does not send JSON', (_, response) => response.end('<html>')],
    [
      'closes the connection in the middle',
      (_, response) => response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy()),
    ],
    ['sends too much', (_, response) => response.end(Buffer.alloc(5 << 20, ' '))],
    ['never responds', () => undefined],
  ])('gives nothing if it %s', async (_, answer) => {
    expect(await inspect(answer)).toBeNull();
  });

  test('gives nothing if there is no engine', async () => {
    expect(await new DockerEngine(0, scratch.path('missing.sock')).describe(ID)).toBeNull();
  });

  test('is not done for an id that is not a hash, because it would change the URL', async () => {
    const requests: (string | undefined)[] = [];
    const path = scratch.path(`engine-${count++}.sock`);
    const server = createServer((request) => requests.push(request.url)).listen(path);
    for (const id of ['../x', 'web', `${ID}/top`]) expect(await new DockerEngine(0, path).describe(id)).toBeNull();
    expect(requests).toEqual([]);
    server.close();
  });
});

describe('the response of an engine', () => {
  test('makes no container without an id, and has empty values for what is missing', () => {
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
  ])('with image %s gives repository %s and tag "%s"', (image, imagerepo, imagetag) => {
    expect(dockerDetails(0, { Id: ID, Config: { Image: image } })).toMatchObject({ imagerepo, imagetag });
  });
});

test('the sockets of engines are those that their own tools use, on this machine only', () => {
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
