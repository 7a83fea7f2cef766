import { readdirSync, statSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { MemoryBudget } from '../../../src/bytes/memory-budget.js';
import { CaptureSeries, type FileLimits } from '../../../src/output/capture-series.js';
import { NumberedNames } from '../../../src/output/numbered-names.js';
import { EVT } from '../../../src/schema/events.js';
import { batchOf, EventRun } from '../../helpers/event-run.js';
import { START } from '../../helpers/io-events.js';
import { sampleHeader } from '../../helpers/sample-machine.js';
import { type EventParts, eventBlock, readCapture } from '../../helpers/scap.js';
import { makeScratch } from '../../helpers/scratch.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const NONE: FileLimits = {
  bytes: Number.POSITIVE_INFINITY,
  time: Number.POSITIVE_INFINITY,
  events: Number.POSITIVE_INFINITY,
};
const EVENTS = Array.from(
  { length: 60 },
  (_, i): EventParts => ({
    // complete without an enter event
    type: EVT.READ_X,
    tid: 2000n,
    ts: START + BigInt(i) * 1000n,
    params: [8, 988, 8, 4].map((size) => Buffer.alloc(size)),
  }),
);
const EVENT_BYTES = eventBlock(EVENTS[0] as EventParts).length;
let series = 0;

/** Writes events into a series. For each file: the number of these events, and the bytes of the checkpoint before them. */
async function written(limits: Partial<FileLimits>, events: readonly EventParts[]) {
  const name = `series-${++series}-`;
  const parts = { limits: { ...NONE, ...limits }, gzip: false, memory: new MemoryBudget() };
  const sink = new CaptureSeries({ names: new NumberedNames(scratch.path(name)), ...parts });
  const run = new EventRun(sampleHeader());
  sink.writeHeader(sampleHeader());
  for (const event of events) {
    const batch = batchOf([event]);
    while (sink.noteRun(batch, 0) === 0) await sink.advance(run.state);
    run.apply(event);
    sink.writeBatch(batch);
    sink.pass(batch, 0, batch.end);
  }
  await sink.close();
  const files = readdirSync(scratch.path('')).filter((file) => file.startsWith(name));
  return Promise.all(files.map((_, i) => contentOf(scratch.path(`${name}${i}`))));
}

async function contentOf(path: string): Promise<{ events: number; checkpoint: number }> {
  const { events, headers, error, bytes } = await readWithSize(path);
  expect({ error, threads: headers[0]?.threads.length }).toEqual({ error: null, threads: 5 });
  const ours = events.filter(({ length }) => length === EVENT_BYTES).length;
  return { events: ours, checkpoint: bytes - ours * EVENT_BYTES };
}

async function readWithSize(path: string) {
  return { ...(await readCapture(path)), bytes: statSync(path).size };
}

test('a limit of events is exact', async () => {
  const files = await written({ events: 25 }, EVENTS);
  expect(files.map(({ events }) => events)).toEqual([25, 25, 10]);
});

test('a limit of time counts from the first event of a file', async () => {
  const files = await written({ time: 20_000 }, EVENTS);
  expect(files.map(({ events }) => events)).toEqual([20, 20, 20]);
});

test('a limit of bytes includes the checkpoint', async () => {
  const bytes = 20_500;
  const files = await written({ bytes }, EVENTS);
  expect(files.length).toBeGreaterThan(2);
  for (const { events, checkpoint } of files.slice(0, -1)) {
    expect(checkpoint).toBeGreaterThan(2 * EVENT_BYTES);
    expect(events).toBe(Math.ceil((bytes - checkpoint) / EVENT_BYTES));
  }
});

test('a file has at least as many bytes of events as its checkpoint has', async () => {
  const files = await written({ bytes: 1 }, EVENTS);
  for (const { events, checkpoint } of files.slice(0, -1)) expect(events).toBe(Math.ceil(checkpoint / EVENT_BYTES));
});

test('there is one file even without events', async () => {
  expect(await written({ events: 4 }, [])).toHaveLength(1);
});
