/** Long captures of SYSSHARK_SOAK_SECONDS (5 by default). */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { PROBE_STAT_SLOT, PROBE_STATS } from '../../src/schema/stats.js';
import { AARCH64_SYSCALLS } from '../../src/schema/syscalls/aarch64.js';
import { X86_64_SYSCALLS } from '../../src/schema/syscalls/x86_64.js';
import { loadAddon } from '../../src/source/native.js';
import { describeLive } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { PROGRAM } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';
import { CALLS_ONLY, compileProgram, interestIn, runToEnd } from '../native/harness.js';

const SECONDS = Number(process.env['SYSSHARK_SOAK_SECONDS'] ?? 5);
const MINUTES = 60_000 + SECONDS * 2000;
const scratch = makeScratch();
afterAll(() => scratch.remove());

const SYSCALLS = process.arch === 'arm64' ? AARCH64_SYSCALLS : X86_64_SYSCALLS;
const GETSID = SYSCALLS.find(({ name }) => name === 'getsid')?.nr ?? -1;
const BOTH_EVENTS = 3;
/** Threads of this machine that may end in the meantime. */
const MAX_ENDS = 100 + 100 * SECONDS;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Event blocks in the first bytes of a slab. */
function countBlocks(slab: Buffer, bytes: number): number {
  let count = 0;
  for (let at = 0; at < bytes; at += slab.readUInt32LE(at + 4)) count++;
  return count;
}

/** Creates processes, files, pipes and sockets, and reads and writes, in bursts, until it is ended. */
const MIXED_LOAD = `
while :; do
  dd if=/dev/zero of=/dev/null bs=1 count=4000 status=none
  for i in 1 2 3 4 5 6 7 8; do (cat /etc/passwd | wc -l >/dev/null); done
  find /etc -maxdepth 2 >/dev/null 2>&1
  perl -MSocket -e 'for (1..200) { socketpair(A, B, AF_UNIX, SOCK_STREAM, 0); send(A, "x" x 50, 0); recv(B, $x, 50, 0) }'
  sleep 0.05
done`;

/** Memory (MB) and descriptors of a process. */
interface Usage {
  readonly memory: number;
  readonly fds: number;
}

function usageOf(pid: number): Usage {
  const memory = Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  return { memory, fds: readdirSync(`/proc/${pid}/fd`).length };
}

/** More bytes than a capture writes before it has events: its probe, and what the machine is like. */
const MANY_BYTES = 1 << 20;

const written = (pid: number): number => Number(/^wchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);

/** Resolves when a capture has written events, and so has opened all it needs. */
const begun = (pid: number): Promise<void> => until(() => written(pid) > MANY_BYTES);

describeLive('a long capture', () => {
  test(
    'has counts that add up: recorded events plus dropped events are all events',
    async () => {
      const program = compileProgram('counted', scratch.path(''));
      const interest = interestIn([GETSID], BOTH_EVENTS);
      const probe = loadAddon().open({ ...CALLS_ONLY, ringBytes: 1 << 20, interest });
      const slab = Buffer.allocUnsafeSlow(1 << 20);
      const stats = new BigUint64Array(PROBE_STATS.length);
      const stat = (name: keyof typeof PROBE_STAT_SLOT): number => Number(stats[PROBE_STAT_SLOT[name]]);
      const accounted = (): number => stat('events') + stat('dropsRing') + stat('dropsNested') + stat('missedRuns');
      let read = 0;
      try {
        for (let bytes = probe.read(slab); bytes > 0; bytes = probe.read(slab)) read += countBlocks(slab, bytes);
        probe.stats(stats);
        const before = accounted();
        let isOver = false;
        const run = runToEnd(program, [String((SECONDS / 2) * 1000)]).finally(() => {
          isOver = true;
        });
        // sometimes the reader pauses, so that the rings overflow
        for (let round = 0; !isOver; round++) {
          for (let bytes = probe.read(slab); bytes > 0; bytes = probe.read(slab)) read += countBlocks(slab, bytes);
          await sleep(round % 10 === 0 ? 100 : 1);
        }
        const { lines } = await run;
        probe.detach();
        for (let bytes = probe.flush(slab); bytes > 0; bytes = probe.flush(slab)) read += countBlocks(slab, bytes);
        probe.stats(stats);
        const calls = lines.reduce((sum, line) => sum + Number(line), 0);
        expect(calls).toBeGreaterThan(100_000);
        expect(stat('dropsRing')).toBeGreaterThan(0);
        expect(read).toBe(stat('events'));
        const others = accounted() - before - 2 * calls;
        // ends of threads, including those of other programs
        expect(others).toBeGreaterThanOrEqual(lines.length + 1);
        expect(others).toBeLessThan(MAX_ENDS);
      } finally {
        probe.close();
      }
    },
    MINUTES,
  );

  test(
    'does not need more memory or more descriptors over time',
    async () => {
      const quiet = { stdio: 'ignore', reject: false } as const;
      const captures = [
        execa(PROGRAM, ['--buffer', '32M'], quiet),
        execa(PROGRAM, ['--buffer', '32M', '-w', '/dev/null', 'proc.name=cat or evt.type=execve'], quiet),
      ];
      const load = execa('sh', ['-c', MIXED_LOAD], { stdio: 'ignore', reject: false, detached: true, cleanup: true });
      try {
        await Promise.all(captures.map(({ pid }) => begun(pid as number)));
        await sleep((SECONDS / 2) * 0.4 * 1000);
        const early = captures.map(({ pid }) => usageOf(pid as number));
        await sleep((SECONDS / 2) * 0.6 * 1000);
        const late = captures.map(({ pid }) => usageOf(pid as number));
        for (const [i, { memory, fds }] of late.entries()) {
          const first = early[i] as Usage;
          expect({ fds, isFlat: memory < Math.max(first.memory * 1.3, 110) }).toEqual({ fds: first.fds, isFlat: true });
        }
      } finally {
        process.kill(-(load.pid as number), 'SIGKILL');
        for (const capture of captures) capture.kill('SIGINT');
      }
      for (const capture of captures) expect((await capture).exitCode).toBe(0);
    },
    MINUTES,
  );
});
