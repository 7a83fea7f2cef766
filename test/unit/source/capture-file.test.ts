import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ScapError, SyssharkError } from '../../../src/errors.js';
import { encodeBlock } from '../../../src/scap/block.js';
import { emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { BLOCK } from '../../../src/schema/block.js';
import { EVT } from '../../../src/schema/events.js';
import { openCaptureFile } from '../../../src/source/capture-file.js';
import { capture, eventBlock, oldEventBlock, readCapture } from '../../helpers/scap.js';
import { describeWithShared, hasShared, sharedPath } from '../../helpers/shared.js';

const HEADER = { ...emptyHeader(), threads: [emptyThread(1, 1), emptyThread(2, 1)] };
const CLOSE = Buffer.alloc(8, 3);
const EVENTS = [1, 2, 3, 4, 5].map((cpu) => eventBlock({ type: EVT.CLOSE_E, cpu, params: [CLOSE] }));
const SMALL = capture(EVENTS, HEADER);
const HEADER_SIZE = capture([], HEADER).length;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'capture-file-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('a capture', () => {
  test('gives its header, then its events unchanged', async () => {
    const content = await readCapture(file('small.scap', SMALL));
    expect(content.error).toBeNull();
    expect(content.headers.map((header) => header.threads)).toEqual([HEADER.threads]);
    expect(content.events).toEqual(EVENTS);
  });

  test('may have no events', async () => {
    const { headers, events, error } = await readCapture(capture([], HEADER));
    expect([headers.length, events.length, error]).toEqual([1, 0, null]);
  });

  test.each([1, 2, 3, 7, 4096])('is the same if it arrives in chunks of %i bytes', async (size) => {
    const raw = await readCapture(SMALL, size);
    const compressed = await readCapture(gzipSync(SMALL), size);
    expect(raw.events).toEqual(EVENTS);
    expect(compressed.events).toEqual(EVENTS);
  });

  test('may consist of several gzip members', async () => {
    const parts = [SMALL.subarray(0, 100), SMALL.subarray(100, 350), SMALL.subarray(350)];
    const content = await readCapture(file('members.scap', Buffer.concat(parts.map((part) => gzipSync(part)))));
    expect(content.error).toBeNull();
    expect(content.events).toEqual(EVENTS);
  });

  test('made of two concatenated captures gives a header for each', async () => {
    const other = { ...HEADER, threads: [emptyThread(9, 9)] };
    const content = await readCapture(Buffer.concat([SMALL, capture(EVENTS.slice(0, 2), other)]));
    expect(content.headers.map((header) => header.threads.length)).toEqual([2, 1]);
    expect(content.events).toHaveLength(7);
  });

  test('may have options in its section header, unknown blocks before its first event and metadata after it', async () => {
    const options = encodeBlock(BLOCK.SECTION, (writer) => {
      writer.copy(SMALL.subarray(8, 24));
      writer.uint16(1);
      writer.uint16(5);
      writer.text('hello\0\0\0');
      writer.uint32(0);
    });
    const unknown = encodeBlock(0x777, (writer) => writer.text('something else'));
    const blocks = [unknown, ...EVENTS.slice(0, 2), unknown, SMALL.subarray(28, 28 + 192), ...EVENTS.slice(2)];
    const content = await readCapture(Buffer.concat([options, ...blocks]));
    expect(content.error).toBeNull();
    expect(content.events).toEqual(EVENTS);
  });

  test('may have blocks larger than a read chunk', async () => {
    const large = eventBlock({ type: EVT.CONTAINER_JSON_2_E, lengthSize: 4, params: [Buffer.alloc(5 << 20, 0x41)] });
    const content = await readCapture(capture([EVENTS[0] as Buffer, large, ...EVENTS]));
    expect(content.error).toBeNull();
    expect(content.events.map((event) => event.length)).toEqual([52, large.length, 52, 52, 52, 52, 52]);
    expect(content.events[1]?.equals(large)).toBe(true);
  });

  test('has its blocks at multiples of four in memory', async () => {
    const odd = [1, 2, 3, 5].map((length) => eventBlock({ type: EVT.WRITE_X, params: [CLOSE, Buffer.alloc(length)] }));
    const { positions } = await readCapture(capture(Array.from({ length: 60000 }, (_, i) => odd[i % 4] as Buffer)));
    expect(positions).toHaveLength(60000);
    expect(positions.every((position) => position % 4 === 0)).toBe(true);
  });
});

describe('events of the first version', () => {
  test('are converted to the current version', async () => {
    const parts = [
      { type: EVT.READ_X, cpu: 3, tid: -1n, params: [CLOSE, Buffer.from('data!')] },
      { type: EVT.CLOSE_E, flags: 1, params: [CLOSE] },
      { type: EVT.SCHEDSWITCH_1_E, params: [CLOSE] },
      { type: EVT.GENERIC_X, params: [] },
    ];
    const { events, error } = await readCapture(capture(parts.map(oldEventBlock)));
    expect(error).toBeNull();
    expect(events).toEqual(parts.map(eventBlock));
  });

  test('may be mixed with current ones, in any number', async () => {
    const parts = { type: EVT.CLOSE_E, params: [CLOSE] };
    const mixed = Array.from({ length: 50000 }, (_, i) => (i % 1000 < 900 ? oldEventBlock(parts) : eventBlock(parts)));
    const { events, error } = await readCapture(capture(mixed));
    expect(error).toBeNull();
    expect(events).toHaveLength(50000);
    expect(events.every((event) => event.equals(eventBlock(parts)))).toBe(true);
  });

  test('are skipped if their type is unknown, and are damage if their lengths do not add up', async () => {
    const unknown = oldEventBlock({ type: 60000, params: [] });
    const wrong = oldEventBlock({ type: EVT.CLOSE_E, params: [CLOSE] });
    wrong.writeUInt16LE(7, 32);
    const blocks = [oldEventBlock({ type: EVT.CLOSE_E, params: [CLOSE] }), unknown, wrong];
    const { events, error } = await readCapture(capture(blocks));
    expect(events).toHaveLength(1);
    expect(error).toMatchObject({ code: 'DAMAGED' });
  });

  test('of a type whose length was recorded three bytes too large are corrected', async () => {
    const parts = { type: EVT.NOTIFICATION_E, params: [Buffer.from('id\0'), Buffer.from('text\0')] };
    const counted = oldEventBlock(parts);
    counted.writeUInt32LE(counted.readUInt32LE(26) + 3, 26);
    const padded = encodeBlock(BLOCK.EVENT_V1, (writer) => {
      writer.copy(counted.subarray(8, counted.length - 4));
      writer.zeros(3);
    });
    const { events } = await readCapture(capture([padded]));
    expect(events).toEqual([eventBlock(parts)]);
  });
});

describe('a file that is not a capture gives an error of one line', () => {
  test.each<[string, Buffer, RegExp]>([
    ['an empty file', Buffer.alloc(0), /empty/],
    ['text', Buffer.from('hello world, I am a text'), /starts with 68656c6c/],
    ['three bytes', Buffer.from([0x0a, 0x0d, 0x0d]), /starts with/],
    ['compressed text', gzipSync('hello'), /starts with 68656c6c/],
    ['a file that only starts like gzip', Buffer.from([0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), /decompressed/],
    [
      'a file of the other byte order',
      Buffer.from('0a0d0d0a0000001c1a2b3c4d00010002ffffffffffffffff', 'hex'),
      /byte order/,
    ],
    ['a pcapng file', Buffer.concat([SMALL.subarray(0, 28), encodeBlock(1, (w) => w.zeros(8))]), /no system calls/],
  ])('%s', async (_what, bytes, text) => {
    const path = file('other', bytes);
    const { error } = await readCapture(path);
    expect(error).toBeInstanceOf(ScapError);
    expect(error).toMatchObject({ code: 'NOT_A_CAPTURE', message: expect.stringMatching(text) });
    expect((error as ScapError).message).toContain(path);
    expect((error as ScapError).message).not.toContain('\n');
  });

  test('the error names a newer major version', async () => {
    const newer = Buffer.from(SMALL);
    newer.writeUInt16LE(2, 12);
    const { error } = await readCapture(newer);
    expect(error).toMatchObject({ code: 'NOT_A_CAPTURE', message: expect.stringContaining('version 2') });
  });

  test('a missing file and a folder are IO errors', async () => {
    const path = join(folder, 'absent');
    expect(() => openCaptureFile(path)).toThrow(SyssharkError);
    expect(() => openCaptureFile(path)).toThrow(new RegExp(`^cannot open ${path}: no such file or directory$`));
    expect((await readCapture(folder)).error).toMatchObject({ code: 'IO' });
  });
});

describe('damage', () => {
  test('wherever a capture is cut, every whole event before the cut is given, then an error with the offset', async () => {
    for (let length = 1; length < SMALL.length; length++) {
      const { events, error } = await readCapture(SMALL.subarray(0, length));
      const whole = Math.max(0, Math.floor((length - HEADER_SIZE) / 52));
      expect(events).toEqual(EVENTS.slice(0, whole));
      const isAtBoundary = error === null;
      if (isAtBoundary) expect(Math.max(0, length - HEADER_SIZE) % 52).toBe(0);
      else expect(error).toBeInstanceOf(ScapError);
      if (length > HEADER_SIZE && !isAtBoundary) {
        expect(error).toMatchObject({ code: 'DAMAGED', offset: HEADER_SIZE + whole * 52 });
      }
    }
  });

  test('wherever a compressed capture is cut, whole events are given, then an error', async () => {
    const compressed = gzipSync(SMALL);
    for (let length = 1; length < compressed.length; length++) {
      const { events, error } = await readCapture(compressed.subarray(0, length));
      expect(error).toBeInstanceOf(ScapError);
      expect(events).toEqual(EVENTS.slice(0, events.length));
    }
  });

  test('a truncated compressed capture gives all events that can be decompressed', async () => {
    const many = capture(Array.from({ length: 20000 }, () => EVENTS[0] as Buffer));
    const { events, error } = await readCapture(gzipSync(many).subarray(0, -8));
    expect(events).toHaveLength(20000);
    expect(error).toMatchObject({ code: 'DAMAGED' });
  });

  test('in the middle of a compressed file costs no event before it', async () => {
    const many = Array.from({ length: 40000 }, (_, i) =>
      eventBlock({ type: EVT.CLOSE_E, cpu: i & 7, ts: BigInt(i) * 999983n }),
    );
    const bytes = gzipSync(capture(many));
    const from = bytes.length >> 1;
    bytes.fill(0xff, from, from + 64);
    const before = gunzipSync(bytes.subarray(0, from), { finishFlush: constants.Z_SYNC_FLUSH });
    const whole = Math.floor((before.length - capture([]).length) / 40);
    const { events, error } = await readCapture(file('damaged.scap.gz', bytes));
    expect(error).toMatchObject({ code: 'DAMAGED' });
    expect(events.length).toBeGreaterThanOrEqual(whole);
    expect(Buffer.concat(events.slice(0, whole)).equals(Buffer.concat(many.slice(0, whole)))).toBe(true);
  });

  test('whatever byte is changed, reading ends with a proper error or none', async () => {
    for (let at = 0; at < SMALL.length; at++) {
      const damaged = Buffer.from(SMALL);
      damaged[at] = (damaged[at] as number) ^ 0xff;
      const { error } = await readCapture(damaged);
      if (error !== null) expect(error).toBeInstanceOf(ScapError);
    }
  });

  test('an impossible length is reported with its offset, and later events are found', async () => {
    const damaged = Buffer.from(SMALL);
    damaged.writeUInt32LE(0xfffffff0, HEADER_SIZE + 2 * 52 + 4);
    const { events, error } = await readCapture(damaged);
    expect(events).toEqual([0, 1, 3, 4].map((index) => EVENTS[index]));
    expect(error).toMatchObject({ code: 'DAMAGED', offset: HEADER_SIZE + 2 * 52 });
  });

  test('a length of 200 MB in a small file allocates no such memory', async () => {
    const damaged = Buffer.from(SMALL);
    damaged.writeUInt32LE(BLOCK.EVENT_V2_LARGE, HEADER_SIZE);
    damaged.writeUInt32LE(200 << 20, HEADER_SIZE + 4);
    const before = process.memoryUsage().arrayBuffers;
    const { error } = await readCapture(damaged);
    expect(error).toMatchObject({ code: 'DAMAGED' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
  });
});

describe('a large file', () => {
  test('lets timers and signals run while it is read', async () => {
    const path = file('large.scap', capture(Array.from({ length: 400000 }, () => EVENTS[0] as Buffer)));
    const source = openCaptureFile(path);
    let batches = 0;
    for await (const item of source.items()) {
      if (item.kind === 'header') setTimeout(() => source.stop(), 1);
      else batches++;
      const until = performance.now() + 2;
      while (performance.now() < until);
    }
    expect(batches).toBeGreaterThan(0);
    expect(batches).toBeLessThan(10);
  });
});

describe('pipes', () => {
  test('events are given as they arrive, and stop() ends an idle pipe without an error', async () => {
    const input = new PassThrough();
    const source = openCaptureFile('-', { input });
    const items = source.items();
    input.write(SMALL.subarray(0, HEADER_SIZE + 52 + 20));
    expect((await items.next()).value).toMatchObject({ kind: 'header' });
    const second = (await items.next()).value;
    expect(second).toMatchObject({ kind: 'events' });
    setTimeout(() => source.stop(), 20);
    expect(await items.next()).toEqual({ value: undefined, done: true });
  });

  test('a named pipe is read like a file', async () => {
    const path = join(folder, 'fifo');
    execFileSync('mkfifo', [path]);
    const writer = spawn('sh', ['-c', `cat "${file('for-fifo.scap', SMALL)}" > "${path}"`]);
    const { events, error } = await readCapture(path);
    expect(error).toBeNull();
    expect(events).toEqual(EVENTS);
    writer.kill();
  });
});

/** Counts event blocks without the reader. */
function countBlocks(path: string): number {
  const file = readFileSync(path);
  const bytes = file.readUInt16LE(0) === 0x8b1f ? gunzipSync(file) : file;
  const eventTypes = [0x204, 0x208, 0x8010abcd, 0x216, 0x217, 0x221, 0x222];
  let count = 0;
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 4)) {
    if (eventTypes.includes(bytes.readUInt32LE(at))) count++;
  }
  return count;
}

describeWithShared('captures that others recorded', () => {
  const captures = hasShared ? readdirSync(sharedPath('captures')).filter((name) => name.endsWith('.scap')) : [];

  test.each(captures)('%s is read to its end', async (name) => {
    const path = sharedPath('captures', name);
    const { headers, events, error } = await readCapture(path);
    expect(error).toBeNull();
    expect(events).toHaveLength(countBlocks(path));
    const [header] = headers;
    expect(headers).toHaveLength(1);
    expect(header?.machine?.cpus).toBeGreaterThan(0);
    expect(header?.machine?.hostname).toMatch(/^[\w.-]+$/);
    expect(header?.threads.length).toBeGreaterThan(50);
    const tids = new Set(header?.threads.map((thread) => thread.tid));
    for (const tid of header?.fds.keys() ?? []) expect(tids.has(tid)).toBe(true);
    expect(header?.threads.find((thread) => thread.tid === 1)?.comm).toMatch(/^\w+$/);
  });

  test('a capture with pcapng options in its header reads like the one without them', async () => {
    const [plain, commented] = await Promise.all([
      readCapture(sharedPath('captures', 'libs-curl-google.scap')),
      readCapture(sharedPath('captures', 'libs-curl-google-shb-options.scap')),
    ]);
    expect(commented.headers).toEqual(plain.headers);
    expect(commented.events).toEqual(plain.events);
  });
});
