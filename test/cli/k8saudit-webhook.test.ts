/** -I k8saudit:http://…: audit events that API servers send. */

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type RequestOptions, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import { testIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';
import { startWebhook, type Webhook } from '../helpers/webhook.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const IS_ROOT = process.getuid?.() === 0;
const IDS = ['-p', '%ka.auditid'];
const MAX_BODY = 12582912;

const event = (id: string, more: object = {}): object => ({
  kind: 'Event',
  auditID: id,
  stageTimestamp: '2024-03-01T10:00:00.000001Z',
  verb: 'create',
  ...more,
});
const listOf = (...items: readonly object[]): string =>
  JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items });

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly type: string | undefined;
}

/** Sends a body in pieces, with a pause before each but the first. Without a length, it is sent in chunks. */
function send(
  { address }: Pick<Webhook, 'address'>,
  pieces: readonly (string | Buffer)[],
  { pause = 0, ...options }: RequestOptions & { readonly pause?: number; readonly rejectUnauthorized?: boolean } = {},
): Promise<Answer> {
  const url = new URL(options.path ?? '', address);
  return new Promise((resolve, reject) => {
    const ask = url.protocol === 'https:' ? secureRequest : request;
    const headers = { 'content-type': 'application/json', ...options.headers };
    const asked = ask(url, { method: 'POST', ...options, path: url.pathname, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, type: response.headers['content-type'] }),
      );
    });
    asked.on('error', reject);
    void (async () => {
      for (const [i, piece] of pieces.entries()) {
        if (i > 0 && pause > 0) await new Promise((done) => setTimeout(done, pause));
        asked.write(piece);
      }
      asked.end();
    })();
  });
}

const TAKEN = { status: 200, text: '', type: undefined };
const refused = (status: number, message: string): Answer => ({
  status,
  text: `${message}\n`,
  type: 'text/plain; charset=utf-8',
});

test('events of requests are printed as they come, filtered; an interrupt ends it', async () => {
  const webhook = await startWebhook([...IDS, 'ka.auditid != b']);
  expect(await send(webhook, [listOf(event('a'), event('b'), event('c'))])).toEqual(TAKEN);
  const single = JSON.stringify(event('d'));
  expect(await send(webhook, [single], { headers: { 'content-length': single.length } })).toEqual(TAKEN);
  expect(await send(webhook, [JSON.stringify([event('e'), [event('f')]], null, 2)])).toEqual(TAKEN);
  const { stdout, stderr, exitCode } = await webhook.end();
  expect([stdout.split('\n'), stderr, exitCode]).toEqual([['a', 'c', 'd', 'e', 'f'], '', 0]);
});

test('everything that was acknowledged is in the capture, of many clients at once, some of them slow', async () => {
  const capture = scratch.path('all.scap');
  const webhook = await startWebhook(['-w', capture]);
  const clients = Array.from({ length: 60 }, (_, i) => i);
  const large = 'x'.repeat(100_000);
  const sent = clients.map((i) => {
    const body = listOf(...Array.from({ length: 20 }, (_, k) => event(`${i}-${k}`, { large })));
    const cuts = [1, 70, 2000, 65_536, body.length];
    const pieces = cuts.map((end, k) => body.slice(cuts[k - 1] ?? 0, end));
    return send(webhook, pieces, { pause: i % 10 === 0 ? 150 : 0 });
  });
  expect(await Promise.all(sent)).toEqual(clients.map(() => TAKEN));
  expect((await webhook.end()).exitCode).toBe(0);
  const { stdout } = await sysshark(['-r', capture, ...IDS]);
  const expected = clients.flatMap((i) => Array.from({ length: 20 }, (_, k) => `${i}-${k}`));
  expect(stdout.split('\n').sort()).toEqual(expected.sort());
});

test('requests that are no audit events are refused in the words of the reference', async () => {
  const webhook = await startWebhook(IDS);
  const body = [JSON.stringify(event('a'))];
  expect(await send(webhook, body, { path: '/other' })).toEqual(refused(404, '404 page not found'));
  expect(await send(webhook, body, { path: '/audit/below' })).toEqual(refused(404, '404 page not found'));
  for (const method of ['PUT', 'GET', 'OPTIONS'])
    expect(await send(webhook, [], { method })).toEqual(refused(405, `${method} method not allowed`));
  for (const type of ['text/plain', 'text/plain; application/json', 'application/jsonx', ''])
    expect(await send(webhook, body, { headers: { 'content-type': type } })).toEqual(
      refused(400, 'wrong Content Type'),
    );
  const gzip = { headers: { 'content-encoding': 'gzip' } };
  expect(await send(webhook, body, gzip)).toEqual(refused(415, 'compressed bodies are not taken'));
  const utf8 = { headers: { 'content-type': 'application/json; charset=utf-8' } };
  expect(await send(webhook, body, utf8)).toEqual(TAKEN);
  expect(await webhook.end()).toEqual({ exitCode: 0, stdout: 'a', stderr: '' });
});

test('a body may have 12,582,912 bytes, whether it says so or not', async () => {
  const webhook = await startWebhook(IDS);
  const start = `${listOf(event('largest')).slice(0, -1)},"x":"`;
  const largest = `${start}${'x'.repeat(MAX_BODY - start.length - 2)}"}`;
  expect(largest).toHaveLength(MAX_BODY);
  const tooLarge = refused(400, 'bad request: http: request body too large');
  expect(await send(webhook, [largest])).toEqual(TAKEN);
  expect(await send(webhook, [`${largest} `])).toEqual(tooLarge);
  expect(await send(webhook, [`${largest} `], { headers: { 'content-length': MAX_BODY + 1 } })).toEqual(tooLarge);
  expect(await send(webhook, [JSON.stringify(event('after'))])).toEqual(TAKEN);
  const { stdout, stderr, exitCode } = await webhook.end();
  expect([stdout, stderr, exitCode]).toEqual(['largest\nafter', '', 0]);
});

test('what is no JSON is acknowledged as in the reference, and counted; what is cut is named', async () => {
  const webhook = await startWebhook(IDS);
  const others = [
    'no JSON',
    '{"kind":"Pod"}',
    listOf({}, event('a')),
    listOf(event('large', { x: 'x'.repeat(262144) })),
  ];
  for (const body of others) expect(await send(webhook, [body])).toEqual(TAKEN);
  expect(await send(webhook, [listOf(event('b')).slice(0, -9)])).toEqual(TAKEN);
  expect(await send(webhook, [JSON.stringify(event('c'))])).toEqual(TAKEN);
  const { stdout, stderr, exitCode } = await webhook.end();
  expect([stdout, exitCode]).toEqual(['a\nc', 2]);
  expect(stderr.split('\n')).toEqual([
    expect.stringMatching(/^sysshark: request 4, of 127\.0\.0\.1: record 1 at byte 0 is larger than 262144 bytes$/),
    expect.stringMatching(/^sysshark: request 5, of 127\.0\.0\.1: record 1 at byte 0 ends before it is complete$/),
    'sysshark: k8saudit: 3 records left out (1 not JSON, 1 without a valid stageTimestamp, 1 of another kind)',
    expect.stringMatching(/^sysshark: http:\/\/127\.0\.0\.1:\d+\/audit: 2 records or files could not be read$/),
  ]);
});

test('a client that leaves within its body costs nothing, and one that is at it when the capture ends gets no answer', async () => {
  const webhook = await startWebhook(IDS);
  const { port } = new URL(webhook.address);
  const head =
    'POST /audit HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"kind"';
  const open = async (): Promise<ReturnType<typeof connect>> => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.write(head, resolve));
    return socket;
  };
  (await open()).destroy();
  const stays = await open();
  let answer = '';
  stays.on('data', (piece: Buffer) => {
    answer += piece.toString();
  });
  expect(await send(webhook, [JSON.stringify(event('a'))])).toEqual(TAKEN);
  expect(await webhook.end()).toEqual({ exitCode: 0, stdout: 'a', stderr: '' });
  expect(answer).not.toContain('200');
});

test('-n, -M and other limits end it; captures rotate', async () => {
  const counted = await startWebhook(['-n', '2', ...IDS]);
  expect(await send(counted, [listOf(event('a'), event('b'), event('c'))])).toEqual(TAKEN);
  expect(await counted.ended).toEqual({ exitCode: 0, stdout: 'a\nb', stderr: '' });
  const timed = await startWebhook(['-M', '1', ...IDS]);
  expect(await timed.ended).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  const base = scratch.path('rotated.scap');
  const rotating = await startWebhook(['-w', base, '-e', '2']);
  for (const id of ['a', 'b', 'c', 'd', 'e']) expect(await send(rotating, [listOf(event(id))])).toEqual(TAKEN);
  expect((await rotating.end()).exitCode).toBe(0);
  const files = readdirSync(scratch.path('')).filter((name) => name.startsWith('rotated.scap'));
  const texts = await Promise.all(files.sort().map((name) => sysshark(['-r', scratch.path(name), ...IDS])));
  expect(texts.map(({ stdout }) => stdout)).toEqual(['a\nb', 'c\nd', 'e']);
});

test('a written capture has what came while it is still written', async () => {
  const capture = scratch.path('growing.scap');
  const webhook = await startWebhook(['-w', capture, '--unbuffered']);
  expect(await send(webhook, [listOf(event('first'))])).toEqual(TAKEN);
  await until(() => readFileSync(capture).includes('"auditID":"first"'));
  await webhook.end();
});

test('chisels count what comes', async () => {
  const webhook = await startWebhook(['-c', 'count_by', 'ka.verb']);
  expect(await send(webhook, [listOf(event('a'), event('b', { verb: 'get' }), event('c'))])).toEqual(TAKEN);
  const { stdout, exitCode } = await webhook.end();
  expect(stdout).toMatch(/2 +create\n1 +get/);
  expect(exitCode).toBe(0);
});

testIf(IS_ROOT)('root is given up, and a user has to be named for that', async () => {
  const { stderr, exitCode } = await sysshark(['-I', 'k8saudit:http://127.0.0.1:0/audit']);
  expect([stderr, exitCode]).toEqual([expect.stringMatching(/does not listen as root: name a user with -Z USER/), 1]);
  const webhook = await startWebhook(IDS, undefined, ['-Z', 'nobody']);
  const status = readFileSync(`/proc/${webhook.pid}/status`, 'utf8');
  const [, uids = ''] = /^Uid:\s+(.*)$/m.exec(status) ?? [];
  expect(new Set(uids.split('\t'))).toEqual(new Set(['65534']));
  expect(/^CapPrm:\s+(\w+)$/m.exec(status)?.[1]).toBe('0000000000000000');
  expect(await send(webhook, [listOf(event('a'))])).toEqual(TAKEN);
  expect((await webhook.end()).stdout).toBe('a');
});

test('without a host, only this machine is listened to; a path with a slash at its end stands for all below', async () => {
  const webhook = await startWebhook(IDS, 'http://:0/k8s/');
  expect(webhook.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/k8s\/$/);
  expect(await send(webhook, [listOf(event('a'))], { path: '/k8s/audit' })).toEqual(TAKEN);
  expect((await send(webhook, [], { path: '/k8s' })).status).toBe(404);
  expect((await webhook.end()).stdout).toBe('a');
});

test('https:// is served with the certificate that -H names', async () => {
  const [key, certificate, pem] = ['key.pem', 'certificate.pem', 'both.pem'].map(scratch.path) as [
    string,
    string,
    string,
  ];
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', [...made, '-subj', '/CN=localhost', '-keyout', key, '-out', certificate], {
    stdio: 'ignore',
  });
  writeFileSync(pem, `${readFileSync(key, 'utf8')}${readFileSync(certificate, 'utf8')}`);
  const config = `k8saudit:${JSON.stringify({ sslCertificate: pem })}`;
  const webhook = await startWebhook(['-H', config, ...IDS], 'https://127.0.0.1:0/audit');
  expect(webhook.address).toMatch(/^https:/);
  expect(await send(webhook, [listOf(event('a'))], { rejectUnauthorized: false })).toEqual(TAKEN);
  expect(await webhook.end()).toEqual({ exitCode: 0, stdout: 'a', stderr: '' });
});

const AS_USER = IS_ROOT ? ['-Z', 'root'] : [];
test.each([
  ['http://127.0.0.1:99999/x', 'an address is http://127.0.0.1:9765/k8s-audit, say'],
  ['http://a b/x', 'an address is'],
  ['http://127.0.0.1:1/x?y=1', 'an address is'],
  ['http:127.0.0.1', 'an address is'],
  ['http://192.0.2.1:9765/x', 'cannot listen at 192.0.2.1:9765: '],
  ['https://127.0.0.1:0/x', 'cannot read the certificate /etc/falco/falco.pem (setting sslCertificate): '],
  ['file:///var/log/audit.log', 'does not follow files'],
])('%s is refused', async (url, message) => {
  const { stdout, stderr, exitCode } = await sysshark([
    '-I',
    `k8saudit:${url}`,
    ...(url.startsWith('f') ? [] : AS_USER),
  ]);
  expect([stdout, exitCode]).toEqual(['', 1]);
  expect(stderr).toContain(message);
  expect(stderr.split('\n')).toHaveLength(1);
});
