import { describe, expect, test } from '@jest/globals';
import type { Chisel } from '../../../src/analysis/chisel.js';
import { findChisel } from '../../../src/analysis/registry.js';
import { ByteText } from '../../../src/bytes/byte-text.js';
import { writeObject } from '../../../src/output/ndjson/event.js';
import { chiselLines, chiselRows } from '../../helpers/chisels.js';
import { EventRun } from '../../helpers/event-run.js';
import { reads, writes } from '../../helpers/io-events.js';
import { fc } from '../../helpers/property.js';
import { sampleHeader } from '../../helpers/sample-machine.js';
import type { EventParts } from '../../helpers/scap.js';

const header = sampleHeader();
const SECOND = 1e9;

/** The members of an event in NDJSON that are used here. */
interface Line {
  readonly ns: string;
  readonly dir: string;
  readonly type: string;
  readonly result: number;
  readonly process: { readonly name: string; readonly pid: number };
  readonly fd?: { readonly num: number; readonly type: string; readonly name: string };
  readonly args: { readonly data?: { readonly data: string } };
}

/** The events as -T ndjson prints them. */
function ndjson(events: readonly EventParts[]): Line[] {
  const run = new EventRun(header);
  const emit = writeObject;
  const out = new ByteText();
  return events.map((event) => {
    run.apply(event);
    out.length = 0;
    emit(run.evt, out);
    return JSON.parse(out.toText()) as Line;
  });
}

/** Reads and writes of the sample machine's descriptors, in the order of their times. */
const calls = fc
  .array(
    fc.record({
      isRead: fc.boolean(),
      tid: fc.constantFrom(1000, 2000),
      fd: fc.integer({ min: 0, max: 9 }),
      size: fc.integer({ min: 0, max: 40 }),
      pause: fc.integer({ min: 1, max: 2 * SECOND }),
    }),
    { maxLength: 12 },
  )
  .map((parts) => {
    let at = 0;
    return parts.flatMap(({ isRead, tid, fd, size, pause }) => {
      at += pause;
      return (isRead ? reads : writes)({ tid, fd, at, data: 'x'.repeat(size) });
    });
  });

type Sums = Map<string, number>;

function addTo(sums: Sums, key: string, value: number): Sums {
  return sums.set(key, (sums.get(key) ?? 0) + value);
}

/** Rows of sums as a table has them: largest first, then by key; none that are 0. */
function sorted(sums: Sums): (string | number)[][] {
  const rows = [...sums].filter(([, sum]) => sum > 0);
  return rows.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([key, sum]) => [sum, key]);
}

const exits = (lines: readonly Line[]): Line[] => lines.filter(({ dir }) => dir === '<');
const chisel = (name: string): Chisel => findChisel(name) as Chisel;

/** What chisels report, computed from NDJSON. */
const EXPECTED: Readonly<Record<string, (lines: readonly Line[]) => readonly (readonly unknown[])[]>> = {
  topfiles_bytes: (lines) => {
    const files = exits(lines).filter(({ fd }) => fd?.type === 'file');
    return sorted(files.reduce((sums, { fd, result }) => addTo(sums, fd?.name ?? '', result), new Map()));
  },
  'fdbytes_by fd.type': (lines) => {
    const moved = exits(lines).filter(({ fd }) => fd !== undefined);
    return sorted(moved.reduce((sums, { fd, result }) => addTo(sums, fd?.type ?? '', result), new Map()));
  },
  topscalls: (lines) => sorted(exits(lines).reduce((sums, { type }) => addTo(sums, type, 1), new Map())),
  iobytes: (lines) => {
    const seconds = new Map<number, [number, number]>();
    for (const { ns, type, result } of exits(lines)) {
      const second = Number(BigInt(ns) / BigInt(SECOND));
      const moved = seconds.get(second) ?? [0, 0];
      moved[type === 'read' ? 0 : 1] += result;
      seconds.set(second, moved);
    }
    const rows = [...seconds].map(([second, [read, written]]) => [second, read, written, read + written]);
    return rows.filter(([, , , sum]) => sum !== 0);
  },
  echo_fds: (lines) =>
    exits(lines)
      .filter(({ result }) => result > 0)
      .map(({ ns, process, fd, type, result, args }) => [
        BigInt(ns),
        process.name,
        process.pid,
        fd?.num,
        fd?.type,
        fd?.name,
        type,
        result,
        args.data?.data,
      ]),
  'spectrogram 1000': (lines) => {
    // every call takes 1000 ns
    const counts = new Map<bigint, number>();
    for (const { ns } of exits(lines)) {
      const start = (BigInt(ns) / BigInt(SECOND)) * BigInt(SECOND);
      counts.set(start, (counts.get(start) ?? 0) + 1);
    }
    return [...counts].map(([start, count]) => [start, Array.from({ length: 80 }, (_, i) => (i === 24 ? count : 0))]);
  },
};

describe('the rows of a chisel', () => {
  test.each(Object.entries(EXPECTED))('%s are the ones computed from NDJSON of the events', (words, expected) => {
    const [name = '', ...args] = words.split(' ');
    fc.assert(
      fc.property(calls, (events) => {
        expect(chiselRows(chisel(name), { header, events, args }).rows).toEqual(expected(ndjson(events)));
      }),
    );
  });

  test.each([
    ['topfiles_bytes'],
    ['topprocs_file'],
    ['iobytes'],
    ['echo_fds'],
    ['scallslower', '0'],
    ['bottlenecks'],
    ['ps'],
    ['lsof'],
    ['netstat'],
    ['spectrogram'],
  ])('%s are the objects that -j prints', (name, ...args) => {
    const events = [
      ...reads({ tid: 1000, fd: 0, data: 'abc' }),
      ...writes({ tid: 2000, fd: 4, data: 'defg', at: 2 * SECOND }),
    ];
    const { columns, rows } = chiselRows(chisel(name), { header, events, args });
    const objects = chiselLines(chisel(name), { header, events, args, context: { isJson: true } });
    expect(objects).toHaveLength(rows.length);
    expect(rows.length).toBeGreaterThan(0);
    for (const [i, line] of objects.entries()) {
      const row = rows[i] ?? [];
      for (const [key, value] of Object.entries(JSON.parse(line) as object)) {
        const own = row[columns.indexOf(key)];
        expect(typeof own === 'bigint' ? Number(own) : own).toEqual(value);
      }
    }
  });
});
