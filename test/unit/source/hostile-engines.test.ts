/** A hostile container engine, or the author of a container's metadata, can do nothing to a capture but leave out a name. */

import { writeFileSync } from 'node:fs';
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { encodeContainerEvent } from '../../../src/scap/container-block.js';
import { ContainerLookup } from '../../../src/source/containers/container-lookup.js';
import { ContainerdEngine } from '../../../src/source/containers/containerd-engine.js';
import { CriEngine } from '../../../src/source/containers/cri-engine.js';
import { dockerDetails } from '../../../src/source/containers/docker-details.js';
import { DockerEngine } from '../../../src/source/containers/docker-engine.js';
import type { Engine } from '../../../src/source/containers/engine.js';
import { runOracle } from '../../helpers/oracle.js';
import { sampleHeader } from '../../helpers/sample-machine.js';
import { capture } from '../../helpers/scap.js';
import { makeScratch } from '../../helpers/scratch.js';
import { describeWithShared } from '../../helpers/shared.js';
import { until } from '../../helpers/until.js';

const scratch = makeScratch();
const open = new Set<Socket>();
const servers: Server[] = [];
afterEach(() => {
  for (const socket of open) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => scratch.remove());

const ID = 'c010f5a08549';
const MAX_MB = 300;
let count = 0;

/** Path of the socket on which a server listens until the end of the test. */
async function listen(server: Server): Promise<string> {
  const path = scratch.path(`engine-${count++}.sock`);
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return path;
}

const overHttp = (answer: (socket: Socket) => void): Promise<string> =>
  listen(createServer((socket) => socket.once('data', () => answer(socket))));

const sendJson =
  (json: string) =>
  (socket: Socket): void => {
    socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
  };

const send =
  (text: string) =>
  (socket: Socket): void => {
    socket.write(text);
  };

/** Sends `first`, and then `more` as long as the client reads. */
const flood =
  (first: string, more: string) =>
  (socket: Socket): void => {
    const write = (): void => {
      while (!socket.destroyed && socket.write(more));
    };
    socket.write(first);
    socket.on('drain', write);
    write();
  };

/** Queries an engine about the container, within a bound of memory. */
async function describeOnce(engine: Engine): Promise<unknown> {
  const before = process.memoryUsage.rss();
  try {
    return await engine.describe(ID);
  } finally {
    engine.close();
    expect((process.memoryUsage.rss() - before) / 2 ** 20).toBeLessThan(MAX_MB);
  }
}

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;
const LINE = `x: ${'y'.repeat(1000)}\r\n`;

describe('an engine that speaks HTTP', () => {
  test.each<[what: string, answer: (socket: Socket) => void]>([
    ['switches the protocol', send('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n')],
    ['sends endless interim responses', flood('', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100))],
    ['sends endless headers', flood(OK, LINE)],
    ['sends an endless body', flood(`${OK}\r\n`, ' '.repeat(1 << 16))],
    ['sends endless chunks of one byte', flood(CHUNKED, '1\r\n \r\n'.repeat(1000))],
    ['sends an endless chunk extension', flood(`${CHUNKED}1;`, LINE)],
    ['sends endless trailers', flood(`${CHUNKED}0\r\n`, LINE)],
    ['redirects', send('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n')],
    ['sends a compressed body', (socket) => socket.end(Buffer.concat([Buffer.from(`${OK}\r\n`), gzipSync('{}')]))],
  ])('gives no container if it %s', async (_, answer) => {
    expect(await describeOnce(new DockerEngine(0, await overHttp(answer)))).toBeNull();
  });
});

/** Path of the socket of a server that answers every gRPC call. */
function overGrpc(answer: (stream: ServerHttp2Stream) => void, headers: object): Promise<string> {
  const server = createHttp2Server();
  server.on('stream', (stream: ServerHttp2Stream) => {
    stream.on('error', () => undefined);
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...headers }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    answer(stream);
  });
  return listen(server);
}

function framed(message: Buffer, flags = 0): Buffer {
  const head = Buffer.alloc(5, flags);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

const MAX_BYTES = (4 << 20) - 16;
const COMPRESSED = 1;

/** Sends messages as long as the client reads. */
function floodMessages(stream: ServerHttp2Stream): void {
  const message = framed(Buffer.alloc(1 << 20));
  const write = (): void => {
    while (!stream.destroyed && stream.write(message));
  };
  stream.on('drain', write);
  write();
}

const cri = (socket: string): Engine => new CriEngine(socket);
const containerd = (socket: string): Engine => new ContainerdEngine(socket);

describe('an engine that speaks gRPC', () => {
  const zeros = Buffer.alloc(64 << 20);
  test.each<[what: string, make: typeof cri, answer: (stream: ServerHttp2Stream) => void, headers: object]>([
    ['sends deeply nested groups', cri, (stream) => stream.end(framed(Buffer.alloc(MAX_BYTES, 0x7b))), {}],
    ['sends a zip bomb', cri, (stream) => stream.end(framed(gzipSync(zeros), COMPRESSED)), { 'grpc-encoding': 'gzip' }],
    ['sends endless messages', containerd, floodMessages, {}],
    ['never ends its message', containerd, (stream) => void stream.write(framed(Buffer.alloc(9)).subarray(0, 7)), {}],
  ])('gives no container if it %s', async (_what, make, answer, headers) => {
    expect(await describeOnce(make(await overGrpc(answer, headers)))).toBeNull();
  });
});

/** Looks up containers until no query is in progress. Returns the warnings and the container events. */
async function lookUp(
  engines: readonly Engine[],
  ids: readonly string[],
): Promise<{ lines: string[]; events: string }> {
  const lines: string[] = [];
  const lookup = new ContainerLookup(engines, (line) => lines.push(line));
  let events = '';
  for (const id of ids) lookup.lookUp(id);
  await until(() => {
    events += lookup.take(1, 1)?.toString('latin1') ?? '';
    return !lookup.isBusy;
  });
  lookup.close();
  return { lines, events };
}

describe('the name of a container survives', () => {
  const deep = `${'['.repeat(500_000)}${']'.repeat(500_000)}`;

  test.each([
    ['number', `"HostConfig":{"Memory":${deep}}`],
    ['label', `"Config":{"Labels":{"a":${deep}}}`],
    ['mount list', `"Mounts":${deep}`],
    ['unknown member', `"x":${deep}`],
  ])('a deeply nested %s of another container', async (_, member) => {
    const answers = [`{"Id":"${ID}",${member}}`, `{"Id":"d${ID.slice(1)}","Name":"second"}`];
    const engine = new DockerEngine(0, await overHttp((socket) => sendJson(answers.shift() ?? '')(socket)));
    const { lines, events } = await lookUp([engine], [ID, `d${ID.slice(1)}`]);
    expect(lines).toEqual([]);
    expect(events).toContain('"name":"second"');
  });

  test('brackets in its strings', async () => {
    const json = `{"Id":"${ID}","Name":"/web","Path":"\\"${'['.repeat(1000)}\\\\"}`;
    expect(await describeOnce(new DockerEngine(0, await overHttp(sendJson(json))))).toMatchObject({ name: 'web' });
  });

  test('more control groups named like containers than are remembered', async () => {
    const named = {
      socket: '',
      describe: async (id: string) => dockerDetails(0, id === ID ? { Id: ID, Name: 'real' } : null),
      close: () => undefined,
    };
    const forged = Array.from({ length: 25_000 }, (_, i) => i.toString(16).padStart(12, '0'));
    const lookup = new ContainerLookup([named], () => undefined);
    for (let from = 0; from < forged.length; from += 5000) {
      for (const id of forged.slice(from, from + 5000)) lookup.lookUp(id);
      await until(() => !lookup.isBusy);
    }
    lookup.lookUp(ID);
    await until(() => lookup.isBusy);
    await until(() => lookup.take(1, 1)?.includes('"name":"real"') === true);
    lookup.close();
  });
});

test('a response with the id of another container gives no container', async () => {
  const engine = new DockerEngine(0, await overHttp(sendJson('{"Id":"d010f5a08549","Name":"another"}')));
  expect((await lookUp([engine], [ID])).events).toBe('');
});

test('more new containers than can be queued give one warning', async () => {
  const slow = { socket: '', describe: () => new Promise<null>(() => undefined), close: () => undefined };
  const lines: string[] = [];
  const lookup = new ContainerLookup([slow], (line) => lines.push(line));
  for (let i = 0; i < 30_000; i++) lookup.lookUp(i.toString(16).padStart(12, '0'));
  expect(lines).toEqual(['sysshark: too many new containers to look up: some have no names']);
  lookup.close();
});

test('an engine that is restarted is queried again', async () => {
  const path = scratch.path('restarted.sock');
  const engine = new DockerEngine(0, path);
  expect(await engine.describe(ID)).toBeNull();
  const server = createServer((socket) => socket.once('data', () => sendJson(`{"Id":"${ID}","Name":"back"}`)(socket)));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  expect(await engine.describe(ID)).toMatchObject({ name: 'back' });
  engine.close();
});

describeWithShared('the reference reads a container event made from', () => {
  test.each<[what: string, details: object]>([
    ['half a character', { Name: 'x\ud800y' }],
    ['a label with half a character', { Config: { Labels: { 'a\ud800': 'b', c: '\udbff' } } }],
    ['a character across the size limit', { Mounts: [{ Source: `${'x'.repeat(1023)}😀` }] }],
    ['invalid numbers', { HostConfig: { Memory: 1e300, CpuShares: -0.5, CpuQuota: '9'.repeat(400) } }],
  ])('%s', (what, details) => {
    const path = scratch.path(`${what}.scap`);
    const json = JSON.stringify({ container: dockerDetails(0, { Id: ID, ...details }) });
    writeFileSync(path, capture([encodeContainerEvent(json, 0x17979cfe, 0x362a0000)], sampleHeader()));
    expect(runOracle(path, ['-q'])).toMatchObject({ status: 0, stderr: '' });
  });
});
