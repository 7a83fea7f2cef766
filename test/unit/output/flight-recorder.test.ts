import { existsSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { MemoryBudget } from '../../../src/bytes/memory-budget.js';
import { FlightRecorder } from '../../../src/output/flight-recorder.js';
import { NumberedNames } from '../../../src/output/numbered-names.js';
import { Pipeline } from '../../../src/run/pipeline.js';
import { pipelineParts } from '../../../src/run/pipeline-parts.js';
import { EVT } from '../../../src/schema/events.js';
import { batchOf } from '../../helpers/event-run.js';
import { START } from '../../helpers/io-events.js';
import { sampleHeader } from '../../helpers/sample-machine.js';
import { type EventParts, eventBlock, readCapture } from '../../helpers/scap.js';
import { makeScratch } from '../../helpers/scratch.js';

const scratch = makeScratch();
afterAll(scratch.remove);
const STEP_NS = 1000;

const event = (i: number): EventParts => ({
  // complete without an enter event
  type: EVT.READ_X,
  tid: 2000n,
  ts: START + BigInt(i * STEP_NS),
  params: [8, 988, 8, 4].map((size) => Buffer.alloc(size, i)),
});
const EVENT_BYTES = eventBlock(event(0)).length;
let recorders = 0;

/** A recorder, the lines it printed, and the numbers of the events in its dumps. */
class Recording {
  readonly lines: string[] = [];
  readonly recorder: FlightRecorder;
  private readonly base = scratch.path(`ring-${++recorders}-`);

  constructor(memory: number, after = 0) {
    this.recorder = new FlightRecorder({
      names: new NumberedNames(this.base),
      gzip: false,
      memory: Buffer.alloc(memory),
      budget: new MemoryBudget(),
      after,
      shadow: new Pipeline(pipelineParts({})),
      report: (line) => this.lines.push(line),
    });
    this.recorder.writeHeader(sampleHeader());
  }

  /** Records events with a range of numbers. */
  async record(from: number, to: number): Promise<void> {
    for (let i = from; i <= to; i++) {
      const batch = batchOf([event(i)]);
      while (this.recorder.noteRun(batch, 0) === 0) await this.recorder.advance();
      this.recorder.writeBatch(batch);
      this.recorder.pass(batch, 0, batch.end);
    }
  }

  /** Numbers of the events in a dump. */
  async dump(number: number): Promise<number[]> {
    const { events, headers, error } = await readCapture(`${this.base}${number}`);
    expect({ error, threads: headers[0]?.threads.length }).toEqual({ error: null, threads: 5 });
    return events.filter(({ length }) => length === EVENT_BYTES).map((block) => block.at(-8) as number);
  }

  exists(number: number): boolean {
    return existsSync(`${this.base}${number}`);
  }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

test('without a request nothing is written, which is reported', async () => {
  const recording = new Recording(1 << 20);
  await recording.record(1, 10);
  await recording.recorder.close();
  expect(recording.exists(0)).toBe(false);
  expect(recording.lines).toEqual([expect.stringContaining('nothing was written')]);
});

test('a dump has the events in memory, and those of the time after', async () => {
  const recording = new Recording(1 << 20, 2 * STEP_NS);
  await recording.record(1, 10);
  expect(recording.recorder.requestDump()).toBe(true);
  await recording.record(11, 20);
  await recording.recorder.close();
  expect(await recording.dump(0)).toEqual(range(1, 12));
  expect(recording.lines).toEqual([expect.stringMatching(/^sysshark: wrote .*ring-\d+-0$/)]);
});

test('only the last events are kept if memory is full', async () => {
  const recording = new Recording(1 << 16);
  await recording.record(1, 200);
  recording.recorder.requestDump();
  await recording.record(201, 201);
  await recording.recorder.close();
  const found = await recording.dump(0);
  expect(found.length).toBeGreaterThan(10);
  expect(found.length).toBeLessThanOrEqual((1 << 16) / EVENT_BYTES);
  expect(found).toEqual(range(201 - found.length, 200));
});

test('no event is in two dumps', async () => {
  const recording = new Recording(1 << 20, 2 * STEP_NS);
  await recording.record(1, 5);
  recording.recorder.requestDump();
  await recording.record(6, 6);
  expect(recording.recorder.requestDump()).toBe(false);
  await recording.record(7, 10);
  recording.recorder.requestDump();
  await recording.record(11, 15);
  await recording.recorder.close();
  expect(await recording.dump(0)).toEqual(range(1, 7));
  expect(await recording.dump(1)).toEqual(range(8, 12));
});

test('a new section discards the events before it', async () => {
  const recording = new Recording(1 << 20);
  await recording.record(1, 5);
  recording.recorder.writeHeader(sampleHeader());
  await recording.record(6, 8);
  recording.recorder.requestDump();
  await recording.record(9, 9);
  await recording.recorder.close();
  expect(await recording.dump(0)).toEqual(range(6, 8));
});
