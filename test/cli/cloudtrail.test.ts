import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHISELS } from '../../src/analysis/registry.js';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const record = (n: number, more: object = {}): object => ({
  eventID: `id-${n}`,
  userIdentity: { type: 'IAMUser', userName: n % 2 === 0 ? 'ann' : 'bob' },
  eventTime: `2024-03-01T10:00:0${n}Z`,
  eventType: 'AwsApiCall',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '198.51.100.7',
  ...more,
});
const FOLDER = scratch.path('logs');
const LARGEST = 262144;
/** A record of exactly so many bytes. */
const sized = (bytes: number): string => {
  const rest = JSON.stringify(record(5, { requestParameters: { key: '' } })).length;
  return JSON.stringify(record(5, { requestParameters: { key: 'x'.repeat(bytes - rest) } }));
};
const trail = (...records: readonly object[]): string => JSON.stringify({ Records: records });

beforeAll(() => {
  mkdirSync(`${FOLDER}/b`, { recursive: true });
  writeFileSync(`${FOLDER}/a.json`, trail(record(1), record(2, { errorCode: 'AccessDenied' })));
  writeFileSync(`${FOLDER}/b/c.json.gz`, gzipSync(trail(record(3), record(4, { eventTime: 'soon' }))));
  writeFileSync(`${FOLDER}/d.jsonl`, `${JSON.stringify(record(6))}\n${JSON.stringify(record(7))}\n`);
});

const IDS = ['-p', '%evt.num %ct.id'];

test('a folder is read, its records filtered, and what is left out is said', async () => {
  const { stdout, stderr, exitCode } = await sysshark(['-I', `cloudtrail:${FOLDER}`, ...IDS]);
  expect(stdout.split('\n')).toEqual(['1 id-1', '2 id-2', '3 id-3', '4 id-6', '5 id-7']);
  expect(stderr).toBe('sysshark: cloudtrail: 1 record left out (1 without a valid eventTime)');
  expect(exitCode).toBe(0);
  const failed = await sysshark(['-I', `cloudtrail:${FOLDER}`, 'ct.error exists']);
  expect(failed.stdout).toBe(
    '2 2024-03-01 10:00:02 [cloudtrail] eu-west-1 ann s3 GetObject ann via 198.51.100.7 !← GetObject',
  );
});

test.each([[[]], [['-z']]])('a capture that is written (%j) reads as the logs do', async (options) => {
  const copy = scratch.path(`copy${options.length}.scap`);
  const written = await sysshark(['-I', `cloudtrail:${FOLDER}`, '-w', copy, ...options, 'ct.user=ann']);
  expect(written.exitCode).toBe(0);
  for (const form of [[], ['-j'], ['-T', 'ndjson', '-n', '1'], ['-T', 'fields', '-e', 'ct.name', '-e', 's3.bytes']]) {
    const direct = await sysshark(['-I', `cloudtrail:${FOLDER}`, ...form, 'ct.user=ann']);
    const again = await sysshark(['-r', copy, ...form]);
    // numbers count all events that were read
    const withoutNumbers = (text: string): string => text.replace(/^\d+ |"evt\.num":\d+|"num":\d+/gm, '');
    expect(withoutNumbers(again.stdout)).toBe(withoutNumbers(direct.stdout));
    expect(again.stdout).not.toBe('');
  }
});

test('standard input is read, gzip or not', async () => {
  for (const input of [Buffer.from(trail(record(1))), gzipSync(trail(record(1)))])
    expect((await sysshark(['-I', 'cloudtrail:-', ...IDS], { input })).stdout).toBe('1 id-1');
});

test('a cut gzip file and a record that is too large are named, the rest is read, and the status is 2', async () => {
  const folder = scratch.path('damaged');
  mkdirSync(folder);
  const whole = gzipSync(trail(...Array.from({ length: 200 }, (_, n) => record(n % 10, { x: `${Math.sin(n)}` }))));
  writeFileSync(`${folder}/cut.json.gz`, whole.subarray(0, whole.length - 400));
  writeFileSync(`${folder}/large.json`, `{"Records":[${sized(LARGEST + 1)},${sized(LARGEST)},${trail(record(1))}]}`);
  writeFileSync(`${folder}/lines.json`, `${sized(LARGEST + 9)}\n${JSON.stringify(record(8))}\n{"eventTime":"2024`);
  symlinkSync('/nowhere', `${folder}/lost.json`);
  const { stdout, stderr, exitCode } = await sysshark(['-I', `cloudtrail:${folder}`, '-p', '%ct.id']);
  expect(exitCode).toBe(2);
  const lines = stdout.split('\n');
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.slice(-2)).toEqual(['id-5', 'id-8']);
  expect(stderr.replaceAll(folder, '').split('\n')).toEqual([
    expect.stringMatching(
      /^sysshark: \/cut\.json\.gz: .*cut or damaged in or after record \d+ at byte \d+: unexpected end/,
    ),
    `sysshark: /large.json: record 1 at byte 12 is larger than ${LARGEST} bytes`,
    `sysshark: /lines.json: record 1 at byte 0 is larger than ${LARGEST} bytes`,
    expect.stringMatching(/^sysshark: \/lines\.json: record 3 at byte \d+ ends before it is complete$/),
    expect.stringMatching(/^sysshark: \/lost\.json: no such file/),
    'sysshark: cloudtrail: 1 record left out (1 without a valid eventTime)',
    'sysshark: : 5 records or files could not be read',
  ]);
});

describe('chisels', () => {
  const NEEDS = 'needs system calls, and all events are of aws_cloudtrail';
  const ofCalls = CHISELS.filter(({ takesAnyEvent, args }) => !takesAnyEvent && args.every((arg) => arg.isOptional));
  const TRAIL = scratch.path('chisels.scap');
  beforeAll(() => sysshark(['-I', `cloudtrail:${FOLDER}`, '-w', TRAIL]));

  test('of system calls say so, by a line and the status 2', async () => {
    expect(ofCalls.length).toBeGreaterThan(30);
    const asked = ofCalls.flatMap(({ name }) => ['-c', name]);
    const { stdout, stderr, exitCode } = await sysshark(['-r', TRAIL, ...asked]);
    expect(stdout).toBe('');
    const lines = stderr.split('\n').map((line) => line.split(';')[0]);
    expect(lines).toEqual(ofCalls.map(({ name }) => `sysshark: ${name}: ${NEEDS}`));
    expect(exitCode).toBe(2);
  });

  test.each([['topscalls'], ['fdcount_by', 'ct.name'], ['latency', 'ct.user'], ['ps']])(
    'of system calls do not read logs: %s %s',
    async (...words) => {
      for (const input of [
        ['-I', `cloudtrail:${FOLDER}`],
        ['-r', TRAIL],
      ]) {
        const { stdout, stderr, exitCode } = await sysshark([...input, '-c', ...words]);
        expect([stdout, stderr, exitCode]).toEqual(['', expect.stringContaining(`${words[0]}: ${NEEDS}`), 2]);
        expect(stderr.split('\n')).toHaveLength(1);
      }
    },
  );

  test('of system calls are silent beside those that count any event', async () => {
    for (const words of [
      ['-c', 'topscalls', '-c', 'count_by', 'ct.user'],
      ['-c', 'count_by', 'ct.user', '-c', 'echo_fds'],
    ]) {
      const alone = await sysshark(['-r', TRAIL, '-c', 'count_by', 'ct.user']);
      const { stdout, stderr, exitCode } = await sysshark(['-r', TRAIL, ...words]);
      expect([stdout, exitCode]).toEqual([alone.stdout, 2]);
      expect(stderr).toContain(NEEDS);
    }
  });

  test.each([
    ['-I', `cloudtrail:${FOLDER}`],
    ['-r', TRAIL],
  ])('count events by the fields of a plugin (%s)', async (option, input) => {
    const rows = async (...words: readonly string[]): Promise<string[]> => {
      const { stdout, stderr, exitCode } = await sysshark([option, input, '-c', 'count_by', ...words]);
      expect(stderr).toBe(
        option === '-I' ? 'sysshark: cloudtrail: 1 record left out (1 without a valid eventTime)' : '',
      );
      expect(exitCode).toBe(0);
      return stdout
        .split('\n')
        .slice(2)
        .map((line) => line.replace(/ +/g, ' '));
    };
    expect(await rows('ct.user')).toEqual(['3 bob', '2 ann']);
    expect(await rows('ct.user,ct.region', 'ct.error exists')).toEqual(['1 ann eu-west-1']);
    expect(await rows('evt.source')).toEqual(['5 aws_cloudtrail']);
  });
});

test.each([
  [['-I', 'cloudtrail:/nowhere'], 'cannot open /nowhere: no such file or directory'],
  [['-I', 'cloudtrail:/proc/sys/fs/inotify'], 'there are no log files'],
  [['-I', 'cloudtrail'], 'needs a file or folder'],
  [['-I', 'nothing:x'], 'there is no plugin "nothing"; there is cloudtrail, gcpaudit, k8saudit'],
  [['-I', 'cloudtrail:x', '--', 'true'], 'give only one of them'],
  [['-I', 'cloudtrail:x', '-Z', 'nobody'], '-I does not need root'],
  [['follow', '-I', 'cloudtrail:x'], 'follow does not read logs with -I'],
])('%j is refused', async (args, message) => {
  const { stderr, exitCode } = await sysshark(args);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(1);
});

test('an unknown field is marked, and the nearest is named', async () => {
  const { stderr } = await sysshark(['-I', `cloudtrail:${FOLDER}`, 'ct.nmae=x']);
  expect(stderr).toMatch(/there is no field 'ct\.nmae'; did you mean ct\.name.*\n.*ct\.nmae=x\n +\^/);
});
