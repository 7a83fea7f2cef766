import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import type { EventConsumer } from '../../../src/output/event-consumer.js';
import { End } from '../../../src/run/end.js';
import { Limits } from '../../../src/run/limits.js';
import { Session, type SessionParts, sessionParts } from '../../../src/run/session.js';
import { emptyHeader } from '../../../src/scap/header.js';
import { EVT } from '../../../src/schema/events.js';
import { openCaptureFile } from '../../../src/source/capture-file.js';
import { capture, eventBlock } from '../../helpers/scap.js';

const START = 1_700_000_000_000_000_000n;
const SECOND = 1_000_000_000;
const ALL = [1, 2, 3, 4, 5, 6];
const EVENTS = ALL.map((i) =>
  eventBlock({ type: EVT.GETUID_E, tid: 7n, ts: START + BigInt((i - 1) * SECOND), params: [] }),
);
const BYTES = capture(EVENTS, emptyHeader());

/** Runs a session over the capture with these bytes to its end, and closes it. */
async function run(parts: Partial<SessionParts>, bytes = BYTES): Promise<Session> {
  const source = openCaptureFile('-', { input: Readable.from([bytes], { objectMode: false }) });
  const session = new Session(sessionParts({ source, end: new End(0), ...parts }));
  try {
    for await (const _ of session.steps());
  } finally {
    await session.close();
  }
  return session;
}

/** A consumer that collects the numbers of its events and accepts those for which `accepts` is true. */
function collector(numbers: number[], accepts = (_: number): boolean => true): EventConsumer {
  return {
    event: ({ num }) => {
      numbers.push(num);
      return accepts(num);
    },
  };
}

test('an event that a consumer does not accept is not counted and does not reach later consumers', async () => {
  const first: number[] = [];
  const second: number[] = [];
  const { pipeline } = await run({ consumers: [collector(first, (num) => num % 2 === 0), collector(second)] });
  expect({ first, second, passed: pipeline.passed }).toEqual({ first: ALL, second: [2, 4, 6], passed: 3 });
});

test.each([
  [{ maxEvents: 2, maxTime: Number.POSITIVE_INFINITY }, [1, 2]],
  [{ maxEvents: Number.POSITIVE_INFINITY, maxTime: 3 * SECOND }, [1, 2, 3, 4]],
])('a session ends at its limits: %j', async (limits, expected) => {
  const numbers: number[] = [];
  await run({ limits: new Limits(limits), consumers: [collector(numbers)] });
  expect(numbers).toEqual(expected);
});

test('consumers are called at the start, for batches and at the end, even if damage ends the session', async () => {
  const calls: string[] = [];
  const consumer: EventConsumer = {
    begin: () => void calls.push('begin'),
    event: ({ num }) => calls.push(`event ${num}`) > 0,
    batchEnd: () => void calls.push('batch'),
    close: () => void calls.push('close'),
  };
  const cut = BYTES.subarray(0, BYTES.length - 1);
  await expect(run({ consumers: [consumer] }, cut)).rejects.toThrow('damaged');
  expect(calls.filter((call, i) => call !== calls[i - 1])).toEqual([
    'begin',
    'batch',
    ...ALL.slice(0, -1).map((num) => `event ${num}`),
    'batch',
    'close',
  ]);
});
