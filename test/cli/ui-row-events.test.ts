/** The rows of the tables of sysshark ui lead to the events that they count. */

import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StatsAnswer } from '../../src/web/protocol.js';
import { int, text } from '../helpers/event-samples.js';
import { type Inspector, startInspector } from '../helpers/inspector.js';
import { START } from '../helpers/io-events.js';
import { lines } from '../helpers/lines.js';
import { namedEvent } from '../helpers/process-events.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

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

test('what a table does not tell apart is a row, too', async () => {
  const NAMES = 4100;
  const scratch = makeScratch();
  const file = scratch.path('names.scap');
  const events = Array.from({ length: NAMES }, (_, i) => {
    const named = { dirfd: int(-100, 8), name: text(`/name/${i}`) };
    return [namedEvent('OPENAT_2_E', 7, named), namedEvent('OPENAT_2_X', 7, { ...named, fd: int(3, 8) })];
  }).flat();
  const blocks = events.map((event, i) => eventBlock({ ts: START + BigInt(i) * 1000n, ...event }));
  writeFileSync(file, capture(blocks, sampleHeader()));
  const inspector = await startInspector([file]);
  try {
    await inspector.view('');
    const rows = await tableOf(inspector, 'files');
    expect(rows.reduce((sum, row) => sum + Number(row['calls']), 0)).toBe(NAMES);
    expect(rows.filter((row) => row['filter'] === null)).toMatchObject([{ 'fd.name': '(all others)' }]);
  } finally {
    await inspector.end();
    scratch.remove();
  }
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
});
