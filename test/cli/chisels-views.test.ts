import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lines } from '../helpers/lines.js';
import { describeLive } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { shell, sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

type Row = Readonly<Record<string, string | number | null>>;

const CAPTURES = [
  'libs-curl-google',
  'libs-sample',
  'sf-alpine',
  'sf-files',
  'sf-nginx',
  'sf-setns',
  'sf-tcp-client-server',
].map((name) => sharedPath('captures', `${name}.scap`));

/** The rows of a chisel with -j. */
async function rowsOf(capture: string, ...words: readonly string[]): Promise<readonly Row[]> {
  return (await lines('-r', capture, '-j', '-c', ...words)).map((line) => JSON.parse(line) as Row);
}

/** What jq makes of the typed JSON of the events that pass a filter: an array of objects. */
async function jq(capture: string, filter: string, program: string): Promise<readonly Row[]> {
  const { stdout, stderr, exitCode } = await shell(`$S -r ${capture} -T ndjson "${filter}" | jq -c '${program}'`);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return stdout === '' ? [] : stdout.split('\n').map((line) => JSON.parse(line) as Row);
}

const sum = (rows: readonly Row[], name: string): number => rows.reduce((all, row) => all + Number(row[name]), 0);

function grouped(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row)) ?? [];
    group.push(row);
    groups.set(keyOf(row), group);
  }
  return groups;
}

const byKey = (rows: readonly Row[], ...names: readonly string[]): Map<string, readonly Row[]> =>
  grouped(rows, (row) => JSON.stringify(names.map((name) => row[name])));

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

/** A server and a client in one process tree: 5000 bytes there in 5 calls, 700 back in 7. It prints the port. */
const TALK = `use Socket; $| = 1; socket(my $s, PF_INET, SOCK_STREAM, 0); bind($s, sockaddr_in(0, INADDR_LOOPBACK)); listen($s, 5);
my ($port) = sockaddr_in(getsockname($s)); if (my $pid = fork) { accept(my $c, $s); my $got = 0;
while ($got < 5000) { $got += sysread $c, my $x, 5000 } syswrite $c, "y" x 100 for 1 .. 7; shutdown $c, 1; waitpid $pid, 0; print "$port\\n" }
else { socket(my $c, PF_INET, SOCK_STREAM, 0); connect($c, sockaddr_in($port, INADDR_LOOPBACK)); syswrite $c, "x" x 1000 for 1 .. 5;
while (sysread $c, my $x, 1000) { } }`;

/** Four connections wait in a queue of five before the first one is accepted; it prints the port. */
const QUEUE = `use Socket; socket(my $s, PF_INET, SOCK_STREAM, 0); bind($s, sockaddr_in(0, INADDR_LOOPBACK)); listen($s, 5);
my ($port) = sockaddr_in(getsockname($s)); my @c; for (1 .. 4) { socket(my $c, PF_INET, SOCK_STREAM, 0);
connect($c, sockaddr_in($port, INADDR_LOOPBACK)); push @c, $c } accept(my $x, $s) for 1 .. 4; print "$port\\n"`;

/** Children that end in different ways; it prints the id and the wait status of each, by the name that it has. */
const FAMILY = `$| = 1; sub child { my ($name, $code) = @_; my $pid = fork; if (!$pid) { $code->(); exit 0 } waitpid $pid, 0; print "$name $pid $?\\n" }
child("three", sub { exit 3 }); child("killed", sub { kill 9, $$; sleep 9 });
child("program", sub { exec "/bin/sh", "-c", "/bin/true; exit 5" }); child("fine", sub { my $s = 0; $s += $_ for 1 .. 300000 });`;

describeLive('views of this machine', () => {
  test('conversations, live: each byte once, though both ends are recorded', async () => {
    const { stdout } = await sysshark(['-j', '-c', 'conversations', '--', '/usr/bin/perl', '-e', TALK]);
    const all = stdout.split('\n');
    const port = Number(all.find((line) => /^\d+$/.test(line)));
    const row = JSON.parse(all.filter((line) => line.startsWith('{')).at(-1) as string) as Row;
    expect(row).toMatchObject({
      'fd.sport': port,
      'bytes.sent': 5000,
      'calls.sent': 5,
      'bytes.received': 700,
      'calls.received': 7,
    });
  });

  describe('of CPUs, queues and page faults', () => {
    const file = scratch.path('queue.scap');
    let port = 0;

    beforeAll(async () => {
      const { stdout } = await sysshark(['--page-faults', '-w', file, '--', '/usr/bin/perl', '-e', QUEUE]);
      port = Number(stdout);
    });

    test('acceptqueues has the lengths that follow from the order of the calls', async () => {
      expect(await rowsOf(file, 'acceptqueues')).toEqual([
        {
          accepted: 4,
          'queue.mean': (3 + 2 + 1 + 0) / 4,
          'queue.max': 3,
          'queue.limit': 5,
          'queue.full': 60,
          'fd.sip': '127.0.0.1',
          'fd.sport': port,
          'proc.name': 'perl',
        },
      ]);
    });

    test('CPU time by CPU and by thread adds up to that by process', async () => {
      const processes = await rowsOf(file, 'topprocs_cpu');
      const threads = await rowsOf(file, 'topthreads_cpu');
      expect(processes.length).toBeGreaterThan(0);
      expect(sum(await rowsOf(file, 'topcpus'), 'cputime')).toBe(sum(processes, 'cputime'));
      for (const [pid, rows] of byKey(threads, 'proc.pid', 'proc.name'))
        expect([pid, sum(rows, 'cputime')]).toEqual([
          pid,
          sum(byKey(processes, 'proc.pid', 'proc.name').get(pid) ?? [], 'cputime'),
        ]);
      expect(sum(threads, 'cputime')).toBe(sum(processes, 'cputime'));
    });

    test('topprocs_faults counts the events; without any it says so, with status 2', async () => {
      const faults = await jq(file, 'evt.type=page_fault', '{pid: .process.pid}');
      const rows = await rowsOf(file, 'topprocs_faults');
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row['faults']).toBe(faults.filter(({ pid }) => pid === row['proc.pid']).length);
      expect(sum(rows, 'faults')).toBe(faults.length);
      const none = await sysshark(['-c', 'topprocs_faults', '--', 'true']);
      expect(none.stderr).toMatch(
        /^sysshark: topprocs_faults: the capture has no page faults: record with --page-faults$/,
      );
      expect(none.exitCode).toBe(2);
    });
  });

  describe('proctree', () => {
    const file = scratch.path('family.scap');
    let said: readonly (readonly [name: string, pid: number, status: number])[] = [];

    beforeAll(async () => {
      const { stdout } = await sysshark(['-w', file, '--', '/usr/bin/perl', '-e', FAMILY]);
      said = stdout.split('\n').map((line) => {
        const [name = '', pid, status] = line.split(' ');
        return [name, Number(pid), Number(status)] as const;
      });
    });

    test('has the exit statuses and signals that wait tells, below the parent', async () => {
      const rows = await rowsOf(file, 'proctree');
      expect(said.map(([name]) => name)).toEqual(['three', 'killed', 'program', 'fine']);
      const [root] = rows;
      expect(root).toMatchObject({ depth: 0, 'proc.name': 'perl' });
      for (const [, pid, status] of said) {
        const row = rows.find((one) => one['proc.pid'] === pid);
        const signal = status & 0x7f;
        expect(row).toMatchObject({
          depth: 1,
          'proc.ppid': root?.['proc.pid'],
          status: signal === 0 ? status >> 8 : null,
          signal: signal === 0 ? null : signal,
        });
      }
      const program = said.find(([name]) => name === 'program')?.[1];
      const below = rows.find((row) => row['proc.ppid'] === program);
      expect(below).toMatchObject({ depth: 2, 'proc.cmdline': 'true', 'proc.exepath': '/usr/bin/true', status: 0 });
    });

    test('has the times of the events that begin and end processes, and the CPU time of topprocs_cpu', async () => {
      const printed = await lines('-r', file, '-j', '-c', 'proctree');
      const cpu = byKey(await rowsOf(file, 'topprocs_cpu'), 'proc.pid');
      for (const [, pid] of said) {
        const line = printed.find((one) => one.includes(`"proc.pid":${pid},`)) ?? '';
        const [, start, end, duration] = /"start":(\d+),"end":(\d+),"duration":(\d+)/.exec(line) ?? [];
        const [exit] = await jq(file, `evt.type=procexit and proc.pid=${pid}`, '{ns}');
        expect(end).toBe(exit?.['ns']);
        expect(BigInt(end as string) - BigInt(start as string)).toBe(BigInt(duration as string));
        // the call returns twice: in the parent with the id of the child, and in the child
        const isBirth = `(proc.pid=${pid} and evt.rawres=0) or evt.rawres=${pid}`;
        const [birth] = await jq(file, `evt.type in (clone, fork, clone3) and (${isBirth})`, '{ns}');
        expect(start).toBe(birth?.['ns']);
        // of a process that has never left its CPU before its end, nothing is known
        const slices = cpu.get(JSON.stringify([pid]));
        expect((JSON.parse(line) as Row)['cputime']).toBe(slices === undefined ? null : sum(slices, 'cputime'));
      }
    });

    test('is the same live', async () => {
      const { stdout } = await sysshark(['-j', '-c', 'proctree', '--', '/usr/bin/perl', '-e', FAMILY]);
      const all = stdout.split('\n');
      const rows = all.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Row);
      const statuses = all
        .filter((line) => /^\w+ \d+ \d+$/.test(line))
        .map((line) => line.split(' ').slice(1).map(Number));
      expect(statuses).toHaveLength(4);
      for (const [pid = 0, status = 0] of statuses) {
        const row = rows.find((one) => one['proc.pid'] === pid);
        expect((Number(row?.['status'] ?? 0) << 8) | Number(row?.['signal'] ?? 0)).toBe(status);
      }
    });

    test('shows the tree to people', async () => {
      const text = (await lines('-r', file, '-c', 'proctree')).join('\n');
      expect(text).toMatch(/ exited 3 +perl/);
      expect(text).toMatch(/ SIGKILL +perl/);
      expect(text).toMatch(/ exited 5 {4}sh -c .*\n.* exited 0 {6}true/);
    });
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
