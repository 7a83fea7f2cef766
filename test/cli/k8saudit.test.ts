import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const FOLDER = scratch.path('logs');
const event = (n: number, more: object = {}): object => ({
  kind: 'Event',
  auditID: `id-${n}`,
  stageTimestamp: `2024-03-01T10:00:0${n}.000001Z`,
  verb: 'create',
  user: { username: n % 2 === 0 ? 'ann' : 'bob' },
  ...more,
});
const lines = (...all: readonly object[]): string => all.map((one) => `${JSON.stringify(one)}\n`).join('');

beforeAll(() => {
  mkdirSync(`${FOLDER}/below`, { recursive: true });
  const write = (name: string, content: string | Buffer, changed: number): void => {
    writeFileSync(`${FOLDER}/${name}`, content);
    utimesSync(`${FOLDER}/${name}`, changed, changed);
  };
  write('below/other.log', lines(event(9)), 0);
  write('audit.log', lines(event(5), { kind: 'Pod' }, [event(6), { kind: 'Pod' }]), 300);
  write('audit-1.log.gz', gzipSync(lines({ kind: 'EventList', items: [event(1), event(2, { kind: 'x' }), {}] })), 100);
  write('list.txt', JSON.stringify([event(3), [event(4)]], null, 2), 200);
});

const IDS = ['-p', '%evt.num %ka.auditid'];

test('a folder is read by the times of change; what is left out is said', async () => {
  const { stdout, stderr, exitCode } = await sysshark(['-I', `k8saudit:${FOLDER}`, ...IDS]);
  expect(stdout.split('\n')).toEqual(['1 id-1', '2 id-2', '3 id-3', '4 id-4', '5 id-5']);
  const leftOut = '3 records left out (1 without a valid stageTimestamp, 2 of another kind)';
  expect(stderr).toBe(`sysshark: k8saudit: ${leftOut}`);
  expect(exitCode).toBe(0);
});

test('the payload is the event as compact JSON, and its time the stage', async () => {
  const text = '{ "kind" : "Event",\n "stageTimestamp":"2024-03-01T10:00:00Z", "n": 1.50, "x": "\\u003c" }';
  for (const input of [Buffer.from(text), gzipSync(text)]) {
    const { stdout } = await sysshark(['-I', 'k8saudit:-'], { input });
    const payload = '{"kind":"Event","stageTimestamp":"2024-03-01T10:00:00Z","n":1.50,"x":"\\u003c"}';
    expect(stdout).toBe(`1 2024-03-01 10:00:00 [k8saudit] ${payload}`);
  }
});

test('json.obj has its lines, as in the reference; nothing else in them controls a terminal', async () => {
  const value = { kind: 'Event', stageTimestamp: '2024-03-01T10:00:00Z', x: [1, { y: 'a\u007fb\n' }], z: {} };
  const { stdout } = await sysshark(['-I', 'k8saudit:-', '-p', '%json.obj'], { input: Buffer.from(lines(value)) });
  expect(stdout).toBe(JSON.stringify(value, null, 2).replace('\u007f', '.'));
  const raw = ['-I', 'k8saudit:-', '-p', '%json.obj', '--raw-bytes'];
  const unmasked = await sysshark(raw, { input: Buffer.from(lines(value)) });
  expect(unmasked.stdout).toBe(JSON.stringify(value, null, 2));
  const columns = ['-I', 'k8saudit:-', '-T', 'fields', '-e', 'json.obj'];
  expect((await sysshark(columns, { input: Buffer.from(lines(value)) })).stdout.split('\n')).toHaveLength(1);
});

test('a capture that is written reads as the logs do', async () => {
  const copy = scratch.path('copy.scap');
  expect((await sysshark(['-I', `k8saudit:${FOLDER}`, '-w', copy, 'ka.user.name=bob'])).exitCode).toBe(0);
  const format = ['-p', '*%evt.rawtime %evt.source %evt.plugininfo'];
  const direct = await sysshark(['-I', `k8saudit:${FOLDER}`, ...format, 'ka.user.name=bob']);
  expect(direct.stdout.split('\n')).toHaveLength(3);
  expect((await sysshark(['-r', copy, ...format])).stdout).toBe(direct.stdout);
  const table = await sysshark(['-r', copy, '-c', 'count_by', 'ka.user.name,ka.verb']);
  expect(table.stdout).toMatch(/3 +bob +create/);
});

test('what is damaged is named, the lines after it are read, and the status is 2', async () => {
  const folder = scratch.path('damaged');
  mkdirSync(folder);
  const whole = gzipSync(lines(...Array.from({ length: 300 }, (_, n) => event(n % 10, { x: Math.sin(n) }))));
  writeFileSync(`${folder}/a`, whole.subarray(0, whole.length - 300));
  const cut = JSON.stringify(event(3)).slice(0, -9);
  writeFileSync(`${folder}/b`, `${lines(event(1, { x: 'x'.repeat(262144) }))}${cut}\n${lines(event(2))}[{"kind":`);
  for (const [name, at] of [
    ['a', 1],
    ['b', 2],
  ] as const)
    utimesSync(`${folder}/${name}`, at, at);
  const { stdout, stderr, exitCode } = await sysshark(['-I', `k8saudit:${folder}`, '-p', '%ka.auditid']);
  expect(stdout.split('\n').length).toBeGreaterThan(100);
  expect(stdout.split('\n').at(-1)).toBe('id-2');
  expect(stderr.replaceAll(folder, '').split('\n')).toEqual([
    expect.stringMatching(/^sysshark: \/a: compressed content is cut or damaged/),
    'sysshark: /b: record 1 at byte 0 is larger than 262144 bytes',
    expect.stringMatching(/^sysshark: \/b: record 4 at byte \d+ ends before it is complete/),
    'sysshark: k8saudit: 1 record left out (1 not JSON)',
    'sysshark: : 3 records or files could not be read',
  ]);
  expect(exitCode).toBe(2);
});

test('a file in which JSON begins on every line and never ends is read to its end', async () => {
  // to look for the end of each in all that follows would take an hour
  const input = Buffer.from('[\n'.repeat(300_000) + lines(event(1)));
  const { stdout, stderr, exitCode } = await sysshark(['-I', 'k8saudit:-', ...IDS], { input });
  expect(stdout).toBe('1 id-1');
  expect(stderr).toMatch(/^sysshark: [^\n]*: record 1 at byte 0 ends before it is complete\n/);
  expect(exitCode).toBe(2);
});

test('a list that is too large to be read is named, and the lines after it are read', async () => {
  const path = scratch.path('large.json');
  const many = Array.from({ length: 60000 }, (_, n) => event(n % 10, { x: 'x'.repeat(150) }));
  writeFileSync(path, `${JSON.stringify(many)}\n${lines(event(1))}`);
  const { stdout, stderr, exitCode } = await sysshark(['-I', `k8saudit:${path}`, '-p', '%ka.auditid']);
  expect(stdout).toBe('id-1');
  expect(stderr).toContain('record 1 at byte 0 is larger than 12582912 bytes');
  expect(exitCode).toBe(2);
  writeFileSync(path, JSON.stringify({ kind: 'EventList', items: many.slice(0, 40000) }));
  const all = await sysshark(['-I', `k8saudit:${path}`, '-c', 'count_by', 'evt.source']);
  expect(all.stdout).toMatch(/40K|40000 +k8s_audit/);
  expect(all.exitCode).toBe(0);
});

test.each([
  ['k8saudit', 'needs a file or folder'],
  ['k8saudit:/nowhere', 'cannot open /nowhere: no such file or directory'],
  ['k8saudit:file:///var/log/audit.log', 'does not follow files'],
])('-I %s is refused', async (input, message) => {
  const { stderr, exitCode } = await sysshark(['-I', input]);
  expect(stderr).toContain(message);
  expect(stderr.split('\n')).toHaveLength(1);
  expect(exitCode).toBe(1);
});
