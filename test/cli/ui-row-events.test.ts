/** The rows of the tables of sysshark ui lead to the events that they count. */

import { writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { StatsAnswer } from '../../src/web/protocol.js';
import { int, text } from '../helpers/event-samples.js';
import { type Inspector, startInspector } from '../helpers/inspector.js';
import { START } from '../helpers/io-events.js';
import { lines } from '../helpers/lines.js';
import { cloneExit, namedEvent } from '../helpers/process-events.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, type EventParts, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { LOCAL, SocketCalls, tuple } from '../helpers/socket-events.js';

/** In the last one, both ends of a connection were recorded. */
const CAPTURES = ['sf-nginx.scap', 'sf-files.scap', 'sf-setns.scap', 'sf-tcp-client-server.scap'];

/** A row by the names of its columns. */
type Cells = Readonly<Record<string, string | number | null>>;

/** The columns whose sum is the number of events of a row, by table. */
const COUNTS: Readonly<Record<string, readonly string[]>> = {
  calls: ['calls'],
  files: ['calls'],
  threads: ['calls'],
  errors: ['errors'],
  io: ['calls.read', 'calls.written'],
};

/** The ends of the connection of each call that moved bytes through one: client, server. */
const MOVED = 'evt.io_dir exists and evt.buflen > 0 and fd.type in (ipv4, ipv6)';
const ENDS = ['fd.cip', 'fd.cport', 'fd.sip', 'fd.sport'];

async function tableOf(inspector: Inspector, name: string): Promise<Cells[]> {
  const { columns, rows } = await inspector.get<StatsAnswer>(`/api/stats/${name}`);
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column.name, row[i] ?? null])));
}

/** Each row, and the number of events that it leads to. */
async function led(inspector: Inspector, name: string): Promise<{ readonly row: Cells; readonly count: number }[]> {
  const found = [];
  for (const row of await tableOf(inspector, name)) {
    expect([name, row, row['filter']]).toEqual([name, row, expect.any(String)]);
    found.push({ row, count: (await inspector.view(String(row['filter']))).count });
  }
  expect(found.filter(({ count }) => count === 0)).toEqual([]);
  return found;
}

describe('the row of all others', () => {
  /** More than any table tells apart. */
  const NAMES = 66_000;
  /** As many as tables of latencies, and all other tables, tell apart. */
  const [TIMINGS, KEYS] = [4096, 65_536];
  const scratch = makeScratch();
  const file = scratch.path('names.scap');
  let inspector: Inspector;

  /** A file is opened and read, and one is not there. Every third one was there before: rows do not end where others begin. */
  function visit(i: number): EventParts[] {
    const name = `/name/${i % 3 === 0 ? i % 1000 : i}`;
    const opened = { dirfd: int(-100, 8), name: text(name) };
    const missing = { dirfd: int(-100, 8), name: text(`/no${name}`) };
    return [
      namedEvent('OPENAT_2_E', 7, opened),
      namedEvent('OPENAT_2_X', 7, { ...opened, fd: int(3, 8) }),
      namedEvent('READ_E', 7, { fd: int(3, 8), size: int(10, 4) }),
      namedEvent('READ_X', 7, { res: int(5, 8), data: Buffer.from('bytes'), fd: int(3, 8), size: int(10, 4) }),
      namedEvent('OPENAT_2_E', 7, missing),
      namedEvent('OPENAT_2_X', 7, { ...missing, fd: int(-2, 8) }),
    ];
  }

  beforeAll(async () => {
    const events = Array.from({ length: 1.5 * NAMES }, (_, i) => visit(i)).flat();
    const blocks = events.map((event, i) => eventBlock({ ts: START + BigInt(i) * 1000n, ...event }));
    writeFileSync(file, capture(blocks, sampleHeader()));
    inspector = await startInspector([file]);
  });
  afterAll(async () => {
    expect(await inspector.end()).toEqual({ exitCode: 0, stderr: '' });
    scratch.remove();
  });

  /** Numbers of the events whose keys come after the first ones; events without keys do not count. */
  async function beyond(keys: string, filter: string, most: number): Promise<string[]> {
    const first = new Set<string>();
    const found: string[] = [];
    for (const line of await lines('-r', file, '-p', `%evt.num\t${keys}`, filter)) {
      const [num = '', ...rest] = line.split('\t');
      const key = rest.join('\t');
      if (first.size < most) first.add(key);
      if (!first.has(key)) found.push(num);
    }
    return found;
  }

  const OF_TABLES = {
    files: { most: TIMINGS, key: '%fd.name', counted: 'fd.name exists and evt.dir=< and evt.latency>0' },
    errors: { most: KEYS, key: '%fs.path.name', counted: 'evt.failed=true' },
    io: { most: KEYS, key: '%fd.name', counted: 'evt.io_dir exists and evt.buflen>0' },
  } as const;

  test.each(Object.entries(OF_TABLES))(
    'of the table %s leads to what has no row',
    async (name, { most, key, counted }) => {
      const { id } = await inspector.view('');
      const rows = await tableOf(inspector, `${name}?view=${id}`);
      const others = rows.filter((row) => Object.values(row).includes('(all others)'));
      expect(others).toHaveLength(1);
      const filter = String(others[0]?.['filter']);
      const expected = await beyond(key, counted, most);
      expect(expected.length).toBeGreaterThan(100);
      expect(await lines('-r', file, '-p', '%evt.num', filter)).toEqual(expected);
      expect((await inspector.view(filter)).count).toBe(expected.length);
      const counts = COUNTS[name] as readonly string[];
      expect(counts.reduce((sum, column) => sum + Number(others[0]?.[column]), 0)).toBe(expected.length);
    },
    120_000,
  );

  test('is about the filter before it', async () => {
    const part = 'evt.num > 100000 and evt.type in (openat, read)';
    const { id } = await inspector.view(part);
    const others = (await tableOf(inspector, `files?view=${id}`)).at(-1);
    const expected = await beyond('%fd.name', `${part} and fd.name exists and evt.dir=< and evt.latency>0`, TIMINGS);
    const filter = `${part} and ${others?.['filter']}`;
    expect(others).toMatchObject({ 'fd.name': '(all others)', calls: expected.length });
    expect((await inspector.view(filter)).count).toBe(expected.length);
    const reads = await lines('-r', file, '-p', '%evt.num', `${filter} and evt.type=read`);
    expect((await inspector.view(`${filter} and evt.type=read`)).count).toBe(reads.length);
    expect(reads.length).toBeLessThan(expected.length);
    expect(new Set(expected)).toEqual(new Set([...expected, ...reads]));
  }, 120_000);
});

describe('the row of all others without keys', () => {
  const scratch = makeScratch();
  let file = '';
  let inspector: Inspector;

  const record = async (name: string, events: readonly EventParts[]): Promise<void> => {
    file = scratch.path(name);
    const blocks = events.map((event, i) => eventBlock({ ts: START + BigInt(i) * 1000n, ...event }));
    writeFileSync(file, capture(blocks, sampleHeader()));
    inspector = await startInspector([file]);
    await inspector.view('');
  };
  afterEach(async () => {
    expect(await inspector.end()).toEqual({ exitCode: 0, stderr: '' });
  });
  afterAll(scratch.remove);

  test('of connections leads to what those without a row moved', async () => {
    const [CONNECTIONS, MOST] = [66_000, 65_536];
    const calls = new SocketCalls(7, 5);
    const client = (n: number): string => (0x0a10_0000 + (n >> 12)).toString(16).padStart(8, '0');
    const use = (n: number): EventParts[] => {
      const [moved, asked] = [
        { data: Buffer.from('hello'), size: int(5, 4) },
        { fd: int(5, 8), size: int(5, 4) },
      ];
      return [
        ...calls.accept(tuple([client(n), 1024 + (n & 0xfff)], [LOCAL, 80])),
        namedEvent('READ_E', 7, asked),
        namedEvent('READ_X', 7, { res: int(5, 8), ...moved, ...asked }),
      ];
    };
    // first ones are used again behind all others
    const order = Array.from({ length: CONNECTIONS + 100 }, (_, i) => i % CONNECTIONS);
    await record('connections.scap', order.flatMap(use));
    const ends = await lines('-r', file, '-p', '%evt.num %fd.name', MOVED);
    const first = new Set([...new Set(ends.map((line) => line.split(' ')[1]))].slice(0, MOST));
    const expected = ends.filter((line) => !first.has(line.split(' ')[1])).map((line) => line.split(' ')[0]);
    expect(expected).toHaveLength(CONNECTIONS - MOST);
    for (const [name, column] of [
      ['conversations', 'client'],
      ['endpoints', 'address'],
    ] as const) {
      const others = (await tableOf(inspector, name)).at(-1);
      expect(others).toMatchObject({ [column]: '(all others)', calls: expected.length, bytes: 5 * expected.length });
      expect(others).toMatchObject({ 'calls.sent': null, 'bytes.received': null });
      const filter = String(others?.['filter']);
      expect(await lines('-r', file, '-p', '%evt.num', filter)).toEqual(expected);
      expect((await inspector.view(filter)).count).toBe(expected.length);
    }
    const printed = await lines('-r', file, '-c', 'conversations');
    expect(printed.at(-1)).toMatch(/^464 +2.27KB +\(all others\)$/);
  }, 120_000);

  test('of processes leads to what those without a row did, also if they use pids again', async () => {
    const [PIDS, PROCESSES, MOST] = [30_000, 34_000, 32_768];
    const begin = (i: number): EventParts => cloneExit({ tid: 1000 + i, program: 'short' }, 0);
    const end = (i: number): EventParts => namedEvent('PROCEXIT_1_E', 1000 + i);
    const events = Array.from({ length: PIDS }, (_, i) => [begin(i), end(i)]).flat();
    // 2,900 of these pids were there before
    const more = Array.from({ length: PROCESSES - PIDS }, (_, i) => [
      begin(PIDS - 2_900 + i),
      begin(40_000 + i),
    ]).flat();
    await record('processes.scap', [...events, ...more]);
    const { notes } = await inspector.get<StatsAnswer>('/api/stats/processes');
    expect(notes).toEqual([`there were more than ${MOST} processes; later ones are not listed`]);
    const rows = await tableOf(inspector, 'processes');
    expect(rows).toHaveLength(MOST + 1);
    const others = rows.at(-1);
    expect(others).toMatchObject({ tree: '(all others)', 'proc.pid': null, duration: null });
    const listed = new Set(rows.map((row) => String(row['proc.pid'])));
    const pids = await lines('-r', file, '-p', '%evt.num %proc.pid', 'proc.pid exists');
    const expected = pids.filter((line) => !listed.has(line.split(' ')[1] ?? '')).map((line) => line.split(' ')[0]);
    expect(expected.length).toBeGreaterThan(100);
    expect(listed.size - 1).toBeLessThan(MOST);
    expect(await lines('-r', file, '-p', '%evt.num', String(others?.['filter']))).toEqual(expected);
  }, 120_000);

  test('is not needed for any name: rows of what a filter can name lead there, and others to nothing', async () => {
    const names = ['/tmp/"a" \\ b', `/tmp/${'l'.repeat(250)}`];
    const unreachable = `/tmp/${'x'.repeat(251)}`;
    const failing = (name: string): EventParts[] => {
      const opened = { dirfd: int(-100, 8), name: text(name) };
      return [namedEvent('OPENAT_2_E', 7, opened), namedEvent('OPENAT_2_X', 7, { ...opened, fd: int(-2, 8) })];
    };
    await record('names.scap', [...names, unreachable].flatMap(failing));
    const rows = await tableOf(inspector, 'errors');
    expect(rows.map((row) => row['fs.path.name']).sort()).toEqual([...names, unreachable].sort());
    for (const row of rows) {
      const isNamed = row['fs.path.name'] !== unreachable;
      expect([row, row['filter'] !== null]).toEqual([row, isNamed]);
      if (isNamed) expect([row, (await inspector.view(String(row['filter']))).count]).toEqual([row, 1]);
    }
  });

  test('is not there if there are no others', async () => {
    await record('one.scap', [cloneExit({ tid: 1000, program: 'short' }, 0)]);
    for (const name of ['processes', 'conversations', 'endpoints', 'errors']) {
      const answer = await inspector.get<StatsAnswer>(`/api/stats/${name}`);
      expect(answer.notes).toBeUndefined();
      expect(answer.rows).toHaveLength(name === 'processes' ? 1 : 0);
    }
  });
});

describeWithShared('the rows of tables', () => {
  describe.each(CAPTURES)('of %s', (name) => {
    const path = sharedPath('captures', name);
    let inspector: Inspector;
    beforeAll(async () => {
      inspector = await startInspector([path]);
      await inspector.view('');
    });
    afterAll(async () => {
      expect(await inspector.end()).toEqual({ exitCode: 0, stderr: '' });
    });

    const printed = async (format: string, filter: string): Promise<string[]> =>
      (await lines('-r', path, '-p', format, filter)).filter((line) => line !== '');

    test.each(Object.entries(COUNTS))('of the table %s lead to as many events as they count', async (name, counts) => {
      for (const { row, count } of await led(inspector, name)) {
        const own = counts.reduce((sum, column) => sum + Number(row[column]), 0);
        expect([row, count]).toEqual([row, own]);
      }
    });

    test('of processes lead to all that these did', async () => {
      const pids = await printed('%proc.pid', 'proc.pid exists');
      for (const { row, count } of await led(inspector, 'processes'))
        expect([row, count]).toEqual([row, pids.filter((pid) => pid === String(row['proc.pid'])).length]);
    });

    test('of connections and their ends lead to what was moved', async () => {
      const moved = (await printed(ENDS.map((name) => `%${name}`).join('\t'), MOVED)).map((line) => line.split('\t'));
      const conversations = await led(inspector, 'conversations');
      for (const { row, count } of conversations) {
        const ends = ENDS.map((name) => String(row[name])).join('\t');
        const all = moved.filter((one) => one.join('\t') === ends).length;
        expect([row, count]).toEqual([row, row['calls']]);
        expect([row, count < all]).toEqual([row, row['ends'] === 2]);
      }
      for (const { row, count } of await led(inspector, 'endpoints')) {
        const own = conversations.filter((one) =>
          [one.row['fd.cip'], one.row['fd.sip']].includes(String(row['address'])),
        );
        expect([row, count]).toEqual([row, own.reduce((sum, one) => sum + one.count, 0)]);
      }
    });

    test('of the slowest calls lead to the call', async () => {
      const calls = await tableOf(inspector, 'latency');
      const filters = new Set(calls.map((row) => String(row['filter'])));
      expect(filters.size).toBe(calls.length);
      const [slowest, last] = [calls[0], calls.at(-1)];
      for (const row of [slowest, last])
        expect(await printed('%evt.latency', String(row?.['filter']))).toEqual([String(row?.['evt.latency'])]);
    });

    test('of requests lead to what was done for them', async () => {
      for (const { row, count } of await led(inspector, 'requests'))
        expect([row, count]).toEqual([row, (await printed('%evt.num', String(row['filter']))).length]);
    });
  });

  test('of addresses with connections of one and of both recorded ends lead to all calls, which is said', async () => {
    const scratch = makeScratch();
    const merged = scratch.path('merged.scap');
    await lines(
      'merge',
      sharedPath('captures', 'sf-nginx.scap'),
      sharedPath('captures', 'sf-tcp-client-server.scap'),
      '-w',
      merged,
    );
    const inspector = await startInspector([merged]);
    const { notes } = await inspector.get<StatsAnswer>('/api/stats/endpoints');
    expect(notes).toEqual([expect.stringContaining('leads to the calls of both ends')]);
    const [{ row, count }] = (await led(inspector, 'endpoints')) as [Awaited<ReturnType<typeof led>>[number]];
    expect(row).toMatchObject({ address: '127.0.0.1', connections: 4, 'connections.both': 2 });
    expect(count).toBe((await lines('-r', merged, '-p', '%evt.num', `${MOVED} and fd.ip=127.0.0.1`)).length);
    await inspector.end();
    scratch.remove();
  });
});
