import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { byKey, jq, type Row, rowsOf, sum } from '../helpers/chisel-rows.js';
import { lines } from '../helpers/lines.js';
import { describeLive } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

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
