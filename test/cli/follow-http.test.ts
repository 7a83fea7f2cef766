import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { int } from '../helpers/event-samples.js';
import { type IoParts, reads, START, writes } from '../helpers/io-events.js';
import { describeLive } from '../helpers/live.js';
import { namedEvent } from '../helpers/process-events.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, type EventParts, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const SERVER = 1000;
const FD = 77;

const asks = (data: string, more: Partial<IoParts> = {}) => reads({ tid: SERVER, fd: FD, data, ...more });
const answers = (data: string, more: Partial<IoParts> = {}) => writes({ tid: SERVER, fd: FD, data, ...more });

/** What --http --json says about the messages of a server. */
async function messages(events: readonly EventParts[]) {
  const file = scratch.path('http.scap');
  const blocks = events.map((event, i) => eventBlock({ ...event, ts: START + BigInt(i) * 1000n }));
  writeFileSync(file, capture(blocks, sampleHeader()));
  const { stdout } = await sysshark(['follow', '-r', file, '--http', '--json', `fd.num=${FD}`]);
  const objects = stdout.split('\n').map((line) => JSON.parse(line) as Message);
  return objects.filter(({ kind }) => kind !== 'begin');
}

interface Message {
  readonly kind: string;
  readonly exchange: number;
  readonly url?: string;
  readonly status?: number;
  readonly complete: boolean;
  readonly latency: number | null;
  readonly note?: string;
  readonly body: {
    readonly data: unknown;
    readonly length: number;
    readonly captured: number;
    readonly inflated?: boolean;
  };
}

const get = (path: string, method = 'GET') => `${method} ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const ok = (body: string, headers = `Content-Length: ${body.length}\r\n`) => `HTTP/1.1 200 OK\r\n${headers}\r\n${body}`;

/** Kind, number, and target or status of each message, with its body. */
const brief = (found: readonly Message[]) =>
  found.map(({ kind, exchange, url, status, body }) => [kind, exchange, url ?? status, body.data]);

describe('requests and answers', () => {
  test('of a connection that is kept alive, with the time from one to the other', async () => {
    const found = await messages([
      ...asks(get('/1')),
      ...answers(ok('one')),
      ...asks(get('/2')),
      ...answers(ok('two')),
    ]);
    expect(brief(found)).toEqual([
      ['request', 1, '/1', ''],
      ['answer', 1, 200, 'one'],
      ['request', 2, '/2', ''],
      ['answer', 2, 200, 'two'],
    ]);
    expect(found.map(({ latency }) => latency)).toEqual([null, 2000, null, 2000]);
  });

  test('that are pipelined, and that are divided anywhere', async () => {
    const requests = get('/1') + get('/2', 'HEAD') + get('/3');
    const all = ok('one') + ok('', 'Content-Length: 1000\r\n') + ok('three');
    const pieces = [...all].flatMap((_, i) => (i % 7 === 0 ? answers(all.slice(i, i + 7)) : []));
    expect(brief(await messages([...asks(requests.slice(0, 20)), ...asks(requests.slice(20)), ...pieces]))).toEqual([
      ['request', 1, '/1', ''],
      ['request', 2, '/2', ''],
      ['request', 3, '/3', ''],
      ['answer', 1, 200, 'one'],
      ['answer', 2, 200, ''],
      ['answer', 3, 200, 'three'],
    ]);
  });

  test('in chunks, compressed, and up to the end of the connection', async () => {
    const zipped = gzipSync('inflated').toString('latin1');
    const chunks = [zipped.slice(0, 5), zipped.slice(5), ''].map(
      (chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`,
    );
    const found = await messages([
      ...asks(get('/')),
      ...answers('HTTP/1.1 100 Continue\r\n\r\n'),
      ...answers(ok(chunks.join(''), 'Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n')),
      ...asks(get('/end')),
      ...answers(ok('up to', 'Connection: close\r\n')),
      ...answers(' the end'),
    ]);
    expect(brief(found)).toEqual([
      ['request', 1, '/', ''],
      ['answer', 1, 100, ''],
      ['answer', 1, 200, 'inflated'],
      ['request', 2, '/end', ''],
      ['answer', 2, 200, 'up to the end'],
    ]);
    expect(found[2]?.body).toMatchObject({ length: zipped.length, inflated: true });
  });

  test('whose bodies or heads were cut: what is missing is counted, and the next message is found', async () => {
    const body = 'x'.repeat(500);
    const sendfile = { out_fd: int(FD, 8), in_fd: int(5, 8), size: int(9, 8) };
    const found = await messages([
      ...asks(get('/1')),
      ...answers(ok(body), { kept: ok('').length + 10 + 2 }),
      ...asks(`POST /2 HTTP/1.1\r\nHost: a\r\nCookie: ${body}\r\n\r\n`, { kept: 40 }),
      ...asks(get('/3')),
      ...answers(ok('', 'Content-Length: 9\r\n')),
      namedEvent('SENDFILE_E', SERVER, sendfile),
      namedEvent('SENDFILE_X', SERVER, { res: int(9, 8) }),
    ]);
    expect(found.map(({ kind, url, status, complete }) => [kind, url ?? status, complete])).toEqual([
      ['request', '/1', true],
      ['answer', 200, true],
      ['request', '/2', false],
      ['request', '/3', true],
      ['answer', 200, true],
    ]);
    expect(found[1]?.body).toMatchObject({ length: 500, captured: 10 });
    expect(found[4]?.body).toMatchObject({ length: 9, captured: 0 });
  });

  test('another protocol is counted, not shown as HTTP', async () => {
    expect(
      (await messages([...asks('\x16\x03\x01hello'), ...answers('SSH-2.0-x\r\n')])).map(({ note }) => note),
    ).toEqual(['19 bytes belong to no request or answer of HTTP/1']);
  });
});

describeLive('a real server', () => {
  test('has answered what its clients received, inflated and unchunked', async () => {
    const script = `
const http = require('http'), zlib = require('zlib');
const server = http.createServer((request, response) => {
  if (request.url === '/zip') return response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(zlib.gzipSync('zipped '.repeat(1000)));
  response.write('chunk of ' + request.url); response.end(' and the end');
}).listen(0, '127.0.0.1', async () => {
  const at = 'http://127.0.0.1:' + server.address().port;
  for (const path of ['/1', '/zip', '/2']) console.error(await (await fetch(at + path)).text());
  process.exit();
});`;
    const { stdout, stderr } = await sysshark(
      ['follow', '--http', '--json', 'fd.type=ipv4', '--', process.execPath, '-e', script],
      {
        env: { NODE_OPTIONS: '' },
      },
    );
    const objects = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Message);
    const bodies = objects.filter(({ kind }) => kind === 'answer').map(({ body }) => body.data);
    // each is seen at both ends
    for (const text of stderr.split('\n').slice(0, 3)) expect(bodies.filter((body) => body === text)).toHaveLength(2);
  });
});
