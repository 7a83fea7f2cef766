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

async function collect<T>(filter: string, look: (event: CaptureEvent) => T): Promise<T[]> {
  const found: T[] = [];
  for await (const event of await openCapture({ path: PATH, filter })) found.push(look(event));
  return found;
}
async function only<T>(filter: string, look: (event: CaptureEvent) => T): Promise<T> {
  const [found, ...more] = await collect(filter, look);
  expect(more).toEqual([]);
  return found as T;
}
/** How many descriptors of this process are of a file. */
const countOpen = (path: string): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      return false;
    }
  }).length;

describe('an event', () => {
  test('tells when, where and in which direction it happened, to the nanosecond', async () => {
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

  test('names the process and the descriptor as the state knows them, and null for what nobody has told', async () => {
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

  test('says where it is recorded', async () => {
    const places = await collect('evt.type=close', ({ place }) => place);
    const bytes = capture(BLOCKS, HEADER);
    expect(places).toEqual([6, 7].map((i) => ({ file: PATH, offset: bytes.indexOf(BLOCKS[i] as Buffer) })));
  });

  test('has result and latency where the call ends, and none where it begins', async () => {
    const look = ({ result, latency }: CaptureEvent) => [result, latency];
    expect(await collect('evt.type=read', look)).toEqual([
      [null, null],
      [2, 1000],
      [null, null],
      [-5, 1000],
    ]);
  });

  test('has arguments whose types are known once its type is', async () => {
    const look = (event: CaptureEvent) => (event.is('openat') ? [event.args.fd, event.args.name, event.args.ino] : []);
    expect(await collect('evt.type=openat', look)).toEqual([
      [undefined, NAME, undefined],
      [3, NAME, 7],
    ]);
  });

  test('has texts as they were, where fields have them as they are printed', async () => {
    const params = [int(-100, 8), text(toByteString('/tmp/größe')), int(1, 4), int(0, 4)];
    const path = write('utf8.scap', capture([eventBlock({ type: EVT.OPENAT_2_E, tid: 7n, params })], HEADER));
    for await (const event of await openCapture({ path })) {
      expect(event.args['name']).toBe('/tmp/größe');
      expect(event.field('evt.arg.name')).toBe('/tmp/gre');
    }
    expect.assertions(2);
  });

  test('gives bytes as a copy that stays when the view moves on', async () => {
    const data = await collect('evt.type=read', (event) => (event.is('read') ? event.args.data : undefined));
    expect(data).toEqual([undefined, Uint8Array.of(0xff, 0), undefined, new Uint8Array()]);
  });

  test('is one view that moves, and a snapshot stays', async () => {
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

  test('goes to JSON without loss: times as digits, bytes in base64', async () => {
    const json = JSON.parse(await only('evt.num=4', (event) => JSON.stringify(event))) as object;
    expect(json).toMatchObject({ time: '1700000000123459789', args: { res: 2, data: '/wA=' }, fd: { number: 3 } });
  });
});

describe('a field', () => {
  test('is read by name, with its argument where it takes one', async () => {
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

  test('is null where the event has no such thing', async () => {
    expect(await only('evt.num=1', (event) => event.field('evt.rawres'))).toBeNull();
  });

  test.each(['proc.nam', 'evt.arg.nonsense', 'evt.arg', 'fd.net', ''])(
    'that there is not is one clear error: %j',
    async (name) => {
      const ask = only('evt.num=1', (event) => event.field(name as 'proc.name'));
      await expect(ask).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining(`no field "${name}"`),
      });
      await expect(ask).rejects.toBeInstanceOf(SyssharkError);
    },
  );
});

describe('a filter', () => {
  test('may be a text or compiled, and a compiled one serves many captures', async () => {
    const filter = await compileFilter(`fd.name=${NAME} and evt.type=close`);
    for (const one of [filter, filter.text, filter]) {
      const numbers: number[] = [];
      for await (const event of await openCapture({ path: PATH, filter: one })) numbers.push(event.number);
      expect(numbers).toEqual([7, 8]);
    }
  });

  test('that is wrong is refused before anything is read, with the character at fault', async () => {
    const filter = 'fd.name=größe and proc.nam=x';
    const error = await openCapture({ path: '/nowhere', filter }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TextError);
    expect(error).toMatchObject({ code: 'FILTER', text: filter, pos: filter.indexOf('proc.nam') });
  });

  test('that is neither is an error of use', async () => {
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

  test('knows what happened in the part of a batch that was left', async () => {
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

  test('goes on behind the event at which a batch was left', async () => {
    for await (const batch of (await openCapture({ path: PATH })).batches()) {
      for (const event of batch) if (event.number === 3) break;
      expect([...batch].length).toBe(TYPES.length - 3);
    }
  });

  test('is one of several in the order of time', async () => {
    const halves = [0, 1].map((odd) => BLOCKS.filter((_, i) => i % 2 === odd));
    const path = halves.map((blocks, i) => write(`half-${i}.scap`, capture(blocks, HEADER)));
    const times: bigint[] = [];
    for await (const { time } of await openCapture({ path })) times.push(time);
    expect(times).toEqual(BLOCKS.map((_, i) => START + BigInt(i) * 1000n));
  });

  test('that is damaged gives all that is sound, and then says what is lost', async () => {
    const path = write('cut.scap', capture(BLOCKS, HEADER).subarray(0, -10));
    const types: string[] = [];
    const read = async () => {
      for await (const event of await openCapture({ path })) types.push(event.type);
    };
    await expect(read()).rejects.toBeInstanceOf(ScapError);
    expect(types).toEqual(TYPES.slice(0, -1));
  });

  test.each([
    ['that is none', import.meta.filename, 'NOT_A_CAPTURE'],
    ['that is not there', '/nowhere/at.scap', 'IO'],
    ['without a name', [], 'USAGE'],
  ])('%s is refused when it is opened', async (_, path, code) => {
    await expect(openCapture({ path })).rejects.toMatchObject({ code });
  });

  test('can be gone through once', async () => {
    const opened = await openCapture({ path: PATH });
    for await (const _ of opened) break;
    expect(() => opened.batches()).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  test('ends when it is stopped, by its own method or by a signal', async () => {
    const abort = new AbortController();
    const opened = await openCapture({ path: PATH, signal: abort.signal });
    abort.abort();
    const ends = [opened, await openCapture({ path: PATH })];
    ends[1]?.stop();
    for (const one of ends) for await (const event of one) expect(event).toBeUndefined();
    await expect(openCapture({ path: PATH, signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test.each([
    ['left', async () => undefined],
    ['disposed of', async (opened: AsyncDisposable) => opened[Symbol.asyncDispose]()],
  ])('holds no file once it is %s', async (_, leave) => {
    const opened = await openCapture({ path: PATH });
    expect(countOpen(PATH)).toBe(1);
    for await (const _ of opened) {
      await leave(opened);
      break;
    }
    expect(countOpen(PATH)).toBe(0);
  });

  test('that nobody has looked at holds no file either once it is disposed of', async () => {
    const opened = await openCapture({ path: PATH });
    await opened[Symbol.asyncDispose]();
    expect(countOpen(PATH)).toBe(0);
  });
});
