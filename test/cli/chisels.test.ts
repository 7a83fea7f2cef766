import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type Row, rowsOf } from '../helpers/chisel-rows.js';
import { callsThatDiffer, notAt } from '../helpers/differences.js';
import { lines } from '../helpers/lines.js';
import { runOracle } from '../helpers/oracle.js';
import { share } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const captureOf = (name: string): string => sharedPath('captures', `${name}.scap`);
const CURL = captureOf('libs-curl-google');
const NGINX = captureOf('sf-nginx');
const scratch = mkdtempSync(join(tmpdir(), 'sysshark-chisels-'));
const inScratch = (name: string): string => join(scratch, name);
afterAll(() => rmSync(scratch, { recursive: true }));

/** The fields of all events that pass in the reference and have all the fields; numbers and texts. */
function referenceRows(capture: string, filter: string, fields: readonly string[]): string[][] {
  const format = fields.map((field) => `%${field}`).join('\t');
  return runOracle(capture, ['-f', filter, '-p', format]).lines.map((line) => line.split('\t'));
}

/** Sums by key; the map's keys are JSON. */
function added(rows: readonly (readonly [value: number, ...keys: readonly (string | number | null)[]])[]) {
  const sums = new Map<string, number>();
  for (const [value, ...keys] of rows) {
    const key = JSON.stringify(keys.map(String));
    sums.set(key, (sums.get(key) ?? 0) + value);
  }
  return new Map([...sums].filter(([, value]) => value > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const CAPTURES = [
  'libs-curl-google',
  'libs-sample',
  'sf-alpine',
  'sf-files',
  'sf-nginx',
  'sf-rename',
  'sf-setns',
  'sf-tcp-client-server',
];

/** Calls whose descriptors the reference sees, too. */
const ALIKE = notAt(callsThatDiffer('fd.type'));
const FILE = 'evt.is_io=true and fd.type=file';
const NET = 'evt.is_io=true and fd.type in (ipv4, ipv6)';
const CALLS = 'evt.dir=< and syscall.type exists';

/** Tables that sum up a field: words of the chisel, filter, field, name of the sum, key fields. */
const SUMS: readonly (readonly [words: string, filter: string, sum: string, name: string, keys: readonly string[]])[] =
  [
    ['topprocs_net', NET, 'evt.buflen', 'bytes', ['proc.name', 'proc.pid']],
    ['topprocs_file', FILE, 'evt.buflen', 'bytes', ['proc.name', 'proc.pid']],
    ['topprocs_errors', 'evt.failed=true', 'evt.count', 'errors', ['proc.name', 'proc.pid']],
    ['topfiles_bytes', FILE, 'evt.buflen', 'bytes', ['fd.name']],
    ['topfiles_time', 'fd.type=file', 'evt.latency', 'time', ['fd.name']],
    ['topconns', NET, 'evt.buflen', 'bytes', ['fd.l4proto', 'fd.name']],
    ['topports_server', NET, 'evt.buflen', 'bytes', ['fd.sport', 'fd.l4proto']],
    ['topports_client', NET, 'evt.buflen', 'bytes', ['fd.cport', 'fd.l4proto']],
    ['topscalls', CALLS, 'evt.count', 'calls', ['syscall.type']],
    ['topscalls_time', CALLS, 'evt.latency', 'time', ['syscall.type']],
    ['fdbytes_by fd.type', 'evt.is_io=true', 'evt.buflen', 'bytes', ['fd.type']],
    ['fdbytes_by fd.directory,proc.name', 'evt.is_io=true', 'evt.buflen', 'bytes', ['fd.directory', 'proc.name']],
    ['fdbytes_by fd.cip', 'evt.is_io=true', 'evt.buflen', 'bytes', ['fd.cip']],
    ['fdtime_by fd.type', 'evt.is_io=true', 'evt.latency', 'time', ['fd.type']],
  ];

describeWithShared('tables of chisels', () => {
  test.each(SUMS)('%s adds up what the reference prints', async (...[words, filter, sum, name, keys]) => {
    let count = 0;
    const turn = SUMS.findIndex(([row]) => row === words);
    for (const capture of [CURL, ...share(CAPTURES.slice(1).map(captureOf), turn, 3)]) {
      const theirs = referenceRows(capture, `${filter} and ${ALIKE}`, [sum, ...keys]);
      const ours = await rowsOf(capture, ...words.split(' '), ALIKE);
      expect(added(ours.map((row) => [row[name] as number, ...keys.map((key) => row[key] ?? null)]))).toEqual(
        added(theirs.map(([value, ...found]) => [Number(value), ...found])),
      );
      const values = ours.map((row) => row[name] as number);
      expect(values).toEqual([...values].sort((a, b) => b - a));
      count += ours.length;
    }
    expect(count).toBeGreaterThan(0);
  });

  /** Latencies in the reference, by keys as JSON. */
  function referenceLatencies(capture: string, filter: string, keys: readonly string[]): Map<string, number[]> {
    const groups = new Map<string, number[]>();
    for (const [latency, ...found] of referenceRows(capture, filter, ['evt.latency', ...keys])) {
      if (latency === '0') continue;
      const key = JSON.stringify(found);
      groups.set(key, [...(groups.get(key) ?? []), Number(latency)]);
    }
    return groups;
  }

  const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99 };

  /** Percentiles are rounded up by at most 0.8 %. */
  function expectPercentiles(row: Row, latencies: readonly number[]): void {
    const sorted = latencies.toSorted((a, b) => a - b);
    for (const [name, share] of Object.entries(SHARES)) {
      const exact = sorted[Math.ceil(share * sorted.length) - 1] as number;
      expect(row[name]).toBeGreaterThanOrEqual(exact);
      expect(row[name]).toBeLessThanOrEqual(exact * 1.008);
    }
  }

  const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

  test.each([
    ['syscall.type', CALLS],
    ['proc.name,syscall.type', `${CALLS} and evt.type in (read, write)`],
  ])('latency by %s agrees with the latencies of the reference', async (by, calls) => {
    const keys = by.split(',');
    let count = 0;
    for (const capture of CAPTURES.map(captureOf)) {
      const filter = `${calls} and ${ALIKE}`;
      const theirs = referenceLatencies(capture, filter, keys);
      const failed = referenceLatencies(capture, `${filter} and evt.failed=true`, keys);
      const ours = await rowsOf(capture, 'latency', by, filter);
      expect(ours.length).toBe(theirs.size);
      for (const row of ours) {
        const key = JSON.stringify(keys.map((name) => String(row[name])));
        const latencies = theirs.get(key) ?? [];
        const { calls: number, errors, total, max } = row;
        expect({ key, number, errors, total, max }).toEqual({
          key,
          number: latencies.length,
          errors: failed.get(key)?.length ?? 0,
          total: sumOf(latencies),
          max: Math.max(...latencies),
        });
        expectPercentiles(row, latencies);
      }
      count += ours.length;
    }
    expect(count).toBeGreaterThan(0);
  });

  test('errors counts failures by error and call', async () => {
    let count = 0;
    for (const capture of CAPTURES.map(captureOf)) {
      const theirs = referenceRows(capture, `evt.failed=true and ${ALIKE}`, ['evt.res', 'syscall.type']);
      // the reference has no results of calls without an event of their own
      const ours = await rowsOf(capture, 'errors', 'evt.failed=true', 'and', 'evt.arg[0] exists', 'and', ALIKE);
      expect(
        added(ours.map((row) => [row['errors'] as number, row['evt.res'] ?? null, row['syscall.type'] ?? null])),
      ).toEqual(added(theirs.map((found) => [1, ...found])));
      count += ours.length;
    }
    expect(count).toBeGreaterThan(0);
  });

  test('fdbytes_by knows the use of memory, beside other keys as well', async () => {
    const capture = captureOf('sf-nginx');
    const format = '%evt.buflen\t%thread.vmsize\t%proc.name';
    const shown = (await lines('-r', capture, '-p', format, 'evt.is_io=true')).map((line) => line.split('\t'));
    const ours = await rowsOf(capture, 'fdbytes_by', 'thread.vmsize,proc.name');
    const sums = added(shown.map(([bytes, ...keys]) => [Number(bytes), ...keys]));
    expect(sums.size).toBeGreaterThan(2);
    expect(
      added(ours.map((row) => [row['bytes'] as number, row['thread.vmsize'] ?? null, row['proc.name'] ?? null])),
    ).toEqual(sums);
  });

  test('topfiles_errors counts failures by path, or by descriptor if the call takes none', async () => {
    for (const capture of CAPTURES.map(captureOf)) {
      // the reference has no paths of other calls that fail
      const filter = 'fd.type=file or evt.type in (open, openat, openat2)';
      const format = '*%fd.name\t%fs.path.name\t%evt.failed';
      const calls = runOracle(capture, ['-f', filter, '-p', format]).lines.map((line) => line.split('\t'));
      const theirs = calls.filter(([, , isFailed]) => isFailed === 'true');
      const ours = await rowsOf(capture, 'topfiles_errors', filter);
      expect(added(ours.map((row) => [row['errors'] as number, row['fs.path.name'] ?? null]))).toEqual(
        added(theirs.map(([fd = '', path = '']) => [1, fd === '<NA>' ? path : fd.replace(/\/{2,}/g, '/')])),
      );
    }
  });

  test('fdcount_by counts each descriptor once, from open to close', async () => {
    for (const capture of ['libs-curl-google', 'sf-files', 'sf-rename'].map(captureOf)) {
      const closed = new Map<string, number>();
      const seen = new Set<string>();
      const fields = ['fd.type', 'proc.pid', 'fd.num', 'evt.type', 'evt.dir'];
      for (const [type, pid, fd, call, direction] of referenceRows(capture, 'fd.num >= 0 and fd.type=file', fields)) {
        const ends = closed.get(`${pid} ${fd}`) ?? 0;
        seen.add(JSON.stringify([type, pid, fd, ends]));
        if (call === 'close' && direction === '<') closed.set(`${pid} ${fd}`, ends + 1);
      }
      const ours = await rowsOf(capture, 'fdcount_by', 'fd.type', 'fd.type=file');
      expect(ours).toEqual([{ fds: seen.size, 'fd.type': 'file' }]);
    }
  });

  test('fdcount_by counts connections by the port of the server, as accepted', async () => {
    const [row] = await rowsOf(captureOf('sf-tcp-client-server'), 'fdcount_by', 'fd.sport', 'evt.type=accept');
    const theirs = referenceRows(captureOf('sf-tcp-client-server'), 'evt.type=accept', ['fd.sport', 'fd.name']);
    expect(row).toEqual({ fds: new Set(theirs.map(String)).size, 'fd.sport': Number(theirs[0]?.[0]) });
  });

  /** CPU time from the reference's switches: between the switch to a thread and the switch from it. */
  function referenceCpu(capture: string, keys: readonly string[]) {
    const last = new Map<string, { readonly time: bigint; readonly next: string }>();
    const fields = ['evt.cpu', 'evt.rawtime', 'thread.tid', 'evt.rawarg.next', ...keys];
    const format = `*${fields.map((field) => `%${field}`).join('\t')}`;
    const { lines: switches } = runOracle(capture, ['-f', 'evt.type=switch', '-p', format]);
    let cut = 0;
    const slices = switches.flatMap((line) => {
      const [cpu = '', time = '', tid = '', next = '', ...found] = line.split('\t');
      const before = last.get(cpu);
      last.set(cpu, { time: BigInt(time), next });
      if (before !== undefined && before.next !== tid && tid !== '0') cut++;
      if (before === undefined || before.next !== tid || tid === '0' || found.includes('<NA>')) return [];
      return [[Number(BigInt(time) - before.time), ...found] as const];
    });
    const lack = switches.length === 0 ? 'has no scheduler switches' : `lacks the start of ${cut} of `;
    return { times: added(slices), lack: switches.length > 0 && cut === 0 ? null : lack };
  }

  /** The rows of a chisel that adds up CPU time and reports what the capture lacks. */
  async function cpuRowsOf(capture: string, lack: string | null, ...words: readonly string[]): Promise<Row[]> {
    const { stdout, stderr, exitCode } = await sysshark(['-r', capture, '-j', '-c', ...words]);
    expect({ stderr, exitCode }).toEqual({
      stderr: lack === null ? '' : expect.stringContaining(lack),
      exitCode: lack === null ? 0 : 2,
    });
    return stdout === '' ? [] : stdout.split('\n').map((line) => JSON.parse(line) as Row);
  }

  test('topprocs_cpu adds up the time from switch to switch, whatever the filter', async () => {
    let count = 0;
    for (const capture of CAPTURES.map(captureOf)) {
      const { times, lack } = referenceCpu(capture, ['proc.name', 'proc.pid']);
      const keysOf = ({ 'proc.name': name, 'proc.pid': pid }: Row) => JSON.stringify([String(name), String(pid)]);
      const ours = await cpuRowsOf(capture, lack, 'topprocs_cpu');
      expect(new Map(ours.map((row) => [keysOf(row), row['cputime']]))).toEqual(times);
      count += ours.length;
      const [first] = ours;
      if (first === undefined) continue;
      // the switches to a thread are not its own events
      const { stdout } = await sysshark(['-r', capture, '-j', '-c', 'topprocs_cpu', `proc.pid=${first['proc.pid']}`]);
      expect(JSON.parse(stdout)).toEqual(first);
    }
    expect(count).toBeGreaterThan(10);
  });

  test.each([
    ['topcontainers_net', NET, 'evt.buflen', 'bytes'],
    ['topcontainers_file', FILE, 'evt.buflen', 'bytes'],
    ['topcontainers_error', 'evt.failed=true', 'evt.count', 'errors'],
  ])('%s knows containers, and nothing of the host', async (chisel, filter, sum, name) => {
    for (const capture of ['sf-nginx', 'sf-alpine', 'libs-sample'].map(captureOf)) {
      const theirs = referenceRows(capture, `${filter} and container.id != host`, [sum, 'container.id']);
      const ours = await rowsOf(capture, chisel);
      expect(added(ours.map((row) => [row[name] as number, row['container.id'] ?? null]))).toEqual(
        added(theirs.map(([value, id = '']) => [Number(value), id])),
      );
    }
  });

  test('topcontainers_cpu is topprocs_cpu by container', async () => {
    for (const capture of ['sf-nginx', 'sf-alpine', 'libs-sample'].map(captureOf)) {
      const { times, lack } = referenceCpu(capture, ['container.id']);
      times.delete('["host"]');
      const ours = await cpuRowsOf(capture, lack, 'topcontainers_cpu');
      expect(added(ours.map((row) => [row['cputime'] as number, row['container.id'] ?? null]))).toEqual(times);
    }
  });

  test.each([
    ['iobytes', 'evt.is_io=true', 0],
    ['iobytes_file', FILE, 1],
    ['iobytes_net', NET, 0],
  ])('%s adds up each second', async (chisel, filter, turn) => {
    for (const capture of share(CAPTURES, turn, 2).map(captureOf)) {
      const rows = referenceRows(capture, filter, ['evt.buflen', 'evt.rawtime.s', 'evt.is_io_read']);
      const inAll = added(rows.map(([bytes, second = '']) => [Number(bytes), second]));
      const written = rows.filter(([, , isRead]) => isRead === 'false');
      const outAll = added(written.map(([bytes, second = '']) => [Number(bytes), second]));
      const ours = await rowsOf(capture, chisel);
      const sums = (name: string) => added(ours.map((row) => [row[name] as number, row['evt.rawtime.s'] ?? null]));
      expect([sums('bytes'), sums('out')]).toEqual([inAll, outAll]);
    }
  });

  test.each([
    ['scallslower', 'syscall.type exists', 1],
    ['fileslower', FILE, 0],
    ['netlower', NET, 1],
  ])('%s lists calls that took longer, event by event', async (chisel, filter, turn) => {
    for (const capture of share(CAPTURES, turn, 2).map(captureOf)) {
      const fields = ['evt.dir', 'evt.latency', 'evt.type'];
      // if the reference rejects enter events, it does not know the descriptors of the exits
      const both = referenceRows(capture, `${filter} and (evt.dir=> or evt.latency > 12500)`, fields);
      const theirs = both.filter(([direction]) => direction === '<');
      const ours = await lines('-r', capture, '-j', '-c', chisel, '0.0125');
      const parsed = ours.map((line) => JSON.parse(line) as Row);
      expect(parsed.map((row) => [String(row['evt.latency']), row['evt.type']])).toEqual(
        theirs.map(([, latency, type]) => [latency, type]),
      );
      // headings are printed, too
      expect(await lines('-r', capture, '-c', chisel, '0.0125')).toHaveLength(ours.length + 1);
    }
  });

  test('proc_exec_time shows the duration of every process that ends', async () => {
    for (const capture of CAPTURES.map(captureOf)) {
      const filter = 'evt.type=procexit and thread.ismain=true';
      const format = '*%proc.duration\t%proc.pid';
      const theirs = runOracle(capture, ['-f', filter, '-p', format]).lines;
      expect(
        (await rowsOf(capture, 'proc_exec_time')).map((row) => `${row['proc.duration'] ?? '<NA>'}\t${row['proc.pid']}`),
      ).toEqual(theirs);
    }
  });

  /** Calls that wait on purpose, besides those of evt.is_wait. */
  const WAITING = new Set([
    'futex',
    'accept',
    'accept4',
    'wait4',
    'flock',
    'epoll_pwait',
    'pselect6',
    'rt_sigtimedwait',
  ]);

  test('scallslower says what a call waits for, and a filter leaves such calls out', async () => {
    const calls = (...filter: string[]) => rowsOf(CURL, 'scallslower', '0', ...filter);
    const polls = (await calls()).filter((row) => row['evt.type'] === 'poll');
    expect(polls.length).toBeGreaterThan(0);
    expect(new Set(polls.map((row) => row['evt.waits_for']))).toEqual(new Set(['events']));
    const others = await calls('not evt.waits_for exists');
    expect(others.length).toBeGreaterThan(0);
    expect(others).toEqual((await calls()).filter((row) => row['evt.waits_for'] === null));
    expect((await lines('-r', CURL, '-c', 'scallslower', '0', 'evt.type=poll'))[1]).toMatch(/ poll +\S+ +events +/);
  });

  test('bottlenecks shows the ten slowest calls other than waiting ones', async () => {
    for (const capture of CAPTURES.map(captureOf)) {
      const theirs = referenceRows(capture, `${CALLS} and evt.is_wait=false`, ['evt.latency', 'evt.type']);
      const slowest = theirs
        .filter(([latency, type = '']) => latency !== '0' && !WAITING.has(type))
        .sort(([a], [b]) => Number(b) - Number(a))
        .slice(0, 10);
      expect(
        (await rowsOf(capture, 'bottlenecks')).map((row) => [String(row['evt.latency']), row['evt.type']]),
      ).toEqual(slowest);
    }
  });
});

describeWithShared('chisels on the command line', () => {
  test('a table has a heading, a rule and ten rows, largest first; -v has all', async () => {
    const [heading, rule, ...rows] = await lines('-r', CURL, '-c', 'topscalls');
    expect(heading).toBe('Calls     Call');
    expect(rule).toBe('-'.repeat(80));
    expect(rows).toHaveLength(10);
    expect(rows[0]).toBe('110       mmap');
    const { stdout } = await sysshark(['-r', CURL, '-v', '-c', 'topscalls']);
    expect(stdout.split('\n').length).toBeGreaterThan(20);
  });

  test('bytes and times have readable units', async () => {
    expect((await lines('-r', CURL, '-c', 'topconns'))[2]).toMatch(/^11\.31KB {3}tcp {4}2600:.*:80$/);
    expect((await lines('-r', CURL, '-c', 'topscalls_time'))[2]).toBe('80ms      poll');
    const { stdout } = await sysshark(['-r', CURL, '-c', 'topprocs_cpu']);
    expect(stdout.split('\n')[2]).toMatch(/^\d+\.\d\d% +curl {5}17497$/);
  });

  test.each([
    [['-ctopfiles_bytes', 'proc.name=curl']],
    [['proc.name=curl', '-c', 'topfiles_bytes']],
    [['--chisel=topfiles_bytes', 'proc.name', '=', 'curl']],
    [['--chisel', 'topfiles_bytes', '-q', 'proc.name=curl']],
    [['-qc', 'topfiles_bytes', 'proc.name=curl']],
  ])('%j is -c topfiles_bytes with a filter', async (words) => {
    expect(await lines('-r', CURL, ...words)).toEqual(
      await lines('-c', 'topfiles_bytes', '-r', CURL, 'proc.name = curl'),
    );
  });

  test('a filter after the arguments applies to the chisel', async () => {
    const all = await rowsOf(CURL, 'fdbytes_by', 'fd.type');
    expect(all.map((row) => row['fd.type'])).toEqual(['file', 'ipv6']);
    expect(await rowsOf(CURL, 'fdbytes_by', 'fd.type', 'fd.type=ipv6')).toEqual(all.slice(1));
    expect(await rowsOf(CURL, 'fdbytes_by', 'fd.type', 'fd.type', '=', 'ipv6')).toEqual(all.slice(1));
  });

  test('several run at once, each with its own events', async () => {
    const [one, other] = [await lines('-r', CURL, '-c', 'topconns'), await lines('-r', CURL, '-c', 'topscalls')];
    expect(await lines('-r', CURL, '-c', 'topconns', '-c', 'topscalls')).toEqual([...one, '', ...other]);
    expect(await lines('-r', CURL, '-j', '-c', 'topconns', '-c', 'topscalls')).toHaveLength(
      (await lines('-r', CURL, '-j', '-c', 'topconns')).length +
        (await lines('-r', CURL, '-j', '-c', 'topscalls')).length,
    );
  });

  test('-w writes the same as without a chisel, and the chisel still runs', async () => {
    const filter = 'proc.name=nginx';
    expect(await lines('-r', NGINX, '-w', inScratch('with.scap'), '-c', 'topscalls', filter)).toEqual(
      await lines('-r', NGINX, '-c', 'topscalls', filter),
    );
    await lines('-r', NGINX, '-w', inScratch('without.scap'), filter);
    expect(readFileSync(inScratch('with.scap')).equals(readFileSync(inScratch('without.scap')))).toBe(true);
  });

  test('-n and -S count what passes the filter', async () => {
    const counted = await rowsOf(CURL, 'topscalls', '-n', '100');
    const passed = runOracle(CURL, ['-n', '100', '-p', '%evt.dir %syscall.type']).lines;
    const calls = counted.reduce((sum, row) => sum + (row['calls'] as number), 0);
    expect(calls).toBe(passed.filter((line) => line.startsWith('<')).length);
    const table = await lines('-r', CURL, '-S', '-c', 'topfiles_bytes');
    expect(table.slice(-(await lines('-r', CURL, '-q', '-S')).length)).toEqual(await lines('-r', CURL, '-q', '-S'));
  });

  test('-pc shows containers, including those without a name', async () => {
    const [heading, , row] = await lines('-r', NGINX, '-pc', '-c', 'topfiles_bytes', 'fd.name contains error.log');
    expect([heading, row]).toEqual(['Bytes     Container  Filename', '506B      <NA>       /var/log/nginx/error.log']);
  });

  test('for a truncated capture, the table of what was there is printed, then the error, status 2', async () => {
    writeFileSync(inScratch('cut.scap'), readFileSync(CURL).subarray(0, -2000));
    const { stdout, stderr, exitCode } = await sysshark(['-r', inScratch('cut.scap'), '-c', 'topscalls']);
    expect(exitCode).toBe(2);
    expect(stdout.split('\n').length).toBeGreaterThan(10);
    expect(stderr).toMatch(/^sysshark: .*cut.scap: [^\n]*cut or damaged[^\n]*$/);
  });
});

describe('bad command lines of chisels', () => {
  test.each([
    [['-c', 'topfile_byte'], 'there is no chisel "topfile_byte"; did you mean topfiles_bytes?'],
    [
      ['-c', 'zzzzzzzzz'],
      'there is no chisel "zzzzzzzzz"; sysshark -cl lists them, and one of your own is a path, as ./mine.js',
    ],
    [
      ['-i', 'zzzzzzzzz'],
      'there is no chisel "zzzzzzzzz"; sysshark -cl lists them, and one of your own is a path, as ./mine.js',
    ],
    [['-c', 'fileslower'], '-c fileslower MIN_MS: MIN_MS is missing (shortest duration in milliseconds)'],
    [
      ['-c', 'fileslower', '-r', 'x', '1'],
      '-c fileslower MIN_MS: MIN_MS is missing (shortest duration in milliseconds)',
    ],
    [['-c', 'fileslower', 'soon'], '-c fileslower takes MIN_MS, a number of milliseconds, not "soon"'],
    [['-c', 'topscalls', '-w', '-'], '-w - and -c both write to standard output: give -w a file name'],
    [['-c', 'topscalls', '-T', 'ndjson'], '-T ndjson and -c cannot be combined: give only one of them'],
    [['--explain', '-c', 'topscalls'], '--explain explains only filters: leave out -c (-i NAME describes a chisel)'],
    [['merge', 'a', 'b', '-c', 'topscalls'], 'merge does not run chisels: leave out -c'],
    [
      ['-c'],
      "option '-c, --chisel <NAME>' argument missing; sysshark -cl lists the chisels; for a table of calls, use -q -S",
    ],
    [['-c', ''], '-c takes a NAME, not ""'],
  ])('%j gives an error of one line, status 1', async (words, message) => {
    const { stdout, stderr, exitCode } = await sysshark(words);
    expect({ stdout, stderr, exitCode }).toEqual({ stdout: '', stderr: `sysshark: ${message}`, exitCode: 1 });
  });

  test('an unknown key field and a wrong filter are shown as they were given', async () => {
    const key = await sysshark(['-c', 'fdbytes_by', 'fd.typ']);
    expect(key.stderr.split('\n').slice(0, 2)).toEqual([
      expect.stringContaining("there is no field 'fd.typ'"),
      '  fd.typ',
    ]);
    const filter = await sysshark(['-c', 'topscalls', 'proc.nam=x']);
    expect(filter.stderr.split('\n')[1]).toBe('  proc.nam=x');
    expect([key.exitCode, filter.exitCode]).toEqual([1, 1]);
  });
});

describe('the list of chisels', () => {
  test('-cl, -c l and --list-chisels are the same: by category, each with its description', async () => {
    const list = await lines('-cl');
    expect(await lines('-c', 'l')).toEqual(list);
    expect(await lines('--list-chisels')).toEqual(list);
    expect(list).toContain('Category: CPU Usage');
    expect(list.find((line) => line.startsWith('topfiles_bytes '))).toMatch(/^topfiles_bytes +\S.*$/);
    expect(list.every((line) => line.length <= 100)).toBe(true);
  });

  test('-i describes every chisel of the list, with its arguments', async () => {
    const { chisels } = JSON.parse((await sysshark(['-cl', '-j'])).stdout) as {
      chisels: { name: string; args: { name: string; isOptional: boolean }[] }[];
    };
    expect(chisels.length).toBeGreaterThan(20);
    for (const { name, args } of chisels.slice(0, 5)) {
      const info = await lines(`-i${name}`);
      expect(info.join('\n')).toContain(
        ['-c', name, ...args.map((arg) => (arg.isOptional ? `[${arg.name}]` : arg.name))].join(' '),
      );
    }
  });
});
