import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ContainerLookup } from '../../../src/source/containers/container-lookup.js';
import { ContainerdEngine } from '../../../src/source/containers/containerd-engine.js';
import { CriEngine } from '../../../src/source/containers/cri-engine.js';
import type { Engine } from '../../../src/source/containers/engine.js';
import { GrpcSocket } from '../../../src/source/containers/grpc-socket.js';
import { makeScratch } from '../../helpers/scratch.js';
import { until } from '../../helpers/until.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());
const ID = 'c010f5a08549';
let count = 0;

const ENGINES: readonly ((socket: string) => Engine)[] = [
  (socket) => new CriEngine(socket),
  (socket) => new ContainerdEngine(socket),
];

/** The record that each kind of engine makes from the responses of a server. */
async function describeWith(server: Server, open: ReadonlySet<Socket>): Promise<readonly unknown[]> {
  const path = scratch.path(`engine-${count++}.sock`);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const engines = ENGINES.map((make) => make(path));
  try {
    return await Promise.all(engines.map((engine) => engine.describe(ID)));
  } finally {
    for (const engine of engines) engine.close();
    for (const socket of open) socket.destroy();
    server.close();
  }
}

/** A server that answers every gRPC call with the same bytes. */
function grpcServer(message: Buffer): { server: Server; open: ReadonlySet<Socket> } {
  const open = new Set<Socket>();
  const server = createHttp2Server();
  server.on('connection', (socket: Socket) => open.add(socket));
  server.on('stream', (stream: ServerHttp2Stream) => {
    stream.on('error', () => undefined);
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(message);
  });
  return { server, open };
}

function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

describe('an engine that is queried by gRPC', () => {
  test.each<[name: string, message: Buffer]>([
    ['sends an empty message', framed(Buffer.alloc(0))],
    ['sends an invalid message', framed(Buffer.from('0affffffffffffff', 'hex'))],
    ['sends a message that is too large', framed(Buffer.alloc(5 << 20, 0x0a))],
    ['announces a longer message than it sends', Buffer.from('007fffffff00', 'hex')],
    ['sends a compressed message of unknown encoding', Buffer.from('01000000030a0b0c', 'hex')],
  ])('gives no container if it %s', async (_, message) => {
    const { server, open } = grpcServer(message);
    expect(await describeWith(server, open)).toEqual([null, null]);
  });

  test.each<[name: string, answer: (socket: Socket) => void]>([
    ['speaks another protocol', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['closes the connection', (socket) => socket.destroy()],
    ['never responds', () => undefined],
  ])('gives no container if it %s', async (_, answer) => {
    const open = new Set<Socket>();
    const server = createServer((socket) => {
      open.add(socket);
      socket.on('error', () => undefined);
      answer(socket);
    });
    expect(await describeWith(server, open)).toEqual([null, null]);
  });

  test('gives no container if it is missing or if the id is not valid', async () => {
    for (const make of ENGINES) {
      const engine = make(scratch.path('missing.sock'));
      expect(await engine.describe(ID)).toBeNull();
      expect(await engine.describe('web",id!="')).toBeNull();
      engine.close();
    }
  });
});

test('a lookup continues without an engine that causes an internal error, and warns once', async () => {
  const lines: string[] = [];
  const grpc = new GrpcSocket('/run/fails.sock', { nested: {} });
  const describe = async (): Promise<null> => (await grpc.call({ service: 'none', name: 'None' }, {})) as null;
  const engine = { socket: '/run/fails.sock', describe, close: () => grpc.close() };
  const lookup = new ContainerLookup([engine], (line) => lines.push(line));
  for (const first of ['c', 'd']) lookup.lookUp(ID.replace('c', first));
  await until(() => lines.length > 0);
  lookup.lookUp(ID.replace('c', 'e'));
  lookup.close();
  expect(lines).toEqual([
    'sysshark: cannot query /run/fails.sock, so its containers have no names: no definition of none/None',
  ]);
  expect(lookup.take(1, 1)).toBeNull();
});
