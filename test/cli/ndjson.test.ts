import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { int, text } from '../helpers/event-samples.js';
import { bytesOf, type JsonEvent, type JsonText, ndjsonEvents, ndjsonValidator } from '../helpers/ndjson.js';
import { execExit, namedEvent } from '../helpers/process-events.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, type EventParts, eventBlock } from '../helpers/scap.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { shell, sysshark } from '../helpers/sysshark.js';

const CAPTURES = ['falco-cat-write', 'libs-curl-google', 'sf-tcp-client-server', 'sf-files', 'sf-setns', 'sf-nginx'];
const captureOf = (name: string): string => sharedPath('captures', `${name}.scap`);

/** The objects that -j prints for the same events: fields by name, null if an event lacks one. */
async function fieldsOf(path: string, names: readonly string[]): Promise<Record<string, unknown>[]> {
  const { stdout } = await sysshark(['-r', path, '-v', '-j', '-p', `*${names.map((name) => `%${name}`).join(' ')}`]);
  return stdout.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

const plain = (value: JsonText | number | null | undefined): unknown =>
  typeof value === 'object' && value !== null ? bytesOf(value).toString('latin1') : (value ?? null);

/** Members of an object that are equal to a field. */
const SAME: Readonly<Record<string, (event: JsonEvent) => unknown>> = {
  'evt.num': (event) => event.num,
  'evt.cpu': (event) => event.cpu,
  'evt.dir': (event) => event.dir,
  'evt.type': (event) => plain(event.type),
  'evt.category': (event) => event.category,
  'evt.latency': (event) => event.latency ?? 0,
  'evt.rawres': (event) => event.result ?? null,
  'thread.tid': (event) => event.tid,
  'proc.pid': (event) => event.process?.['pid'] ?? -1,
  'proc.ppid': (event) => event.process?.['ppid'],
  'proc.name': (event) => plain(event.process?.['name']) ?? '<NA>',
  'proc.exe': (event) => plain(event.process?.['exe']) ?? '<NA>',
  'proc.exepath': (event) => plain(event.process?.['exepath']) ?? '',
  'user.uid': (event) => event.process?.['uid'] ?? 0xffffffff,
  'container.id': (event) => plain(event.process?.['container']) ?? 'host',
};

describeWithShared('-T ndjson of captures that others recorded', () => {
  test.each(CAPTURES)('%s: every object is valid by the schema', async (name) => {
    const isValid = ndjsonValidator();
    const events = await ndjsonEvents('-r', captureOf(name), '-D');
    for (const event of events) expect(isValid(event) || { event, errors: isValid.errors }).toBe(true);
    const { stdout } = await sysshark(['-r', captureOf(name), '-D', '-p', '%evt.num']);
    expect(events.map(({ num }) => num).join('\n')).toBe(stdout);
  });

  test.each(CAPTURES)('%s: members are equal to the fields', async (name) => {
    const names = Object.keys(SAME);
    const events = await ndjsonEvents('-r', captureOf(name));
    const shown = events.map((event) =>
      Object.fromEntries(names.map((field) => [field, SAME[field]?.(event) ?? null])),
    );
    // the field also has the latency of a call on events during the call, such as switches
    const latencyOf = (field: Record<string, unknown>): unknown =>
      field['evt.dir'] === '<' ? field['evt.latency'] : 0;
    const fields = await fieldsOf(captureOf(name), names);
    expect(shown).toEqual(fields.map((field) => ({ ...field, 'evt.latency': latencyOf(field) })));
  });

  test.each(CAPTURES)('%s: the time is exact, in both forms', async (name) => {
    const events = await ndjsonEvents('-r', captureOf(name));
    const { stdout } = await sysshark(['-r', captureOf(name), '-p', '%evt.rawtime %evt.time.iso8601']);
    expect(events.map(({ ns, time }) => `${ns} ${time.replace('Z', '+0000')}`)).toEqual(stdout.split('\n'));
  });

  test.each(CAPTURES)('%s: errors have their names', async (name) => {
    const events = await ndjsonEvents('-r', captureOf(name), 'evt.failed=true');
    const { stdout } = await sysshark(['-r', captureOf(name), '-p', '%evt.num %evt.res', 'evt.failed=true']);
    expect(events.map(({ num, error }) => `${num} ${error}`).join('\n')).toBe(stdout);
  });

  test.each(CAPTURES)('%s: descriptors have the numbers, types and names of their fields', async (name) => {
    const fields = await fieldsOf(captureOf(name), ['fd.num', 'fd.type', 'fd.name', 'evt.num']);
    const known = fields.filter((field) => Number(field['fd.num']) >= 0 && field['fd.num'] !== null);
    const events = (await ndjsonEvents('-r', captureOf(name))).filter(({ fd }) => fd !== undefined);
    const shown = events.map(({ num, fd }) => ({
      'evt.num': num,
      'fd.num': fd?.num,
      'fd.type': fd?.type,
      'fd.name': plain(fd?.name),
    }));
    expect(shown).toEqual(known.map((field) => ({ ...field, 'fd.name': field['fd.name'] || null })));
  });

  test('flags are the number and the names that -p shows', async () => {
    const events = await ndjsonEvents('-r', captureOf('sf-files'), 'evt.arg.flags exists');
    const { stdout } = await sysshark(['-r', captureOf('sf-files'), '-p', '%evt.arg.flags', 'evt.arg.flags exists']);
    const flags = events.map(({ args }) => args['flags'] as { value: number; names: string[] });
    expect(flags.map(({ value, names }) => names.join('|') || String(value)).join('\n')).toBe(stdout);
    expect(flags.some(({ names }) => names.length > 1)).toBe(true);
  });

  test('both ends of a connection are objects with what -p shows', async () => {
    const filter = 'evt.arg.tuple startswith 127';
    const events = await ndjsonEvents('-r', captureOf('sf-tcp-client-server'), filter);
    const { stdout } = await sysshark(['-r', captureOf('sf-tcp-client-server'), '-p', '%evt.arg.tuple', filter]);
    type End = { ip: string; port: number };
    const tuples = events.map(({ args }) => args['tuple'] as { family: string; source: End; destination: End });
    const shown = tuples.map(({ source: a, destination: b }) => `${a.ip}:${a.port}->${b.ip}:${b.port}`);
    expect(shown.join('\n')).toBe(stdout);
    expect(new Set(tuples.map(({ family }) => family))).toEqual(new Set(['AF_INET']));
  });

  test('data that -s truncated has its original length', async () => {
    const events = await ndjsonEvents('-r', captureOf('libs-curl-google'), 'evt.type=read and evt.rawres>=0');
    const reads = events.map(({ result, args, truncated = [] }) => ({
      result,
      truncated,
      data: args['data'] as { length: number; captured: number; truncated: boolean; data: JsonText },
    }));
    for (const { result, data, truncated } of reads) {
      expect(data.length).toBe(result);
      expect(bytesOf(data.data)).toHaveLength(data.captured);
      expect(data.truncated).toBe(data.captured < data.length);
      expect(truncated).toEqual(data.truncated ? ['data'] : []);
    }
    expect(new Set(reads.map(({ data }) => data.truncated))).toEqual(new Set([true, false]));
  });

  test('the environment of a program is a list', async () => {
    const [event] = await ndjsonEvents('-r', captureOf('sf-files'), 'evt.type=execve and evt.dir=<', '-n', '1');
    const env = event?.args['env'] as string[];
    const { stdout } = await sysshark(['-r', captureOf('sf-files'), '-p', '%proc.env', `evt.num=${event?.num}`]);
    expect(env.length).toBeGreaterThan(10);
    expect(env.join(' ')).toBe(stdout);
  });

  test('-n stops after that many events', async () => {
    expect(await ndjsonEvents('-r', captureOf('sf-files'), '-n', '7')).toHaveLength(7);
  });

  test('a reader that goes away ends the program quietly', async () => {
    const { stdout, stderr } = await shell(
      `$S -r ${captureOf('sf-nginx')} -T ndjson | head -n 1 | jq .schema; echo "\${PIPESTATUS[0]}"`,
    );
    expect({ stdout, stderr }).toEqual({ stdout: '1\n0', stderr: '' });
  });

  test('-S keeps standard output for the objects', async () => {
    const { stdout, stderr } = await sysshark(['-r', captureOf('sf-files'), '-T', 'ndjson', '-n', '3', '-S']);
    expect(stdout.split('\n').map((line) => JSON.parse(line) as unknown)).toHaveLength(3);
    expect(stderr).toMatch(/^Call +Calls/);
  });
});

describe('-T ndjson of values that are hard to write', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-ndjson-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function written(...events: readonly EventParts[]): Promise<JsonEvent[]> {
    const path = join(folder, 'capture.scap');
    writeFileSync(path, capture(events.map(eventBlock), sampleHeader()));
    return ndjsonEvents('-r', path);
  }

  const seek = (offset: bigint, result: bigint): EventParts[] => [
    namedEvent('LSEEK_E', 1000, { fd: int(3, 8), offset: int(offset, 8) }),
    namedEvent('LSEEK_X', 1000, { res: int(result, 8) }),
  ];

  test.each([
    [2n ** 53n - 1n, 9007199254740991],
    [2n ** 53n, '9007199254740992'],
    [2n ** 53n + 1n, '9007199254740993'],
    [2n ** 64n - 1n, '18446744073709551615'],
  ])('the unsigned number %s is %j', async (value, expected) => {
    expect((await written(...seek(value, 0n)))[0]?.args['offset']).toBe(expected);
  });

  test.each([
    [2n ** 63n - 1n, '9223372036854775807'],
    [-(2n ** 53n) + 1n, -9007199254740991],
    [-(2n ** 53n), '-9007199254740992'],
    [-(2n ** 63n), '-9223372036854775808'],
    [-2n, -2],
  ])('the result %s is %j, also as an argument', async (value, expected) => {
    const [, exit] = await written(...seek(0n, value));
    expect({ result: exit?.result, res: exit?.args['res'] }).toEqual({ result: expected, res: expected });
  });

  const wrote = (data: Buffer, result = data.length): EventParts =>
    namedEvent('WRITE_X', 1000, { res: int(result, 8), data });

  test.each([
    ['plain text', 'GET / HTTP/1.1', 'GET / HTTP/1.1'],
    ['control characters, quotes and backslashes', 'a\n\t\x1b"b"\\', 'a\n\t\x1b"b"\\'],
    ['letters of several bytes', 'h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\x9f', 'hé € 🐟'],
    ['a NUL', 'a\0b', { base64: 'YQBi' }],
    ['a byte that is no UTF-8', 'a\xe9', { base64: 'Yek=' }],
    ['a surrogate', '\xed\xa0\x80', { base64: '7aCA' }],
    ['a letter that was cut', 'h\xc3', { base64: 'aMM=' }],
  ])('bytes with %s', async (_, bytes, expected) => {
    const [event] = await written(wrote(Buffer.from(bytes, 'latin1')));
    expect(event?.args['data']).toMatchObject({ captured: bytes.length, truncated: false, data: expected });
  });

  test('bytes of every value and number survive', async () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const parts = [1, 2, 3, 100].map((length) => all.subarray(200, 200 + length)).concat(all);
    const events = await written(...parts.map((part) => wrote(part)));
    expect(events.map(({ args }) => bytesOf((args['data'] as { data: JsonText }).data))).toEqual(parts);
  });

  test('data that could not be captured has its length, and a failed call has none', async () => {
    const [unread, failed] = await written(wrote(Buffer.alloc(0), 5), wrote(Buffer.alloc(0), -9));
    expect(unread).toMatchObject({ truncated: ['data'], args: { data: { length: 5, captured: 0, truncated: true } } });
    expect(failed).toMatchObject({ error: 'EBADF', args: { data: null } });
  });

  test('data of a call that moves messages has the length of its message', async () => {
    const values = { res: int(2, 8), fd: int(3, 8), size: int(9, 4), data: Buffer.from('abcd') };
    const [event] = await written(namedEvent('SENDMMSG_X', 1000, values));
    expect(event?.args['data']).toMatchObject({ length: 9, captured: 4, truncated: true });
  });

  test('a path that fills its buffer is marked, and one byte less is not', async () => {
    const opens = [4095, 4094].map((length) =>
      namedEvent('OPEN_X', 1000, { fd: int(-36, 8), name: text(`/${'x'.repeat(length - 1)}`) }),
    );
    const events = await written(...opens);
    expect(events.map(({ truncated }) => truncated)).toEqual([['name'], undefined]);
  });

  test('arguments that fill the buffer after the name of the program are marked', async () => {
    const exec = (length: number): EventParts =>
      execExit({ tid: 1000, program: 'p', args: ['x'.repeat(length - '/bin/p'.length - 2)] });
    const events = await written(exec(4096), exec(4095));
    expect(events.map(({ truncated }) => truncated)).toEqual([['args'], undefined]);
  });

  test('relative paths, users and other descriptors are resolved', async () => {
    const [change, unlink] = await written(
      namedEvent('SETUID_E', 1000, { uid: int(0, 4) }),
      namedEvent('UNLINK_2_X', 1000, { res: int(0, 8), path: text('h\xc3\xa9/../x/\xc3\xa9') }),
    );
    expect(change).toMatchObject({ args: { uid: 0 }, resolved: { uid: 'root' } });
    expect(unlink).toMatchObject({ args: { path: 'hé/../x/é' }, resolved: { path: '/home/user/x/é' } });
  });
});
