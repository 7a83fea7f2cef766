import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { describeNative, expectProgram, record, recordProgram, runToEnd } from './harness.js';

/** The control group paths of this process, as the kernel lists them: one per subsystem, or one for all. */
function ownCgroups(): string {
  const lines = readFileSync('/proc/self/cgroup', 'latin1').trim().split('\n');
  const paths = new Map<string, string>();
  for (const line of lines) {
    const [, names = '', path = ''] = line.split(/:([^:]*):/);
    for (const name of names.split(',')) paths.set(name === 'blkio' ? 'io' : name, path);
  }
  const names = ['cpuset', 'cpu', 'cpuacct', 'io', 'memory'];
  return names.map((name) => `${name}=${paths.get(name) ?? paths.get('')}\0`).join('');
}

describeNative('processes', () => {
  test('fork, vfork, clone and clone3 have an event of the parent and one of the child', async () => {
    const events = await expectProgram('clone', ['text']);
    const clones = events.filter((event) => event.params['res'] !== undefined && 'cgroups' in event.params);
    expect(clones.length).toBeGreaterThan(5);
    for (const { params } of clones) {
      expect(params['cgroups']).toBe(ownCgroups());
      expect(params['vm_size']).toBeGreaterThan(100n);
      // on aarch64 the event of a new task comes before it runs
      const hasRun = process.arch !== 'arm64' || params['res'] !== 0n;
      expect(params['pgft_min']).toBeGreaterThan(hasRun ? 0n : -1n);
    }
  });

  test('execve has the working directory as the process sees it, also in a changed root', async () => {
    await expectProgram('chroot');
  });

  test('execve and execveat have the arguments of the call if they fail, and those of the running program if they succeed', async () => {
    const events = await expectProgram('exec', ['text']);
    const last = events.filter((event) => event.code === 'EXECVE_19_X').at(-1);
    expect(last?.params).toMatchObject({ res: 0n, cgroups: ownCgroups(), fdlimit: expect.any(BigInt) });
  });

  test('arguments and environment are cut at 4096 bytes, with a NUL at the end', async () => {
    let pid = 0;
    const { events } = await record(async () => {
      pid = (await runToEnd('/usr/bin/env', [`LONG=${'e'.repeat(5000)}`, '/bin/true', 'a'.repeat(5000)])).pid;
    });
    const start = events.filter((event) => event.tid === pid && event.code === 'EXECVE_19_X').at(-1)!;
    expect(start.params['exe']).toBe('/bin/true');
    expect(start.params['args']).toBe(`${'a'.repeat(4096 - '/bin/true\0'.length - 1)}\0`);
    expect(start.params['env']).toHaveLength(4096);
    expect((start.params['env'] as string).endsWith('\0')).toBe(true);
  });

  test('the event of a fork has the resident memory, as precise as the kernel’s count without per-CPU parts', async () => {
    const { pid, events, lines } = await recordProgram('resident');
    const resident = Number(lines[0]?.split(' ')[1]);
    const clones = events.filter((event) => event.tid === pid && event.code === 'CLONE_20_X');
    expect(Number(clones.at(-1)?.params['vm_rss']) / resident).toBeCloseTo(1, 1);
  });

  test('the first process of a pid namespace has its ids there and its start time', async () => {
    const before = process.hrtime.bigint();
    const { pid, events } = await recordProgram('pid-namespace');
    const clones = events.filter(
      (event) => event.code === 'CLONE_20_X' && ((event.params['flags'] as bigint) & 0x40n) !== 0n,
    );
    const [parent, child] = [clones.find((event) => event.tid === pid), clones.find((event) => event.tid !== pid)];
    const flags = 0x40n; // CLONE_NEWPID; only the child is inside, for which captures have a bit
    expect(parent?.params).toMatchObject({ flags, vtid: BigInt(pid), vpid: BigInt(pid), pidns_init_start_ts: 0n });
    expect(child?.params).toMatchObject({
      res: 0n,
      flags: flags | (1n << 29n),
      vtid: 1n,
      vpid: 1n,
      tid: parent!.params['res'],
    });
    expect(child!.params['pidns_init_start_ts']).toBeGreaterThan(before);
    expect(child!.params['pidns_init_start_ts']).toBeLessThan(process.hrtime.bigint());
  });

  test('users, groups, sessions, limits, names, capabilities and signals', async () => {
    await expectProgram('users');
  });

  test.each(['thread', 'subreaper', 'first process'])(
    'the end of a parent has the new parent of its child: %s',
    async (reaper) => {
      await expectProgram('reaper', [reaper]);
    },
  );
});
