import { afterAll, describe, expect, test } from '@jest/globals';
import { byKey, grouped, jq, type Row, rowsOf, sum } from '../helpers/chisel-rows.js';
import { lines } from '../helpers/lines.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const CAPTURES = [
  'libs-curl-google',
  'libs-sample',
  'sf-alpine',
  'sf-files',
  'sf-nginx',
  'sf-setns',
  'sf-tcp-client-server',
].map((name) => sharedPath('captures', `${name}.scap`));

/** Calls that moved data, with their directions. */
const IO = 'evt.is_io=true and evt.buflen > 0';
async function moved(capture: string, filter: string): Promise<readonly Row[]> {
  const of = (way: string): Promise<readonly Row[]> =>
    jq(
      capture,
      `${IO} and evt.io_dir=${way} and ${filter}`,
      `{way: "${way}", name: .fd.name, type: .fd.type, pid: .process.pid, process: .process.name, bytes: .result, time: .latency, ns}`,
    );
  return [...(await of('read')), ...(await of('write'))];
}

describeWithShared('views of captures', () => {
  test('conversations have the bytes that jq adds up, each way, and their times', async () => {
    let count = 0;
    for (const capture of CAPTURES) {
      const calls = byKey(await moved(capture, 'fd.type in (ipv4, ipv6)'), 'name');
      const rows = await rowsOf(capture, 'conversations');
      expect(rows.length).toBe(calls.size);
      for (const row of rows) {
        const [client, server] = [row['client'], row['server']].map((end) => String(end).replaceAll(/[[\]]/g, ''));
        const theirs = calls.get(JSON.stringify([`${client}->${server}`])) ?? [];
        const [reads, writes] = ['read', 'write'].map((way) => theirs.filter((one) => one['way'] === way)) as [
          Row[],
          Row[],
        ];
        // if both ends were recorded, all that was written was also read
        const isBoth = new Set(theirs.map(({ pid }) => pid)).size > 1;
        const expected = isBoth ? writes : theirs;
        expect([row['bytes'], row['calls']]).toEqual([sum(expected, 'bytes'), isBoth ? row['calls'] : expected.length]);
        if (!isBoth)
          expect(new Set([row['bytes.sent'], row['bytes.received']])).toEqual(
            new Set([sum(writes, 'bytes'), sum(reads, 'bytes')]),
          );
        const times = theirs.map(({ ns }) => BigInt(String(ns))).sort((a, b) => (a < b ? -1 : 1));
        expect(row['duration']).toBe(Number((times.at(-1) as bigint) - (times[0] as bigint)));
      }
      count += rows.length;
    }
    expect(count).toBeGreaterThan(3);
  });

  test('endpoints send and receive what conversations move', async () => {
    for (const capture of CAPTURES) {
      const conversations = await rowsOf(capture, 'conversations');
      for (const words of [['endpoints'], ['endpoints', 'port']]) {
        const ends = await rowsOf(capture, ...words);
        expect(sum(ends, 'connections')).toBe(2 * conversations.length);
        for (const name of ['calls', 'bytes']) {
          expect(sum(ends, `${name}.sent`)).toBe(sum(conversations, name));
          expect(sum(ends, `${name}.received`)).toBe(sum(conversations, name));
        }
      }
      const byAddress = new Map((await rowsOf(capture, 'endpoints')).map((row) => [row['address'], row]));
      const ofAddress = (ip: unknown) =>
        sum(
          conversations.filter((row) => row['fd.cip'] === ip),
          'bytes.sent',
        ) +
        sum(
          conversations.filter((row) => row['fd.sip'] === ip),
          'bytes.received',
        );
      for (const [address, row] of byAddress) expect(row['bytes.sent']).toBe(ofAddress(address));
    }
  });

  test('io_tree has the sums of jq in its leaves, and in its branches those of what is below', async () => {
    let count = 0;
    for (const capture of CAPTURES) {
      const calls = byKey(await moved(capture, 'fd.num >= 0'), 'process', 'pid', 'type', 'name');
      const rows = await rowsOf(capture, 'io_tree');
      const level = (name: string) => rows.filter((row) => row['level'] === name);
      const leaves = byKey(level('descriptor'), 'proc.name', 'proc.pid', 'fd.type', 'fd.name');
      expect(leaves.size).toBe(calls.size);
      for (const [key, theirs] of calls) {
        const ours = leaves.get(key.replace(/null\]$/, '""]')) ?? leaves.get(key) ?? [];
        const reads = theirs.filter(({ way }) => way === 'read');
        expect({ key, read: sum(ours, 'read'), written: sum(ours, 'written'), time: sum(ours, 'time') }).toEqual({
          key,
          read: sum(reads, 'bytes'),
          written: sum(theirs, 'bytes') - sum(reads, 'bytes'),
          time: sum(theirs, 'time'),
        });
        expect(sum(ours, 'calls.read') + sum(ours, 'calls.written')).toBe(theirs.length);
      }
      for (const name of ['bytes', 'read', 'written', 'calls.read', 'calls.written', 'time'])
        for (const above of ['container', 'process'])
          expect(sum(level(above), name)).toBe(sum(level('descriptor'), name));
      count += leaves.size;
    }
    expect(count).toBeGreaterThan(20);
  });

  test.each(['20', '1000'])('iograph in intervals of %s ms has the calls and bytes of jq', async (interval) => {
    const ns = BigInt(interval) * 1_000_000n;
    for (const capture of CAPTURES) {
      const calls = await jq(capture, 'evt.dir=< and syscall.type exists', '{ns}');
      const bytes = await moved(capture, 'fd.num >= 0');
      const startOf = ({ ns: time }: Row): string => String((BigInt(String(time)) / ns) * ns);
      const rows = await lines('-r', capture, '-j', '-c', 'iograph', interval);
      const counted = rows.map((line) => (/:(\d+),"calls":(\d+),"bytes":(\d+)/.exec(line) ?? []).slice(1));
      const used = counted.filter(([, count]) => count !== '0');
      const byStart = grouped(calls, startOf);
      const bytesByStart = grouped(bytes, startOf);
      expect(used).toEqual(
        [...byStart].map(([start, all]) => [
          start,
          String(all.length),
          String(sum(bytesByStart.get(start) ?? [], 'bytes')),
        ]),
      );
    }
  });

  test('iograph has in each series what it has with that filter alone', async () => {
    const filters = [
      'evt.type=read',
      'evt.failed=true',
      'fd.type=file and evt.rawres > 100',
      'proc.cmdline contains ";"',
      'evt.type=openat or evt.buffer contains e',
    ];
    let count = 0;
    for (const capture of CAPTURES) {
      const rows = await rowsOf(capture, 'iograph', '100', 'bytes', `${filters.join('; ')};`);
      expect(new Set(rows.map(({ series }) => series))).toEqual(new Set(rows.length === 0 ? [] : filters));
      for (const filter of filters) {
        const alone = await rowsOf(capture, 'iograph', '100', 'bytes', filter);
        const isUsed = ({ calls }: Row): boolean => calls !== 0;
        const own = rows.filter((row) => row['series'] === filter && isUsed(row));
        expect(own.map(({ series: _, ...row }) => row)).toEqual(alone.filter(isUsed));
        count += own.length;
      }
    }
    expect(count).toBeGreaterThan(50);
  });

  test('filters narrow each of them', async () => {
    const [file] = CAPTURES as [string];
    expect((await rowsOf(file, 'conversations', 'fd.sport=80')).length).toBe(1);
    const tree = await rowsOf(file, 'io_tree', 'fd.type=file');
    expect(new Set(tree.filter(({ level }) => level === 'descriptor').map((row) => row['fd.type']))).toEqual(
      new Set(['file']),
    );
    const graph = await rowsOf(file, 'iograph', '100', 'bytes', 'evt.type=read');
    expect(sum(graph, 'calls')).toBe((await lines('-r', file, '-p', '%evt.num', 'evt.type=read and evt.dir=<')).length);
  });
});

describe('mistakes', () => {
  test.each([
    [['endpoints', 'names', 'evt.type=read'], /endpoints takes address, port, not "names"/],
    [['iograph', '0', 'evt.type=read'], /iograph takes an interval in ms, from 1 to 3600000, not "0"/],
    [['iograph', '10', 'events', 'evt.type=read'], /iograph takes calls, bytes, not "events"/],
  ])('%j is one line, with status 1', async (words, message) => {
    const { stdout, stderr, exitCode } = await sysshark(['-r', '/nowhere', '-c', ...words]);
    expect(stderr).toMatch(message);
    expect({ stdout, lines: stderr.split('\n').length, exitCode }).toEqual({ stdout: '', lines: 1, exitCode: 1 });
  });

  test('a wrong filter of a series is shown with its place', async () => {
    const { stderr, exitCode } = await sysshark(['-r', '/nowhere', '-c', 'iograph', '10', 'calls', 'a; evt.typ=write']);
    expect(stderr).toMatch(/^sysshark: filter error: .*\n {2}a\n {2}\^/);
    expect(exitCode).toBe(1);
  });
});
