/** What the page's views ask of sysshark ui, compared with what the command line prints. */

import { writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import type {
  EventDetails,
  HeatAnswer,
  HttpAnswer,
  PositionAnswer,
  RowsAnswer,
  SeriesAnswer,
  StatsAnswer,
  StreamAnswer,
  ValuesAnswer,
} from '../../src/web/protocol.js';
import { int, text } from '../helpers/event-samples.js';
import { type Inspector, startInspector } from '../helpers/inspector.js';
import { reads, START } from '../helpers/io-events.js';
import { lines } from '../helpers/lines.js';
import { namedEvent } from '../helpers/process-events.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, type EventParts, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const NGINX = sharedPath('captures', 'sf-nginx.scap');

/** Runs a task with an inspector of a capture, and ends that. */
async function inspect(file: string, task: (inspector: Inspector) => Promise<void>): Promise<void> {
  const inspector = await startInspector([file]);
  try {
    await inspector.view('');
    await task(inspector);
  } finally {
    expect(await inspector.end()).toEqual({ exitCode: 0, stderr: '' });
  }
}

const printed = (format: string, ...filter: string[]): Promise<string[]> =>
  lines('-r', NGINX, '-p', `*${format}`, ...filter);

/** Values and how often each occurs, the most frequent first. */
function counted(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

describeWithShared('the views of sysshark ui', () => {
  test.each(['evt.type', 'evt.category', 'proc.name', 'thread.tid', 'fd.name', 'fd.num', 'evt.dir', 'evt.res'])(
    'offer the values of %s, and how often they occur',
    async (field) => {
      await inspect(NGINX, async (inspector) => {
        const { values } = await inspector.get<ValuesAnswer>(`/api/values?field=${field}&prefix=`);
        const all = await printed(`%${field}`);
        const known = new Map(counted(all.filter((value) => value !== '<NA>' && value !== '')));
        const shown = values.filter(({ events }) => events !== null);
        expect(shown.map(({ events }) => events)).toEqual([...known.values()].slice(0, shown.length));
        expect(shown.map(({ text, events }) => [text, events])).toEqual(
          shown.map(({ text }) => [text, known.get(text)]),
        );
        expect(shown.length).toBe(Math.min(100, known.size));
      });
    },
  );

  test('offer values with a text in them, those that begin with it first, and those of like fields', async () => {
    await inspect(NGINX, async (inspector) => {
      const find = async (field: string, prefix: string): Promise<string[]> => {
        const { values } = await inspector.get<ValuesAnswer>(`/api/values?field=${field}&prefix=${prefix}`);
        return values.map(({ text }) => text);
      };
      expect((await find('evt.type', 'open'))[0]).toMatch(/^open/);
      expect(await find('proc.aname[2]', 'ngi')).toEqual(['nginx']);
      expect((await find('evt.is_io', '')).sort()).toEqual(['false', 'true']);
      expect(await find('user.name', 'root')).toContain('root');
      expect(await find('no.field', '')).toEqual([]);
    });
  });

  test.each([
    ['evt.latency', true, ''],
    ['evt.latency', false, 'evt.type=write'],
    ['proc.name', false, ''],
    ['thread.tid', true, 'evt.dir=<'],
    ['fd.name', false, ''],
    ['evt.rawres', false, ''],
    ['evt.num', true, 'proc.name=nginx'],
  ])('sort by %s (down: %s), filter: %s', async (field, isDown, filter) => {
    await inspect(NGINX, async (inspector) => {
      const view = await inspector.view(filter, { field, isDown });
      const path = `/api/views/${view.id}/rows?from=0&count=1000&fields=${field}`;
      const { events } = await inspector.get<RowsAnswer>(path);
      const all = await printed(`%evt.num\t%${field}`, ...(filter === '' ? [] : [filter]));
      const pairs = all.map((line) => line.split('\t') as [string, string]);
      const isNone = (value: string): boolean =>
        value === '<NA>' || (field === 'fd.name' && value === '') || (field === 'evt.latency' && value === '0');
      const compare = ([, a]: [string, string], [, b]: [string, string]): number => {
        if (isNone(a) || isNone(b)) return Number(isNone(a)) - Number(isNone(b));
        const distance = field.endsWith('name') ? (a < b ? -1 : Number(a > b)) : Number(a) - Number(b);
        return isDown ? -distance : distance;
      };
      expect(events.map(({ num }) => String(num))).toEqual(pairs.sort(compare).map(([num]) => num));
      for (const at of [0, 1, events.length - 1]) {
        const { row } = events[at] as (typeof events)[0];
        const found = await inspector.get<PositionAnswer>(`/api/views/${view.id}/position?row=${row}`);
        expect(found).toEqual({ position: at, isIn: true });
      }
    });
  });

  test('count calls by time and latency as the filter of a rectangle does', async () => {
    await inspect(NGINX, async (inspector) => {
      const { id } = await inspector.view('evt.type in (read, write, epoll_wait, close)');
      const heat = await inspector.get<HeatAnswer>(`/api/views/${id}/heat?columns=20`);
      const { times, latencies, counts } = heat;
      expect([times.length, counts.length]).toEqual([21, 20 * (latencies.length - 1)]);
      const own = 'evt.type in (read, write, epoll_wait, close) and';
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(
        (await printed('%evt.num', `${own} evt.latency>0`)).length,
      );
      const fullest = [...counts.entries()].sort(([, a], [, b]) => b - a).slice(0, 3);
      for (const [at, count] of fullest) {
        const [column, line] = [at % 20, Math.floor(at / 20)];
        const time = `evt.rawtime>=${times[column]} and evt.rawtime<${times[column + 1]}`;
        const latency = `evt.latency>=${latencies[line]} and evt.latency<${latencies[line + 1]}`;
        expect((await printed('%evt.num', `${own} ${time} and ${latency}`)).length).toBe(count);
      }
    });
  });

  test('leave out switches, which have the latency of a call before', async () => {
    const files = sharedPath('captures', 'sf-files.scap');
    await inspect(files, async (inspector) => {
      expect(await lines('-r', files, 'evt.type=switch and evt.latency>0')).not.toEqual([]);
      const calls = (await lines('-r', files, 'evt.latency>0 and syscall.type exists')).length;
      const { id } = await inspector.view('');
      const { counts } = await inspector.get<HeatAnswer>(`/api/views/${id}/heat?columns=20`);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(calls);
      expect((await inspector.get<StatsAnswer>('/api/stats/latency')).rows.length).toBe(calls);
    });
  });

  test('add up events, calls, errors, bytes and latencies over time', async () => {
    await inspect(NGINX, async (inspector) => {
      const interval = 100_000_000;
      const { id } = await inspector.view('proc.name=nginx');
      const series = await inspector.get<SeriesAnswer>(`/api/views/${id}/series?interval=${interval}`);
      const found = await lines(
        ...['-r', NGINX, '-p', '*%evt.rawtime %evt.rawres %evt.is_io %evt.buflen %evt.latency'],
        'proc.name=nginx and evt.rawres exists',
      );
      const zeros = (): number[] => series.calls.map(() => 0);
      const sums = { calls: zeros(), errors: zeros(), bytes: zeros(), latencies: zeros(), longest: zeros() };
      for (const line of found) {
        const [time = '', result, isIo, length, latency] = line.split(' ');
        const at = Number((BigInt(time) - BigInt(series.begin)) / BigInt(interval));
        const add = (values: number[], value: number): void => {
          values[at] = (values[at] as number) + value;
        };
        add(sums.calls, 1);
        add(sums.errors, Number(result) < 0 ? 1 : 0);
        add(sums.bytes, isIo === 'true' && length !== '<NA>' ? Number(length) : 0);
        add(sums.latencies, Number(latency));
        sums.longest[at] = Math.max(sums.longest[at] as number, Number(latency));
      }
      const events = zeros();
      for (const time of await printed('%evt.rawtime', 'proc.name=nginx')) {
        const at = Number((BigInt(time) - BigInt(series.begin)) / BigInt(interval));
        events[at] = (events[at] as number) + 1;
      }
      expect({ begin: series.begin, events, ...sums }).toEqual(series);
      expect(Math.max(...series.bytes)).toBeGreaterThan(0);
      const headers = { authorization: `Bearer ${inspector.token}` };
      const tooMany = await fetch(`${inspector.address}/api/views/${id}/series?interval=1000`, { headers });
      expect([tooMany.status, await tooMany.text()]).toEqual([400, expect.stringContaining('4000 of them at most')]);
    });
  });

  test('lead from each error and path to just its events', async () => {
    for (const name of ['sf-alpine', 'sf-nginx'])
      await inspect(sharedPath('captures', `${name}.scap`), async (inspector) => {
        const { columns, rows } = await inspector.get<StatsAnswer>('/api/stats/errors');
        const at = (column: string): number => columns.findIndex((one) => one.name === column);
        expect(rows.length).toBeGreaterThan(2);
        for (const row of rows) {
          const filter = String(row[at('filter')]);
          expect([filter, (await inspector.view(filter)).count]).toEqual([filter, row[at('errors')]]);
        }
      });
  });

  test('list the requests that sysshark requests lists, and lead to their events', async () => {
    await inspect(NGINX, async (inspector) => {
      const { columns, rows } = await inspector.get<StatsAnswer>('/api/stats/requests');
      const { stdout } = await sysshark(['requests', '-r', NGINX, '--json']);
      const all = stdout.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
      const at = (name: string): number => columns.findIndex((column) => column.name === name);
      expect(rows.length).toBe(all.length);
      expect(rows.length).toBeGreaterThan(0);
      const durations = all.map(({ duration }) => Number(duration)).sort((a, b) => b - a);
      expect(rows.map((row) => row[at('duration')])).toEqual(durations);
      const [slowest = []] = rows;
      const found = await printed('%evt.type %evt.arg.data', String(slowest[at('filter')]));
      expect(found.some((line) => line.includes('GET /'))).toBe(true);
    });
  });

  test('split what went through a descriptor into requests and answers', async () => {
    await inspect(NGINX, async (inspector) => {
      const { id } = await inspector.view('fd.sport=80 and evt.type=recvfrom and evt.rawres>0 and proc.name=nginx');
      const { events } = await inspector.get<RowsAnswer>(`/api/views/${id}/rows?from=0&count=1&fields=fd.name`);
      const { messages, name } = await inspector.get<HttpAnswer>(`/api/streams/${events[0]?.row}/http`);
      const selector = `fd.name = "${name}" and proc.name=nginx`;
      const { stdout } = await sysshark(['follow', '-r', NGINX, '--http', '--json', selector]);
      const all = stdout.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
      const told = all.filter(({ kind }) => kind === 'request' || kind === 'answer');
      expect(messages.map(({ line, latency, exchange }) => ({ line, latency, exchange }))).toEqual(
        told.map(({ line, latency, exchange }) => ({ line, latency, exchange })),
      );
      expect(messages.length).toBeGreaterThan(1);
      expect(messages[0]?.row).toBe(events[0]?.row);
    });
  });

  test('say what a call asks that an event begins', async () => {
    await inspect(NGINX, async (inspector) => {
      const { id } = await inspector.view('evt.dir=> and evt.type in (openat, writev, close)');
      const { events } = await inspector.get<RowsAnswer>(`/api/views/${id}/rows?from=0&count=100&fields=evt.type`);
      for (const { row, cells } of events) {
        const { sentence, partner } = await inspector.get<EventDetails>(`/api/events/${row}`);
        if (partner < 0) continue;
        const end = await inspector.get<EventDetails>(`/api/events/${partner}`);
        const [who] = sentence.split(' ');
        expect(sentence).toMatch(/^\S+\(\d+\) asks to (?:open|write|close) /);
        expect([cells, end.sentence.startsWith(`${who} `)]).toEqual([cells, true]);
      }
    });
  });
});

const SERVER = 1000;

function opens(fd: number, path: string): EventParts[] {
  const named = { dirfd: int(-100, 8), name: text(path) };
  return [namedEvent('OPENAT_2_E', SERVER, named), namedEvent('OPENAT_2_X', SERVER, { ...named, fd: int(fd, 8) })];
}

test('what sendfile takes from a descriptor is told, as sysshark follow does', async () => {
  const file = scratch.path('sendfile.scap');
  const sendfile = { out_fd: int(9, 8), in_fd: int(10, 8), size: int(100, 8) };
  const events = [
    ...opens(9, '/out'),
    ...opens(10, '/in'),
    ...reads({ tid: SERVER, fd: 10, data: 'head' }),
    namedEvent('SENDFILE_E', SERVER, sendfile),
    namedEvent('SENDFILE_X', SERVER, { res: int(100, 8) }),
    ...opens(10, '/other'),
    namedEvent('SENDFILE_E', SERVER, sendfile),
    namedEvent('SENDFILE_X', SERVER, { res: int(50, 8) }),
  ];
  const blocks = events.map((event, i) => eventBlock({ ts: START + BigInt(i) * 1000n, ...event }));
  writeFileSync(file, capture(blocks, sampleHeader()));
  await inspect(file, async (inspector) => {
    const movesOf = async (name: string): Promise<(readonly [boolean, number])[]> => {
      const { id } = await inspector.view(`fd.name=${name} and evt.type=openat and evt.dir=<`);
      const { events: found } = await inspector.get<RowsAnswer>(`/api/views/${id}/rows?from=0&count=1&fields=`);
      const stream = await inspector.get<StreamAnswer>(`/api/streams/${found[0]?.row}`);
      expect(stream.name).toBe(name);
      return stream.pieces.map(({ isRead, bytes, missing }) => [isRead, atob(bytes).length + missing] as const);
    };
    expect(await movesOf('/in')).toEqual([
      [true, 4],
      [true, 100],
    ]);
    expect(await movesOf('/other')).toEqual([[true, 50]]);
    expect(await movesOf('/out')).toEqual([
      [false, 100],
      [false, 50],
    ]);
  });
});
