/** What sysshark sql says of calls is what -T ndjson and chisels say, of real captures and of random ones. */
import { readdirSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { isExitType } from '../../src/schema/event.js';
import { EVENTS } from '../../src/schema/events.js';
import { HAS_EXIT } from '../../src/state/binding.js';
import { Dice } from '../helpers/event-samples.js';
import { lines } from '../helpers/lines.js';
import { type JsonEvent, type JsonText, ndjsonEvents } from '../helpers/ndjson.js';
import { describeIf } from '../helpers/prerequisites.js';
import { RandomCalls } from '../helpers/random-capture.js';
import { TIDS_UP } from '../helpers/random-tasks.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED, share } from '../helpers/seed.js';
import { hasShared, sharedPath } from '../helpers/shared.js';
import { hasDuckDb, type SqlRow, sqlRows } from '../helpers/sql.js';

const scratch = makeScratch();
afterAll(scratch.remove);
const RANDOM_EVENTS = 3000;
const RANDOM = Array.from({ length: 3 }, (_, i) => {
  const path = scratch.path(`random-${i}.scap`);
  const { events } = new RandomCalls(new Dice(SEED + i), i % 2 === 0).fill(RANDOM_EVENTS);
  writeFileSync(path, capture(events.map(eventBlock), sampleHeader(TIDS_UP)));
  return path;
});
const SHARED = hasShared ? readdirSync(sharedPath('captures')).filter((name) => name.endsWith('.scap')) : [];
const CAPTURES = [...SHARED.map((name) => sharedPath('captures', name)), ...RANDOM];

const FIELDS = ['evt.io_dir', 'evt.buflen', 'user.name', 'container.name', 'fd.lport', 'fd.rip', 'fd.rport'];

/** Calls of which chisels, which columns agree with, think otherwise than evt.io_dir, which is the reference's. */
const OTHER_DIRECTIONS: ReadonlyMap<string, string> = new Map([
  ['sendfile', 'write'],
  ['copy_file_range', ''],
  ['finit_module', ''],
]);

/** A text as columns have it: what is no UTF-8 is the JSON of NDJSON. */
const asColumn = (text: JsonText | number | null | undefined): string | number | null =>
  typeof text === 'object' && text !== null ? JSON.stringify(text) : (text ?? null);
const known = (text: string | undefined): string | null =>
  text === undefined || text === '' || text === '<NA>' ? null : text;
const numeric = (text: string | undefined): number | null => (known(text) === null ? null : Number(text));

/** What columns say of an event, from what is printed of it. */
function rowOf(event: JsonEvent, fields: readonly string[]): SqlRow {
  const { num, ns, cpu, type, category, tid, process, fd, latency, result, error, dir } = event;
  const [direction, moved, user, container, localPort, remoteIp, remotePort] = fields;
  const io = dir === '<' ? (OTHER_DIRECTIONS.get(String(type)) ?? known(direction)) || null : null;
  return {
    ts: ns,
    num,
    cpu,
    pid: (process?.['pid'] as number | undefined) ?? null,
    tid: tid ?? null,
    ppid: (process?.['ppid'] as number | undefined) ?? null,
    proc: asColumn(process?.['name']),
    exe: asColumn(process?.['exepath']),
    user: known(user),
    container_id: asColumn(process?.['container']),
    container: process?.['container'] === null ? null : known(container),
    type: asColumn(type),
    category,
    fd: fd?.num ?? null,
    fd_type: fd?.type ?? null,
    fd_name: asColumn(fd?.name),
    local_port: numeric(localPort),
    remote_ip: known(remoteIp),
    remote_port: numeric(remotePort),
    result: result ?? null,
    error: error ?? null,
    io,
    bytes: io === null ? null : numeric(moved),
    latency: latency ?? null,
  };
}

const COLUMNS =
  'epoch_ns(ts)::varchar ts, num, cpu, pid, tid, ppid, proc, exe, "user", container_id, container, type, category, fd, fd_type, fd_name, local_port, remote_ip, remote_port, result, error, io, bytes, latency';

interface Printed {
  readonly events: readonly JsonEvent[];
  readonly rows: readonly SqlRow[];
}

async function printed(path: string, ...filter: string[]): Promise<Printed> {
  const events = await ndjsonEvents('-r', path, ...filter);
  const fields = await lines('-r', path, '-T', 'fields', ...FIELDS.flatMap((field) => ['-e', field]), ...filter);
  expect(fields.length).toBe(events.length);
  return { events, rows: events.map((event, i) => rowOf(event, (fields[i] as string).split('\t'))) };
}

const isCall = ({ dir }: JsonEvent): boolean => dir === '<';

/** Events that neither begin nor end a call. */
const ALONE: ReadonlySet<string> = new Set(
  EVENTS.filter(({ id }) => !isExitType(id) && HAS_EXIT[id] !== 1).map(({ name }) => name),
);

const isPayload = (value: unknown): boolean => value === null || (typeof value === 'object' && 'captured' in value);

/** Arguments of each call: those of its enter event that its end has not, then its own, without what columns say. */
function argumentsOf(events: readonly JsonEvent[]): Map<number, unknown> {
  const entered = new Map<number, JsonEvent>();
  const found = new Map<number, unknown>();
  for (const event of events) {
    const before = entered.get(event.tid);
    if (event.dir === '>' && !ALONE.has(String(event.type))) entered.set(event.tid, event);
    if (!isCall(event)) continue;
    entered.delete(event.tid);
    const [, ...own] = Object.entries(event.args);
    // a call that the recording machine did not know has no name at its end
    const isPair = before !== undefined && (event.type === 'unknown' || before.type === event.type);
    const more = isPair ? Object.entries(before.args).filter(([name]) => !(name in event.args)) : [];
    found.set(
      event.num,
      Object.fromEntries(
        [...more, ...own].filter(([name, value]) => name !== 'fd' && !(name === 'data' && isPayload(value))),
      ),
    );
  }
  return found;
}

const FILTERS = [
  'evt.type = openat or evt.type = open',
  'proc.name != nginx and fd.num > 2',
  'evt.failed = true',
  'evt.latency > 5000',
  "fd.name contains '/'",
  'evt.num > 900 and evt.type in (read, write, switch, close)',
];
const FILTERED = CAPTURES.filter((path) => /sf-nginx|libs-sample|random-0/.test(path));

describeIf(hasDuckDb)('sysshark sql is exact', () => {
  test.each(CAPTURES)('%s: every column of every call, made of columns and of events', async (path) => {
    const { events, rows } = await printed(path);
    const calls = rows.filter((_, i) => isCall(events[i] as JsonEvent));
    expect(await sqlRows([path], `select ${COLUMNS} from calls order by num`)).toEqual(calls);
    const decoded = await sqlRows([path], `select ${COLUMNS}, args from calls order by num`);
    expect(decoded.map(({ args: _, ...row }) => row)).toEqual(calls);
    const args = argumentsOf(events);
    expect(decoded.map(({ args: text }) => JSON.parse(String(text)) as unknown)).toEqual(
      decoded.map(({ num }) => args.get(num as number)),
    );
  });

  test.each(FILTERS)('the filter %s selects the same calls, with arguments and without', async (filter) => {
    let count = 0;
    for (const path of share(FILTERED, FILTERS.indexOf(filter) + 1, 2)) {
      const all = await printed(path);
      const args = argumentsOf(all.events);
      const { events, rows } = await printed(path, filter);
      const calls = rows.filter((_, i) => isCall(events[i] as JsonEvent));
      expect(await sqlRows([path], `select ${COLUMNS} from calls order by num`, '--filter', filter)).toEqual(calls);
      const decoded = await sqlRows([path], 'select num, args from calls order by num', '--filter', filter);
      expect(decoded.map(({ num, args: text }) => [num, JSON.parse(String(text)) as unknown])).toEqual(
        calls.map(({ num }) => [num, args.get(num as number)]),
      );
      count += calls.length;
    }
    expect(count).toBeGreaterThan(0);
  });

  test.each(FILTERED)('%s: events are calls, what is no call, and calls that have not ended', async (path) => {
    const { events } = await printed(path);
    const columns = await sqlRows([path], 'select num, kind, type from events order by num');
    expect(await sqlRows([path], 'select num, kind, type from (select *, args as a from events) order by num')).toEqual(
      columns,
    );
    const decoded = await sqlRows([path], 'select num, kind, type, args from events order by num');
    expect(decoded.map(({ args: _, ...row }) => row)).toEqual(columns);
    const open = new Map<number, number>();
    const kinds = new Map<number, string>();
    for (const event of events) {
      const isAlone = event.dir === '>' && ALONE.has(String(event.type));
      if (isAlone) kinds.set(event.num, 'event');
      else if (isCall(event)) kinds.set(event.num, 'call');
      if (event.dir === '>' && !isAlone) open.set(event.tid, event.num);
      else if (!isAlone || event.type === 'procexit') open.delete(event.tid);
    }
    for (const num of open.values()) kinds.set(num, 'unfinished');
    const expected = [...kinds].sort(([a], [b]) => a - b);
    expect(columns.map(({ num, kind }) => [num, kind])).toEqual(expected);
  });

  test.each(FILTERED)('%s: sums and percentiles are those of the values, and of chisels', async (path) => {
    const { rows } = await printed(path, 'evt.dir=<');
    const byType = new Map<string, number[]>();
    for (const { type, latency } of rows)
      if (latency !== null) byType.set(String(type), [...(byType.get(String(type)) ?? []), latency as number]);
    const expected = [...byType].map(([type, all]) => {
      const sorted = all.sort((a, b) => a - b);
      const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
      return { type, n: sorted.length, t: sorted.reduce((sum, one) => sum + one, 0), p50: at(0.5), p99: at(0.99) };
    });
    const byName = (a: { type: unknown }, b: { type: unknown }): number => (String(a.type) < String(b.type) ? -1 : 1);
    const found = await sqlRows(
      [path],
      'select type, count(latency) n, sum(latency) t, quantile_disc(latency, 0.5) p50, quantile_disc(latency, 0.99) p99 from calls where latency is not null group by type',
    );
    expect([...found].sort(byName as never)).toEqual([...expected].sort(byName));
    const text = (row: unknown): string => JSON.stringify(row);
    const times = await lines('-r', path, '-j', '-c', 'topscalls_time');
    const asked = await sqlRows(
      [path],
      'select sum(latency) "time", type "syscall.type" from calls group by type having "time" > 0',
    );
    expect(asked.map(text).sort()).toEqual([...times].sort());
    const moved = await lines('-r', path, '-j', '-c', 'topfiles_bytes');
    const files = await sqlRows(
      [path],
      `select sum(bytes) "bytes", fd_name "fd.name" from calls
        where category = 'file' and fd_type <> 'directory' and bytes > 0 and fd_name is not null group by fd_name`,
    );
    expect(files.map(text).sort()).toEqual([...moved].sort());
  });
});
