import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type CaptureEvent, compileFilter, type EventSnapshot, openCapture } from '../../../src/api/index.js';
import { toByteString } from '../../../src/bytes/text.js';
import { ScapError, SyssharkError, TextError } from '../../../src/errors.js';
import { emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { EVT } from '../../../src/schema/events.js';
import { int, text } from '../../helpers/event-samples.js';
import { capture, eventBlock } from '../../helpers/scap.js';

const START = 1_700_000_000_123_456_789n;
const NAME = '/tmp/x';
const PARENT = { ...emptyThread(1, 1), comm: 'init' };
const THREAD = { ...emptyThread(7, 7), comm: 'cat', exe: '/bin/cat', args: '/tmp/x\0', ptid: 1 };
const HEADER = { ...emptyHeader(), threads: [PARENT, THREAD] };
const CALLS: readonly (readonly [type: number, params: readonly Buffer[]])[] = [
  [EVT.OPENAT_2_E, [int(-100, 8), text(NAME), int(1, 4), int(0, 4)]],
  [EVT.OPENAT_2_X, [int(3, 8), int(-100, 8), text(NAME), int(1, 4), int(0, 4), int(0, 4), int(7, 8)]],
  [EVT.READ_E, [int(3, 8), int(80, 4)]],
  [EVT.READ_X, [int(2, 8), Buffer.from([0xff, 0])]],
  [EVT.READ_E, [int(3, 8), int(80, 4)]],
  [EVT.READ_X, [int(-5, 8), Buffer.alloc(0)]],
  [EVT.CLOSE_E, [int(3, 8)]],
  [EVT.CLOSE_X, [int(0, 8)]],
];
const BLOCKS = CALLS.map(([type, params], i) =>
  eventBlock({ type, tid: 7n, ts: START + BigInt(i) * 1000n, params: [...params], cpu: 1 }),
);
const TYPES = ['openat', 'openat', 'read', 'read', 'read', 'read', 'close', 'close'];

const scratch = mkdtempSync(join(tmpdir(), 'sysshark-library-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function write(name: string, bytes: Buffer): string {
  const path = join(scratch, name);
  writeFileSync(path, bytes);
  return path;
}
const PATH = write('plain.scap', capture(BLOCKS, HEADER));

async function collect<T>(filter: string, read: (event: CaptureEvent) => T): Promise<T[]> {
  const found: T[] = [];
  for await (const event of await openCapture({ path: PATH, filter })) found.push(read(event));
  return found;
}
async function only<T>(filter: string, read: (event: CaptureEvent) => T): Promise<T> {
  const [found, ...more] = await collect(filter, read);
  expect(more).toEqual([]);
  return found as T;
}
/** Number of descriptors of a file in this process. */
const countOpen = (path: string): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      return false;
    }
  }).length;

describe('an event', () => {
  test('has its number, CPU, direction, type, and time to the nanosecond', async () => {
    const look = ({ number, time, date, cpu, direction, type }: CaptureEvent) => ({
      number,
      time,
      date,
      cpu,
      direction,
      type,
    });
    expect(await only('evt.num=2', look)).toEqual({
      number: 2,
      time: START + 1000n,
      date: new Date('2023-11-14T22:13:20.123Z'),
      cpu: 1,
      direction: 'exit',
      type: 'openat',
    });
  });

  test('has its process and descriptor from state, with null for what is unknown', async () => {
    expect(await only('evt.num=4', ({ process, fd }) => ({ process: { ...process }, fd: { ...fd } }))).toEqual({
      process: {
        tid: 7,
        pid: 7,
        parentPid: 1,
        name: 'cat',
        exe: '/bin/cat',
        exePath: null,
        commandLine: 'cat /tmp/x',
        directory: expect.anything(),
        userId: 0,
        userName: 'root',
        containerId: 'host',
      },
      fd: { number: 3, name: NAME, type: 'file' },
    });
  });

  test('has its place: file and offset', async () => {
    const places = await collect('evt.type=close', ({ place }) => place);
    const bytes = capture(BLOCKS, HEADER);
    expect(places).toEqual([6, 7].map((i) => ({ file: PATH, offset: bytes.indexOf(BLOCKS[i] as Buffer) })));
  });

  test('has result and latency if it is an exit, and none if it is an enter', async () => {
    const look = ({ result, latency }: CaptureEvent) => [result, latency];
    expect(await collect('evt.type=read', look)).toEqual([
      [null, null],
      [2, 1000],
      [null, null],
      [-5, 1000],
    ]);
  });

  test('has typed arguments after is() has checked its type', async () => {
    const look = (event: CaptureEvent) => (event.is('openat') ? [event.args.fd, event.args.name, event.args.ino] : []);
    expect(await collect('evt.type=openat', look)).toEqual([
      [undefined, NAME, undefined],
      [3, NAME, 7],
    ]);
  });

  test('has strings unchanged in its arguments, and as they are printed in fields', async () => {
    const params = [int(-100, 8), text(toByteString('/tmp/größe')), int(1, 4), int(0, 4)];
    const path = write('utf8.scap', capture([eventBlock({ type: EVT.OPENAT_2_E, tid: 7n, params })], HEADER));
    for await (const event of await openCapture({ path })) {
      expect(event.args['name']).toBe('/tmp/größe');
      expect(event.field('evt.arg.name')).toBe('/tmp/gre');
    }
    expect.assertions(2);
  });

  test('gives bytes as a copy, which stays valid', async () => {
    const data = await collect('evt.type=read', (event) => (event.is('read') ? event.args.data : undefined));
    expect(data).toEqual([undefined, Uint8Array.of(0xff, 0), undefined, new Uint8Array()]);
  });

  test('is a single reused object; a snapshot stays valid', async () => {
    const views = new Set<CaptureEvent>();
    const kept: EventSnapshot[] = [];
    for await (const event of await openCapture({ path: PATH })) {
      views.add(event);
      kept.push(event.snapshot());
    }
    expect(views.size).toBe(1);
    expect(kept.map(({ type }) => type)).toEqual(TYPES);
    expect(kept[3]).toMatchObject({ time: START + 3000n, fd: { name: NAME }, process: { name: 'cat' }, result: 2 });
  });

  test('converts to JSON without loss: times as digits, bytes in base64', async () => {
    const json = JSON.parse(await only('evt.num=4', (event) => JSON.stringify(event))) as object;
    expect(json).toMatchObject({ time: '1700000000123459789', args: { res: 2, data: '/wA=' }, fd: { number: 3 } });
  });
});

describe('a field', () => {
  test('is read by name, with its argument if it takes one', async () => {
    const names = ['fd.name', 'proc.pname', 'evt.arg.name', 'proc.aname[1]', 'evt.failed', 'evt.rawtime'] as const;
    expect(await only('evt.num=2', (event) => names.map((name) => event.field(name)))).toEqual([
      NAME,
      'init',
      NAME,
      'init',
      false,
      START + 1000n,
    ]);
  });

  test('is null if the event has no such value', async () => {
    expect(await only('evt.num=1', (event) => event.field('evt.rawres'))).toBeNull();
  });

  test.each(['proc.nam', 'evt.arg.nonsense', 'evt.arg', 'fd.net', ''])(
    'that does not exist is one clear error: %j',
    async (name) => {
      const result = only('evt.num=1', (event) => event.field(name as 'proc.name'));
      await expect(result).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining(`no field "${name}"`),
      });
      await expect(result).rejects.toBeInstanceOf(SyssharkError);
    },
  );
});

describe('a filter', () => {
  test('may be text or compiled, and a compiled one can be used for many captures', async () => {
    const filter = await compileFilter(`fd.name=${NAME} and evt.type=close`);
    for (const one of [filter, filter.text, filter]) {
      const numbers: number[] = [];
      for await (const event of await openCapture({ path: PATH, filter: one })) numbers.push(event.number);
      expect(numbers).toEqual([7, 8]);
    }
  });

  test('with an error is not accepted before anything is read; the error has the position', async () => {
    const filter = 'fd.name=größe and proc.nam=x';
    const error = await openCapture({ path: '/nowhere', filter }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TextError);
    expect(error).toMatchObject({ code: 'FILTER', text: filter, pos: filter.indexOf('proc.nam') });
  });

  test('that is neither is a usage error', async () => {
    const filter = { text: 'evt.num=1' };
    await expect(openCapture({ path: PATH, filter })).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('a capture', () => {
  test('gives the same events in batches', async () => {
    const types: string[] = [];
    for await (const batch of (await openCapture({ path: PATH })).batches())
      for (const event of batch) types.push(event.type);
    expect(types).toEqual(TYPES);
  });

  test('has up-to-date state if the iteration of a batch ends early', async () => {
    const path = write(
      'two.scap',
      Buffer.concat([capture(BLOCKS.slice(0, 3), HEADER), capture(BLOCKS.slice(3), HEADER)]),
    );
    const numbers: number[] = [];
    for await (const batch of (await openCapture({ path })).batches())
      for (const event of batch) {
        numbers.push(event.number);
        break;
      }
    expect(numbers).toEqual([1, 4]);
  });

  test('continues after the event at which the iteration of a batch ended', async () => {
    for await (const batch of (await openCapture({ path: PATH })).batches()) {
      for (const event of batch) if (event.number === 3) break;
      expect([...batch].length).toBe(TYPES.length - 3);
    }
  });

  test('may be several files, merged in time order', async () => {
    const halves = [0, 1].map((odd) => BLOCKS.filter((_, i) => i % 2 === odd));
    const path = halves.map((blocks, i) => write(`half-${i}.scap`, capture(blocks, HEADER)));
    const times: bigint[] = [];
    for await (const { time } of await openCapture({ path })) times.push(time);
    expect(times).toEqual(BLOCKS.map((_, i) => START + BigInt(i) * 1000n));
  });

  test('that is damaged gives all intact events, then an error', async () => {
    const path = write('cut.scap', capture(BLOCKS, HEADER).subarray(0, -10));
    const types: string[] = [];
    const read = async () => {
      for await (const event of await openCapture({ path })) types.push(event.type);
    };
    await expect(read()).rejects.toBeInstanceOf(ScapError);
    expect(types).toEqual(TYPES.slice(0, -1));
  });

  test.each([
    ['of another format', import.meta.filename, 'NOT_A_CAPTURE'],
    ['that does not exist', '/nowhere/at.scap', 'IO'],
    ['without a name', [], 'USAGE'],
  ])('%s is an error of openCapture()', async (_, path, code) => {
    await expect(openCapture({ path })).rejects.toMatchObject({ code });
  });

  test('can be iterated once', async () => {
    const opened = await openCapture({ path: PATH });
    for await (const _ of opened) break;
    expect(() => opened.batches()).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  test('ends when it is stopped by its method or by an abort signal', async () => {
    const abort = new AbortController();
    const opened = await openCapture({ path: PATH, signal: abort.signal });
    abort.abort();
    const ends = [opened, await openCapture({ path: PATH })];
    ends[1]?.stop();
    for (const one of ends) for await (const event of one) expect(event).toBeUndefined();
    await expect(openCapture({ path: PATH, signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test.each([
    ['its iteration ends early', async () => undefined],
    ['it is disposed of', async (opened: AsyncDisposable) => opened[Symbol.asyncDispose]()],
  ])('closes its file when %s', async (_, leave) => {
    const opened = await openCapture({ path: PATH });
    expect(countOpen(PATH)).toBe(1);
    for await (const _ of opened) {
      await leave(opened);
      break;
    }
    expect(countOpen(PATH)).toBe(0);
  });

  test('closes its file when it is disposed of before any iteration', async () => {
    const opened = await openCapture({ path: PATH });
    await opened[Symbol.asyncDispose]();
    expect(countOpen(PATH)).toBe(0);
  });
});
