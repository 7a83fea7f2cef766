/** sysshark ui of a pipe that has more than --limit: the oldest part is dropped, and the rest is what the command line says of it. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type {
  CaptureInfo,
  EventDetails,
  HeatAnswer,
  RowsAnswer,
  SeriesAnswer,
  StatsAnswer,
  StreamAnswer,
  StripAnswer,
  ViewInfo,
} from '../../src/web/protocol.js';
import { type Inspector, startInspector } from '../helpers/inspector.js';
import { lines } from '../helpers/lines.js';
import { repeatCapture } from '../helpers/repeated-capture.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const MB = 1 << 20;
const LIMIT = 16 * MB;
const REPETITIONS = 120;
const FIELDS = [
  'evt.num',
  'evt.rawtime',
  'evt.reltime',
  'proc.name',
  'thread.tid',
  'fd.name',
  'evt.latency',
  'evt.args',
];
/** Decided by the index, and by reading events again. */
const FILTERS = ['evt.type=close', 'evt.failed=true', 'evt.arg.name contains "/"'];
const TABLES = ['calls', 'files', 'threads', 'errors', 'io'];

/** Bytes on disk of the file without a name that a process has. */
function roomOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  const mine = readdirSync(folder).filter((fd) => {
    try {
      return readlinkSync(`${folder}/${fd}`).startsWith('/var/tmp/sysshark-');
    } catch {
      return false;
    }
  });
  return Math.max(0, ...mine.map((fd) => statSync(`${folder}/${fd}`).blocks * 512));
}

const memoryOf = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

describeWithShared('ui of more than its limit', () => {
  const scratch = makeScratch();
  const whole = scratch.path('whole.scap');
  let dropping: Inspector;
  let reference: Inspector;
  let bytes = 0;
  let most = 0;
  let info: CaptureInfo;
  /** The first row that is left, and its event's number. */
  let begin = { row: 0, num: 0 };

  beforeAll(async () => {
    bytes = repeatCapture(sharedPath('captures', 'sf-setns.scap'), whole, REPETITIONS);
    expect(bytes).toBeGreaterThan(4 * LIMIT);
    reference = await startInspector([whole]);
    dropping = await startInspector(['-r', '-', '--limit', '16M'], whole);
    do {
      most = Math.max(most, roomOf(dropping.pid));
      info = await dropping.get<CaptureInfo>('/api/capture');
    } while (!info.progress.isComplete);
    begin = info.progress.begin ?? begin;
  }, 120_000);
  afterAll(async () => {
    await dropping?.end();
    await reference?.end();
    scratch.remove();
  });

  /** A filter for what is left, in the whole capture. */
  const left = (filter = ''): string => `evt.num>=${begin.num}${filter === '' ? '' : ` and (${filter})`}`;

  async function rowsOf(inspector: Inspector, filter: string): Promise<string[]> {
    const { id } = await inspector.view(filter);
    const { first = 0, count } = await inspector.get<ViewInfo>(`/api/views/${id}`);
    const found: string[] = [];
    for (let from = Math.floor(first / 1000) * 1000; from < count; from += 1000) {
      const path = `/api/views/${id}/rows?from=${from}&count=1000&fields=${FIELDS.join(',')}`;
      const answer = await inspector.get<RowsAnswer>(path);
      expect(answer.from).toBe(Math.max(from, first));
      for (const { cells } of answer.events) found.push(cells.map((cell) => cell ?? '<NA>').join('|'));
    }
    expect(found).toHaveLength(count - first);
    return found;
  }

  const printed = (filter: string): Promise<string[]> =>
    lines('-r', whole, '-p', `*${FIELDS.map((field) => `%${field}`).join('|')}`, filter);

  test('goes on: all events are read, what is left begins where it says, and takes no more room', async () => {
    const { events, problem } = info.progress;
    expect(problem).toBeNull();
    const [last = ''] = (await lines('-r', whole, '-p', '%evt.num')).slice(-1);
    expect(events).toBe((await lines('-r', whole, '-p', '%evt.num')).length);
    expect(begin.row).toBeGreaterThan(events / 2);
    expect(begin.num).toBeLessThan(Number(last));
    expect(most).toBeGreaterThan(LIMIT / 2);
    expect(most).toBeLessThanOrEqual(LIMIT);
  });

  test('its rows are the last lines of the command line', async () => {
    const { events } = info.progress;
    const ends = [`evt.num<${begin.num + 4000}`, `evt.num>${begin.num + events - begin.row - 4000}`];
    for (const filter of [...ends, ...FILTERS]) {
      const expected = await printed(left(filter));
      expect(expected.length).toBeGreaterThan(0);
      const own = await rowsOf(dropping, filter);
      expect(own.length).toBe(expected.length);
      expect(own.findIndex((line, i) => line !== expected[i])).toBe(-1);
    }
  });

  test('details, neighbours and streams are those of the whole capture, within what is left', async () => {
    const { events } = info.progress;
    for (let i = 0; i < 12; i++) {
      const row = begin.row + Math.floor(((events - 1 - begin.row) * i) / 11);
      const [own, other] = await Promise.all(
        [dropping, reference].map((one) => one.get<EventDetails>(`/api/events/${row}`)),
      );
      const within = (at: number): number => (at < begin.row ? -1 : at);
      const cut = (of: EventDetails['thread']) => ({ ...of, previous: within(of.previous) });
      const { partner, thread, process: ofProcess, descriptor, error, ...rest } = other as EventDetails;
      expect(own).toEqual({
        ...rest,
        // what begins a call that was dropped is told by its end
        partner: within(partner),
        thread: cut(thread),
        process: cut(ofProcess),
        descriptor: cut(descriptor),
        error: cut(error),
      });
      const [stream, wholeStream] = await Promise.all(
        [dropping, reference].map((one) => one.get<StreamAnswer>(`/api/streams/${row}`)),
      );
      const isLeft = ({ row: at }: { readonly row: number }): boolean => at >= begin.row;
      if (wholeStream?.isCut === true) continue;
      expect(stream?.pieces).toEqual(wholeStream?.pieces.filter(isLeft));
    }
  });

  test('what was dropped is refused, with the reason', async () => {
    for (const path of [`/api/events/${begin.row - 1}`, `/api/streams/${begin.row - 1}`])
      await expect(dropping.get(path)).rejects.toThrow(/404 .*dropped/);
  });

  test('tables and pictures are those of what is left', async () => {
    const own = await dropping.view('');
    const other = await reference.view(left());
    const ask = <T>(path: (id: number) => string): Promise<[T, T]> =>
      Promise.all([dropping.get<T>(path(own.id)), reference.get<T>(path(other.id))]);
    for (const name of TABLES) {
      const [found, expected] = await ask<StatsAnswer>((id) => `/api/stats/${name}?view=${id}`);
      const plain = ({ rows }: StatsAnswer): unknown => rows.map((row) => row.slice(0, -1));
      expect([name, plain(found)]).toEqual([name, plain(expected)]);
    }
    const [heat, expectedHeat] = await ask<HeatAnswer>((id) => `/api/views/${id}/heat?columns=50`);
    expect(heat).toEqual(expectedHeat);
    const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
    const [series, expectedSeries] = await ask<SeriesAnswer>((id) => `/api/views/${id}/series?interval=1000000000`);
    for (const line of ['calls', 'errors', 'bytes', 'latencies'] as const)
      expect([line, sum(series[line])]).toEqual([line, sum(expectedSeries[line])]);
    const strip = await dropping.get<StripAnswer>(`/api/views/${own.id}/strip?bins=100`);
    expect(strip.rows[0]).toBe(begin.row);
    expect(sum(strip.counts)).toBe(info.progress.events - begin.row);
  });

  test('sorted rows are those of what is left', async () => {
    const sort = { field: 'evt.latency', isDown: true };
    const path = (id: number): string => `/api/views/${id}/rows?from=0&count=300&fields=evt.latency`;
    const [own, other] = [await dropping.view('', sort), await reference.view(left(), sort)];
    expect(own.count).toBe(other.count);
    expect((await dropping.get<RowsAnswer>(path(own.id))).events).toEqual(
      (await reference.get<RowsAnswer>(path(other.id))).events,
    );
  });

  test('exports are what the command line writes of the rest', async () => {
    const { id } = await dropping.view('evt.type=close');
    const headers = { authorization: `Bearer ${dropping.token}` };
    const body = JSON.stringify({ view: id, form: 'csv', fields: FIELDS });
    const answer = await fetch(`${dropping.address}/api/exports`, { method: 'POST', headers, body });
    const { path } = (await answer.json()) as { path: string };
    const text = await (await fetch(`${dropping.address}${path}`)).text();
    const nums = text.trim().split(/\r?\n/).slice(1);
    const expected = await lines('-r', whole, '-p', '%evt.num', left('evt.type=close'));
    expect(nums.map((line) => line.split(',')[0])).toEqual(expected);
  });

  test('memory stays that of what is kept', () => {
    // more than 4 times the limit went through; what it reads again is in memory besides
    expect(memoryOf(dropping.pid)).toBeLessThan(400 * MB);
  });
});
