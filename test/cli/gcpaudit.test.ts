import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const FOLDER = scratch.path('logs');
const entry = (n: number, more: object = {}): object => ({
  insertId: `id-${n}`,
  protoPayload: {
    authenticationInfo: { principalEmail: n % 2 === 0 ? 'ann@example.com' : 'bob@example.com' },
    methodName: 'storage.objects.get',
    request: { n },
  },
  timestamp: `2024-03-01T10:00:0${n}.5Z`,
  ...more,
});
const lines = (...entries: readonly object[]): string => entries.map((one) => `${JSON.stringify(one)}\n`).join('');

beforeAll(() => {
  mkdirSync(`${FOLDER}/b`, { recursive: true });
  writeFileSync(`${FOLDER}/a.json`, lines(entry(1), entry(2, { timestamp: undefined, receiveTimestamp: 'soon' })));
  writeFileSync(`${FOLDER}/b/c.json.gz`, gzipSync(JSON.stringify([entry(3), entry(4)], null, 2)));
  writeFileSync(
    `${FOLDER}/d.json`,
    JSON.stringify({ nextPageToken: 'x', labels: {}, entries: [entry(5), entry(6)], last: entry(0) }),
  );
  const data = (one: object): string => Buffer.from(JSON.stringify(one)).toString('base64');
  writeFileSync(
    `${FOLDER}/e.jsonl`,
    lines({ ackId: 'x', message: { data: data(entry(7)) } }, { message: { data: '?' } }, { message: entry(8) }),
  );
  writeFileSync(`${FOLDER}/f.json`, JSON.stringify(entry(9)));
  writeFileSync(`${FOLDER}/g.json`, '{"timestamp":"2024-03-01T10:00:10Z",}');
});

const FORMAT = '*%evt.num %evt.time %gcp.user %gcp.request';

test('entries are read in all forms, in the order of the files; what is left out is said', async () => {
  const { stdout, stderr, exitCode } = await sysshark(['-I', `gcpaudit:${FOLDER}`, '-p', FORMAT]);
  expect(stdout.split('\n')).toEqual([
    '1 10:00:01.500000000 bob@example.com {"n":1}',
    '2 10:00:01.500000000 ann@example.com {"n":2}',
    '3 10:00:03.500000000 bob@example.com {"n":3}',
    '4 10:00:04.500000000 ann@example.com {"n":4}',
    '5 10:00:05.500000000 bob@example.com {"n":5}',
    '6 10:00:06.500000000 ann@example.com {"n":6}',
    '7 10:00:07.500000000 bob@example.com {"n":7}',
    '8 10:00:07.500000000 <NA> <NA>',
    '9 10:00:09.500000000 bob@example.com {"n":9}',
  ]);
  expect(stderr).toBe('sysshark: gcpaudit: 2 records left out (1 not JSON, 1 with a message that is not base64)');
  expect(exitCode).toBe(0);
});

test('the payload is the entry as it is written, and the line has it', async () => {
  const text = '{ "timestamp" : "2024-03-01T10:00:00Z" }';
  const { stdout } = await sysshark(['-I', 'gcpaudit:-'], { input: gzipSync(text) });
  expect(stdout).toBe(`1 2024-03-01 10:00:00 [gcpaudit] ${text}`);
});

test('a capture that is written reads as the logs do', async () => {
  const copy = scratch.path('copy.scap');
  const filter = 'gcp.user startswith ann';
  expect((await sysshark(['-I', `gcpaudit:${FOLDER}`, '-w', copy, filter])).exitCode).toBe(0);
  const format = ['-p', '*%evt.rawtime %evt.source %evt.plugininfo'];
  const direct = await sysshark(['-I', `gcpaudit:${FOLDER}`, ...format, filter]);
  expect(direct.stdout.split('\n')).toHaveLength(3);
  expect((await sysshark(['-r', copy, ...format])).stdout).toBe(direct.stdout);
  const table = await sysshark(['-I', `gcpaudit:${FOLDER}`, '-c', 'count_by', 'gcp.user']);
  expect(table.stdout).toMatch(/5 +bob@example\.com\n3 +ann@example\.com/);
});

test('a damaged file is named, the rest is read, and the status is 2', async () => {
  const whole = gzipSync(lines(...Array.from({ length: 300 }, (_, n) => entry(n % 10, { x: Math.sin(n) }))));
  const folder = scratch.path('damaged');
  mkdirSync(folder);
  writeFileSync(`${folder}/a.json.gz`, whole.subarray(0, whole.length - 300));
  writeFileSync(`${folder}/b.json`, `${lines(entry(1, { x: 'x'.repeat(262144) }), entry(2))}{"timestamp":`);
  const { stdout, stderr, exitCode } = await sysshark(['-I', `gcpaudit:${folder}`, '-p', '%gcp.request']);
  expect(stdout.split('\n').length).toBeGreaterThan(100);
  expect(stdout.split('\n').at(-1)).toBe('{"n":2}');
  expect(stderr.split('\n').slice(0, 3)).toEqual([
    expect.stringContaining('/a.json.gz: compressed content is cut or damaged'),
    expect.stringContaining('/b.json: record 1 at byte 0 is larger than 262144 bytes'),
    expect.stringMatching(/\/b\.json: record 3 at byte \d+ ends before it is complete/),
  ]);
  expect(exitCode).toBe(2);
});

test.each([
  ['gcpaudit', '{"entries":[{"a":1},{"b":2}', 2],
  ['gcpaudit', '{"entries":[{"a":1},{"b":2}],"x":{"c":', 2],
  ['gcpaudit', '{"entries":[', 0],
  ['cloudtrail', '{"Records":[{"eventTime":"2024-01-01T00:00:00Z","eventType":"AwsApiCall"},', 1],
  // a record that is cut before it says its time
  ['cloudtrail', '{"eventName":"x", "user', 0],
])('-I %s of a file that is cut between records says so: %s', async (plugin, text, records) => {
  const path = scratch.path('between.json');
  writeFileSync(path, text);
  const { stdout, stderr, exitCode } = await sysshark(['-I', `${plugin}:${path}`, '-p', '%evt.num']);
  expect({ found: stdout.split('\n').filter((line) => line !== '').length, exitCode }).toEqual({
    ...{ found: records, exitCode: 2 },
  });
  expect(stderr).toContain(`sysshark: ${path}: ends inside an object: what came after record ${records} is missing\n`);
});

test.each([
  ['gcpaudit', 'needs a file, folder or subscription'],
  [
    'gcpaudit:my-subscription',
    'there is no file or folder my-subscription, and as a subscription of Pub/Sub it cannot be opened: ',
  ],
])('-I %s is refused', async (input, message) => {
  const { stderr, exitCode } = await sysshark(['-I', input], {
    env: { HOME: '/nowhere', GOOGLE_APPLICATION_CREDENTIALS: '' },
  });
  expect(stderr).toContain(message);
  expect(stderr.split('\n')).toHaveLength(1);
  expect(exitCode).toBe(1);
});
