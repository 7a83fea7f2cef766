import { expect, test } from '@jest/globals';
import { emptyHeader, type ThreadRecord } from '../../../src/scap/header.js';
import { encodeHeader } from '../../../src/scap/metadata.js';
import { emptyThread, encodeThreads } from '../../../src/scap/proclist.js';
import { BLOCK } from '../../../src/schema/block.js';
import { EVT } from '../../../src/schema/events.js';
import { eventBlock, readCapture } from '../../helpers/scap.js';

/** Comfortably more bytes than a list that is held whole may have. */
const LONG = 9 << 20;
const EVENTS = [1n, 2n, 3n, 4n, 5n].map((tid) => eventBlock({ type: EVT.GETUID_E, tid }));

function threadOf(tid: number): ThreadRecord {
  return { ...emptyThread(tid, tid), comm: `worker-${tid}`, env: `A=${tid}${'x'.repeat(4000)}\0`, cwd: '/' };
}

const THREADS = Array.from({ length: Math.ceil(LONG / 4100) }, (_, index) => threadOf(index + 1));
const LIST = encodeThreads(THREADS);
const BYTES = Buffer.concat([...encodeHeader(emptyHeader()), LIST, ...EVENTS]);
const LIST_AT = BYTES.indexOf(LIST.subarray(0, 100));

test('a process list too long to be held whole gives all its threads', async () => {
  expect(LIST.readUInt32LE(0)).toBe(BLOCK.PROCESSES_V9);
  const { headers, events, positions, error } = await readCapture(BYTES);
  expect(error).toBeNull();
  expect(headers.map(({ threads }) => threads)).toEqual([THREADS]);
  expect(events).toEqual(EVENTS);
  expect(positions.map((at) => at & 3)).toEqual([0, 0, 0, 0, 0]);
});

test.each([
  ['an entry', LIST_AT + (LIST.length >> 1), 'process'],
  ['its trailing length', LIST_AT + LIST.length - 4, 'ends with'],
])('a long list damaged in %s gives no threads, but all events are read', async (_, at, reason) => {
  const bytes = Buffer.from(BYTES);
  bytes.fill(0xff, at, at + 4);
  if (reason === 'process') bytes.fill(0xff, at, at + 5000);
  const { headers, events, error } = await readCapture(bytes);
  expect(headers.map(({ threads }) => threads)).toEqual([[]]);
  expect(events).toEqual(EVENTS);
  expect(error).toMatchObject({ code: 'DAMAGED', message: expect.stringContaining(reason) });
});

test('a long list that is cut gives no threads and no events', async () => {
  const { headers, events, error } = await readCapture(BYTES.subarray(0, LIST_AT + LIST.length - 100));
  expect(headers.map(({ threads }) => threads)).toEqual([[]]);
  expect(events).toEqual([]);
  expect(error).toMatchObject({ code: 'DAMAGED', message: expect.stringContaining('cut') });
});
