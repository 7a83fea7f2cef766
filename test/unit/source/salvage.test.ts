import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ScapError } from '../../../src/errors.js';
import { encodeBlock } from '../../../src/scap/block.js';
import { emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { BLOCK } from '../../../src/schema/block.js';
import { EVT } from '../../../src/schema/events.js';
import { LossLog } from '../../../src/source/loss.js';
import { capture, eventBlock, oldEventBlock, readCapture } from '../../helpers/scap.js';

const HEADER = { ...emptyHeader(), threads: [emptyThread(1, 1), emptyThread(2, 1)] };
const START = 1_700_000_000_000_000_000n;
const FD = Buffer.alloc(8, 3);

/** The event with a number; no two have the same bytes. */
function parts(number: number) {
  return { type: EVT.WRITE_E, cpu: number & 0xff, ts: START + BigInt(number) * 1000n, params: [FD, Buffer.alloc(4)] };
}
const eventsOf = (from: number, to: number): Buffer[] =>
  Array.from({ length: to - from }, (_, i) => eventBlock(parts(from + i)));
const EVENTS = eventsOf(0, 8);
const SMALL = capture(EVENTS, HEADER);
const HEADER_SIZE = capture([], HEADER).length;
const SIZE = (EVENTS[0] as Buffer).length;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'salvage-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function missing(events: readonly Buffer[], from: readonly Buffer[] = EVENTS): number[] {
  return from.flatMap((event, index) => (events.some((other) => other.equals(event)) ? [] : [index]));
}

describe('a damaged capture', () => {
  test.each([0xff, 0x01, 0x80])(
    'loses at most one event, whichever byte of its events is XORed with %i',
    async (bits) => {
      for (let at = HEADER_SIZE; at < SMALL.length; at++) {
        const bytes = Buffer.from(SMALL);
        bytes[at] = (bytes[at] as number) ^ bits;
        const { events, error } = await readCapture(bytes);
        const hit = Math.floor((at - HEADER_SIZE) / SIZE);
        expect([at, missing(events)]).toEqual([at, missing(events).length === 0 ? [] : [hit]]);
        // a lost event is reported; changed content cannot be noticed
        if (events.length < EVENTS.length)
          expect(error).toMatchObject({ code: 'DAMAGED', offset: HEADER_SIZE + hit * SIZE });
        else expect(events).toHaveLength(EVENTS.length);
      }
    },
  );

  test('keeps all its events, whichever byte of its metadata is changed', async () => {
    for (let at = 28; at < HEADER_SIZE; at++) {
      const bytes = Buffer.from(SMALL);
      bytes[at] = (bytes[at] as number) ^ 0xff;
      const { headers, events, error } = await readCapture(bytes);
      expect([at, headers.length, missing(events)]).toEqual([at, 1, []]);
      if (error !== null) expect(error).toBeInstanceOf(ScapError);
    }
  });

  test.each([1, 2, 3, 4, 30])(
    'that lacks %i bytes in the middle is read on after them, at a multiple of four',
    async (count) => {
      const at = HEADER_SIZE + 2 * SIZE + 11;
      const { events, positions, error } = await readCapture(
        Buffer.concat([SMALL.subarray(0, at), SMALL.subarray(at + count)]),
      );
      expect(missing(events)).toEqual([2]);
      expect(positions.every((position) => position % 4 === 0)).toBe(true);
      expect(error).toMatchObject({ code: 'DAMAGED', offset: HEADER_SIZE + 2 * SIZE });
    },
  );

  test('with a megabyte overwritten is read on after it, from a file and from chunks', async () => {
    const many = eventsOf(0, 100000);
    const bytes = capture(many, HEADER);
    const from = HEADER_SIZE + 30000 * SIZE;
    bytes.fill(0xa5, from, from + (1 << 20));
    const end = 30000 + Math.ceil((1 << 20) / SIZE);
    const rest = [...many.slice(0, 30000), ...many.slice(end)];
    for (const input of [file('overwritten.scap', bytes), bytes]) {
      const { events, error } = await readCapture(input);
      expect(Buffer.concat(events).equals(Buffer.concat(rest))).toBe(true);
      expect((error as Error).message).toMatch(
        / \d{7} bytes lost after event 30000 \(2023-11-14T22:13:20\.\d{9}Z\), up to/,
      );
    }
  });

  test('reports each loss in one line: where, why, how many bytes, between which events', async () => {
    const bytes = capture(eventsOf(0, 20), HEADER);
    bytes.writeUInt32LE(0x12345678, HEADER_SIZE + 3 * SIZE + 4);
    bytes.writeUInt32LE(0, HEADER_SIZE + 10 * SIZE + 4);
    const { error } = await readCapture(bytes);
    expect((error as Error).message).toBe(
      `standard input: damaged at byte ${HEADER_SIZE + 3 * SIZE}: a block of type 0x216 cannot have 305419896 bytes; ` +
        `${SIZE} bytes lost after event 3 (2023-11-14T22:13:20.000002048Z), up to the one of ` +
        `2023-11-14T22:13:20.000004096Z (${2 * SIZE} bytes lost in 2 places)`,
    );
  });

  test('loses a damaged list in its header and nothing else', async () => {
    const bad = encodeBlock(BLOCK.USERS_V2, (writer) => writer.uint32(2));
    const bytes = Buffer.concat([SMALL.subarray(0, 28), bad, SMALL.subarray(28)]);
    const { headers, events, error } = await readCapture(bytes);
    expect(headers[0]?.threads).toEqual(HEADER.threads);
    expect(events).toEqual(EVENTS);
    expect(error).toMatchObject({
      code: 'DAMAGED',
      message: expect.stringContaining(`${bad.length} bytes lost before the first`),
    });
  });

  test('is read on at events of the first version', async () => {
    const old = Array.from({ length: 8 }, (_, i) => oldEventBlock(parts(i)));
    const bytes = capture(old, HEADER);
    bytes.writeUInt32LE(7, HEADER_SIZE + 3 * (old[0] as Buffer).length + 4);
    const { events, error } = await readCapture(bytes);
    expect(missing(events)).toEqual([3]);
    expect(error).toMatchObject({ code: 'DAMAGED' });
  });

  test('is read on at the header of the next capture', async () => {
    const { headers, events } = await readCapture(Buffer.concat([SMALL, Buffer.from('some dirt'), SMALL]));
    expect([headers.length, events.length]).toEqual([2, 16]);
  });

  test('is not read on at a single block among garbage, nor at events of another time', async () => {
    const nested = eventBlock(parts(3));
    const late = Array.from({ length: 6 }, (_, i) => eventBlock({ ...parts(i), ts: 1_000_000_000n }));
    const dirt = Buffer.from('dirt');
    const bytes = Buffer.concat([SMALL, dirt, nested, dirt, ...late, dirt, ...eventsOf(20, 26)]);
    const { events } = await readCapture(bytes);
    expect(events).toEqual([...EVENTS, ...eventsOf(20, 26)]);
  });

  test('loses nothing if only the trailing lengths of events are wrong', async () => {
    const bytes = Buffer.from(SMALL);
    for (let i = 0; i < EVENTS.length; i++) bytes.writeUInt32LE(0, HEADER_SIZE + (i + 1) * SIZE - 4);
    const { events, error } = await readCapture(bytes);
    expect(error).toBeNull();
    expect(events).toHaveLength(EVENTS.length);
  });
});

describe('a compressed capture of several members', () => {
  const first = gzipSync(capture(eventsOf(0, 5000), HEADER));
  const second = gzipSync(Buffer.concat(eventsOf(5000, 10000)));
  const third = gzipSync(Buffer.concat(eventsOf(10000, 15000)));

  test.each([
    ['in the middle', second.length >> 1],
    ['at its start', 0],
    ['in its checksum', second.length - 6],
  ])('gives all events of the others if one is damaged %s', async (_where, at) => {
    const damaged = Buffer.from(second);
    damaged.fill(0xff, at, at + 5);
    const bytes = Buffer.concat([first, damaged, third]);
    const { events, error } = await readCapture(file('members.scap.gz', bytes));
    const lost = missing(events, [...eventsOf(0, 5000).slice(0, 3), ...eventsOf(10000, 15000).slice(-3)]);
    expect(lost).toEqual([]);
    expect(events.length).toBeGreaterThanOrEqual(10000);
    expect(Buffer.concat(events.slice(-5000)).equals(Buffer.concat(eventsOf(10000, 15000)))).toBe(true);
    expect(error).toMatchObject({
      code: 'DAMAGED',
      message: expect.stringMatching(/ lost after event \d+ \(/),
    });
  });

  test('may have two damaged members', async () => {
    const damaged = Buffer.from(second);
    damaged.fill(0xff, 100, 108);
    const { events } = await readCapture(file('two.scap.gz', Buffer.concat([first, damaged, third, damaged, third])));
    expect(events.length).toBeGreaterThanOrEqual(15000);
  });
});

describe('the record of losses', () => {
  const loss = { offset: 900, bytes: 40, eventsBefore: 7, timeBefore: Number.NaN, timeAfter: Number.NaN };
  const event = { ...loss, reason: 'damaged event at byte 900: its lengths do not fit' };

  test('counts damaged events, and stays small however many there are', () => {
    const losses = new LossLog();
    expect(losses.isEmpty).toBe(true);
    for (let i = 0; i < 100000; i++) losses.addEvent(event);
    expect(losses.error('x').message).toBe(
      'x: damaged event at byte 900: its lengths do not fit; 40 bytes lost after event 7 (100000 damaged events, 4000000 bytes in all)',
    );
    expect(JSON.stringify(losses).length).toBeLessThan(500);
  });

  test('counts damaged events apart from other losses', () => {
    const losses = new LossLog();
    losses.add({ ...loss, reason: 'cut' });
    expect(losses.error('x').message).toBe('x: cut; 40 bytes lost after event 7');
    losses.add({ ...loss, reason: 'cut' });
    expect(losses.error('x').message).toBe('x: cut; 40 bytes lost after event 7 (80 bytes lost in 2 places)');
    losses.addEvent(event);
    expect(losses.error('x').message).toContain('(120 bytes lost in 3 places; damaged events: 1)');
  });
});
