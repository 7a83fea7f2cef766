/** -I cloudtrail:sqs://…: log files that the messages of a queue name, as they are written. */

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { CaptureInfo } from '../../src/web/protocol.js';
import { type AwsServer, failWith, KEYS, startAwsServer } from '../helpers/aws-server.js';
import { AS_ROOT, startInspector } from '../helpers/inspector.js';
import { makeScratch } from '../helpers/scratch.js';
import { PROGRAM, sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
let server: AwsServer;
beforeAll(async () => {
  server = await startAwsServer();
});
beforeEach(() => server.reset());
afterAll(async () => {
  await server.close();
  scratch.remove();
});

const record = (id: string): object => ({ eventID: id, eventTime: '2024-03-01T10:00:00Z', eventType: 'AwsApiCall' });
const put = (key: string, ...ids: readonly string[]): void =>
  void server.objects.set(`logs/${key}`, gzipSync(JSON.stringify({ Records: ids.map(record) })));
const notification = (message: object | string): string =>
  JSON.stringify({ Type: 'Notification', Message: typeof message === 'string' ? message : JSON.stringify(message) });
const named = (...keys: readonly string[]): string => notification({ s3Bucket: 'logs', s3ObjectKey: keys });
const IDS = ['-p', '%ct.id'];
const WAITS = 'sysshark: waits for messages of sqs://trail';

interface Running {
  readonly ids: string[];
  /** Interrupts it. */
  readonly end: () => Promise<{ readonly errors: readonly string[]; readonly exitCode: number | undefined }>;
  readonly ended: Promise<{ readonly errors: readonly string[]; readonly exitCode: number | undefined }>;
}

let printed = '';
const children: { readonly kill: (signal: 'SIGKILL') => boolean }[] = [];
/** Reads the queue; `ids` grows while it does. */
function start(words: readonly string[] = IDS, env: NodeJS.ProcessEnv = {}): Running {
  const options = { reject: false, env: { ...server.env, ...env }, stdin: 'ignore' } as const;
  const child = execa(PROGRAM, ['-I', 'cloudtrail:sqs://trail', ...words], options);
  children.push(child);
  const ids: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => ids.push(line));
  const ended = child.then(({ exitCode, stdout, stderr }) => {
    printed += `${stdout}${stderr}`;
    return { exitCode, errors: stderr.split('\n').filter((line) => line !== WAITS && line !== '') };
  });
  return {
    ids,
    end: () => {
      child.kill('SIGINT');
      return ended;
    },
    ended,
  };
}
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const secret of Object.values(KEYS) as readonly string[]) expect(printed).not.toContain(secret);
  printed = '';
});

test('files are read as messages come, then these are deleted; an interrupt ends it', async () => {
  put('a.json.gz', 'a1', 'a2');
  put('b.json.gz', 'b1');
  server.send('trail', named('a.json.gz', 'b.json.gz'));
  const run = start();
  await until(() => server.deleted.length === 1 && run.ids.length === 3);
  expect(run.ids).toEqual(['a1', 'a2', 'b1']);
  put('c.json.gz', 'c1');
  server.send('trail', named('c.json.gz'));
  await until(() => server.deleted.length === 2);
  expect(await run.end()).toEqual({ errors: [], exitCode: 0 });
  expect(run.ids).toEqual(['a1', 'a2', 'b1', 'c1']);
});

test('a message is not deleted before its last record was delivered, nor by -n', async () => {
  put('a.json.gz', 'a1', 'a2');
  server.send('trail', named('a.json.gz'));
  expect(await start([...IDS, '-n', '1']).ended).toEqual({ errors: [], exitCode: 0 });
  expect(server.deleted).toEqual([]);
  server.showAgain();
  const copy = scratch.path('before.scap');
  let before = '';
  server.answer = ({ headers }) => {
    if (headers['x-amz-target'] === 'AmazonSQS.DeleteMessage') before = readFileSync(copy, 'latin1');
    return false;
  };
  const run = start(['-w', copy, '--unbuffered']);
  await until(() => server.deleted.length === 1);
  expect(before).toContain('"a2"');
  await run.end();
});

test('ui shows them as they come', async () => {
  const variables = Object.entries(server.env).map(([name, value]) => `${name}=${value}`);
  const inspector = await startInspector(['-I', 'cloudtrail:sqs://trail'], undefined, {
    by: ['env', ...variables],
    as: AS_ROOT,
  });
  try {
    for (const [i, id] of ['a1', 'b1'].entries()) {
      put(`${id}.json.gz`, id);
      server.send('trail', named(`${id}.json.gz`));
      for (;;) if ((await inspector.get<CaptureInfo>('/api/capture')).progress.events === i + 1) break;
    }
    // the first interrupt ends the capture, the next one the page
    inspector.interrupt();
    for (;;) if ((await inspector.get<CaptureInfo>('/api/capture')).progress.isComplete) break;
    expect((await inspector.view('ct.id=b1')).count).toBe(1);
  } finally {
    const { stderr } = await inspector.end();
    printed += stderr;
  }
});

test('-M ends it', async () => {
  put('a.json.gz', 'a1');
  server.send('trail', named('a.json.gz'));
  const run = start([...IDS, '-M', '2']);
  expect(await run.ended).toEqual({ errors: [], exitCode: 0 });
  expect(run.ids).toEqual(['a1']);
});

test('what was read is in the capture when an interrupt comes in the middle of a file; its message stays', async () => {
  put('a.json.gz', 'a1');
  put('b.json.gz', 'b1');
  let isAsked = false;
  server.answer = ({ url }) => {
    isAsked ||= url === '/logs/b.json.gz';
    return url === '/logs/b.json.gz';
  };
  server.send('trail', named('a.json.gz'));
  server.send('trail', named('b.json.gz'));
  const copy = scratch.path('queue.scap');
  const run = start(['-w', copy]);
  await until(() => isAsked);
  expect(await run.end()).toEqual({ errors: [], exitCode: 0 });
  expect((await sysshark(['-r', copy, ...IDS])).stdout).toBe('a1');
  expect(server.deleted).toHaveLength(1);
  for (const secret of Object.values(KEYS) as readonly string[])
    expect(readFileSync(copy, 'latin1')).not.toContain(secret);
});

test('messages stay with sqsDelete false', async () => {
  put('a.json.gz', 'a1');
  put('b.json.gz', 'b1');
  server.send('trail', named('a.json.gz'));
  server.send('trail', named('b.json.gz'));
  const run = start(['-H', 'cloudtrail:{"sqsDelete":false}', ...IDS]);
  await until(() => run.ids.length === 2);
  expect(await run.end()).toEqual({ errors: [], exitCode: 0 });
  expect(server.deleted).toEqual([]);
});

test('notifications of S3 are read with useS3SNS', async () => {
  put('a +ü.json.gz', 'a1');
  const s3 = { bucket: { name: 'logs' }, object: { key: 'a+%2B%C3%BC.json.gz' } };
  server.send('trail', notification({ Records: [{ s3 }] }));
  server.send('trail', notification({ Service: 'Amazon S3', Event: 's3:TestEvent' }));
  const run = start(['-H', 'cloudtrail:{"useS3SNS":true}', ...IDS]);
  await until(() => server.deleted.length === 2);
  expect(await run.end()).toEqual({ errors: [], exitCode: 0 });
  expect(run.ids).toEqual(['a1']);
});

test('messages that name no files are left in the queue and said; the status is 2', async () => {
  const wrong = [
    ['no json', 'the message is no JSON object'],
    ['{"Type":"Other"}', 'the message is no notification of SNS'],
    [notification('CloudTrail validation message.'), 'the notification is no JSON object'],
    [notification({ s3Bucket: 'logs' }), 'it has no s3ObjectKey'],
    [notification({ s3Bucket: '../x', s3ObjectKey: ['a'] }), 'it names no object of S3'],
    [notification({ s3Bucket: 'logs', s3ObjectKey: [7] }), 'it names no object of S3'],
  ] as const;
  for (const [body] of wrong) server.send('trail', body);
  put('a.json.gz', 'a1');
  server.send('trail', named('a.json.gz'));
  const run = start();
  await until(() => server.deleted.length === 1);
  expect(await run.end()).toEqual({
    errors: [
      ...wrong.map(([, why]) => `sysshark: sqs://trail: a message is left in the queue: ${why}`),
      'sysshark: sqs://trail: 6 records or files could not be read',
    ],
    exitCode: 2,
  });
  expect(run.ids).toEqual(['a1']);
});

test('a message of a file that cannot be read stays, the others are read', async () => {
  put('b.json.gz', 'b1');
  server.send('trail', named('gone.json.gz', 'b.json.gz'));
  server.send('trail', named('b.json.gz'));
  const run = start();
  await until(() => server.deleted.length === 1);
  const { errors, exitCode } = await run.end();
  expect(run.ids).toEqual(['b1', 'b1']);
  expect([errors[0], exitCode]).toEqual([
    'sysshark: s3://logs/gone.json.gz: it says NoSuchKey (NoSuchKey, HTTP status 404)',
    2,
  ]);
});

test('what SQS fails to do for the moment is asked again; what it refuses ends it', async () => {
  put('a.json.gz', 'a1');
  server.send('trail', named('a.json.gz'));
  let failures = 2;
  server.answer = ({ headers }, response) => {
    if (headers['x-amz-target'] !== 'AmazonSQS.ReceiveMessage' || failures-- <= 0) return false;
    response.writeHead(500).end();
    return true;
  };
  const run = start();
  await until(() => server.deleted.length === 1);
  server.answer = (_, response) => {
    response.writeHead(403).end(
      JSON.stringify({
        __type: 'com.amazon.coral.service#ExpiredTokenException',
        message: `not ${KEYS.secretAccessKey}`,
      }),
    );
    return true;
  };
  expect(await run.ended).toEqual({
    errors: ['sysshark: cannot receive from sqs://trail: not *** (ExpiredTokenException, HTTP status 403)'],
    exitCode: 1,
  });
  expect(run.ids).toEqual(['a1']);
});

test('a message that may not be deleted ends it, as it would come again and again', async () => {
  put('a.json.gz', 'a1');
  server.send('trail', named('a.json.gz'));
  server.answer = ({ headers }, response) => {
    if (headers['x-amz-target'] !== 'AmazonSQS.DeleteMessage') return false;
    failWith(response, 403, 'AccessDenied');
    return true;
  };
  const run = start();
  const { errors, exitCode } = await run.ended;
  expect([run.ids, errors, exitCode]).toEqual([
    ['a1'],
    [expect.stringContaining('cannot delete a message of sqs://trail')],
    1,
  ]);
});

test.each([
  [
    ['-I', 'cloudtrail:sqs://other'],
    {},
    /cannot open sqs:\/\/other: it says QueueDoesNotExist \(QueueDoesNotExist, HTTP status 400\)/,
  ],
  [['-I', 'cloudtrail:sqs://'], {}, /names no queue/],
  [['-I', 'cloudtrail:sqs://a/b'], {}, /names no queue/],
  [['-I', 'cloudtrail:sqs://trail'], { AWS_REGION: '' }, /needs the region of the queue/],
  [['-I', 'cloudtrail:sqs://trail'], { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }, /no AWS credentials/],
  [['-I', 'cloudtrail:sqs://trail', '-H', 'cloudtrail:{"sqsOwnerAccount":"7"}'], {}, /QueueDoesNotExist/],
])('%j is refused', async (args, env, message) => {
  const { stdout, stderr, exitCode } = await sysshark(args, { env: { ...server.env, ...env } });
  expect([stdout, stderr, exitCode]).toEqual(['', expect.stringMatching(message), 1]);
});
