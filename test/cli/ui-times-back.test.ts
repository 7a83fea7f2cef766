/** Logs are in the order of their files, so time may go back from event to event: what the page shows over time must be right then, too. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { HeatAnswer, RowsAnswer, SeriesAnswer, StatsAnswer, StripAnswer } from '../../src/web/protocol.js';
import { Dice } from '../helpers/event-samples.js';
import { type Inspector, startInspector } from '../helpers/inspector.js';
import { reads, START } from '../helpers/io-events.js';
import { lines } from '../helpers/lines.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED } from '../helpers/seed.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const DAY_MS = 86_400_000;
const BINS = 50;

/** A trail of two regions, of which the second one began 100 days earlier, with times that go back within files, too. */
function trail(dice: Dice): string {
  const folder = scratch.path('AWSLogs');
  for (const [i, region] of ['eu-west-1', 'us-east-1'].entries()) {
    const begin = Date.UTC(2026, 5, 1) - i * 100 * DAY_MS;
    const records = Array.from({ length: 400 }, (_, n) => ({
      eventVersion: '1.08',
      eventType: 'AwsApiCall',
      eventTime: new Date(begin + dice.next(30 * DAY_MS)).toISOString().replace(/\.\d+/, ''),
      eventSource: 's3.amazonaws.com',
      eventName: n % 3 === 0 ? 'GetObject' : 'PutObject',
      awsRegion: region,
      ...(n % 7 === 0 ? { errorCode: 'AccessDenied' } : {}),
    }));
    mkdirSync(`${folder}/${region}`, { recursive: true });
    writeFileSync(`${folder}/${region}/log.json`, JSON.stringify({ Records: records }));
  }
  return folder;
}

/** A capture of calls in any order, as no recorder writes it. */
function calls(dice: Dice): string {
  const file = scratch.path('calls.scap');
  const events = Array.from({ length: 3000 }, (_, i) =>
    reads({ tid: 7 + (i % 3), fd: 3, data: 'x'.repeat(1 + dice.next(50)), at: dice.next(1e9) }),
  ).flat();
  const header = sampleHeader();
  writeFileSync(
    file,
    capture(
      events.map((event) => eventBlock({ ts: START, ...event })),
      header,
    ),
  );
  return file;
}

/** How many times are in each part: from an edge on, before the next. */
function histogram(times: readonly bigint[], edges: readonly bigint[]): number[] {
  return edges.slice(1).map((end, i) => times.filter((time) => time >= (edges[i] as bigint) && time < end).length);
}

const SOURCES: readonly (readonly [name: string, args: (dice: Dice) => string[], filter: string])[] = [
  ['a log', (dice) => ['-I', `cloudtrail:${trail(dice)}`], 'ct.name=GetObject'],
  ['calls', (dice) => ['-r', calls(dice)], 'evt.dir=< and thread.tid=8'],
];

describe.each(SOURCES)('where time goes back, the page has of %s', (_, argsOf, filter) => {
  const args = argsOf(new Dice(SEED * 31 + 7));
  const timesOf = async (...more: string[]): Promise<bigint[]> =>
    (await lines(...args, '-p', '%evt.rawtime', ...more)).map(BigInt);

  async function withInspector(task: (inspector: Inspector) => Promise<void>): Promise<void> {
    const inspector = await startInspector(args[0] === '-r' ? args.slice(1) : args);
    try {
      await inspector.view('');
      await task(inspector);
    } finally {
      expect((await inspector.end()).exitCode).toBe(0);
    }
  }

  test('a strip, a graph and a span that are those of the times', async () => {
    const [all, some] = [await timesOf(), await timesOf(filter)];
    expect(all.some((time, i) => i > 0 && time < (all[i - 1] as bigint))).toBe(true);
    const ordered = all.toSorted((a, b) => Number(a - b));
    const [begin, end] = [ordered[0] as bigint, ordered.at(-1) as bigint];
    await withInspector(async (inspector) => {
      const { id } = await inspector.view(filter);
      const strip = await inspector.get<StripAnswer>(`/api/views/${id}/strip?bins=${BINS}&by=time`);
      const edges = Array.from({ length: BINS }, (__, i) => begin + ((end - begin) * BigInt(i)) / BigInt(BINS));
      expect({ begin: BigInt(strip.begin), end: BigInt(strip.end) }).toEqual({ begin, end });
      expect(strip.counts).toEqual(histogram(some, [...edges, end + 1n]));
      const interval = (end - begin) / 30n;
      const series = await inspector.get<SeriesAnswer>(`/api/views/${id}/series?interval=${interval}`);
      const starts = series.events.map((__, i) => begin + BigInt(i) * interval);
      expect([BigInt(series.begin), series.events]).toEqual([begin, histogram(some, [...starts, end + 1n])]);
      const { rows } = await inspector.get<StatsAnswer>('/api/stats/properties');
      const second = (time: bigint): string =>
        new Date(Number(time / 1_000_000n)).toISOString().slice(0, 19).replace('T', ' ');
      expect(rows).toContainEqual(['First event', `${second(begin)} UTC`]);
      expect(rows).toContainEqual(['Last event', `${second(end)} UTC`]);
    });
  });

  test.each([true, false])('a list that is sorted by time, down: %s', async (isDown) => {
    const timed = (await lines(...args, '-p', '%evt.num %evt.rawtime', filter)).map((line) => line.split(' '));
    const sign = isDown ? -1 : 1;
    const ordered = timed.toSorted(([, a = ''], [, b = '']) => sign * Number(BigInt(a) - BigInt(b)));
    await withInspector(async (inspector) => {
      const { id } = await inspector.view(filter, { field: 'evt.time', isDown });
      const { events } = await inspector.get<RowsAnswer>(`/api/views/${id}/rows?from=0&count=1000&fields=`);
      expect(events.map(({ num }) => String(num))).toEqual(ordered.slice(0, 1000).map(([num]) => num));
    });
  });

  test('a heat map of calls that is that of their times', async () => {
    const timed = `${filter} and evt.latency>0`;
    const times = (await lines(...args, '-p', '%evt.rawtime', timed)).filter((line) => line !== '').map(BigInt);
    await withInspector(async (inspector) => {
      const { id } = await inspector.view(timed);
      const heat = await inspector.get<HeatAnswer>(`/api/views/${id}/heat?columns=20`);
      const ofColumn = (column: number): number =>
        heat.counts.reduce((sum, count, at) => sum + (at % 20 === column ? count : 0), 0);
      const expected = times.length === 0 ? [] : histogram(times, heat.times.map(BigInt));
      expect(expected.map((__, column) => ofColumn(column))).toEqual(expected);
      expect(expected.reduce((sum, count) => sum + count, 0)).toBe(times.length);
    });
  });
});
