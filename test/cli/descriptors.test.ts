/** Descriptors that a live capture holds open and needs to start. */
import { readdirSync, readlinkSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { describeLive } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { PROGRAM } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const MAX_FDS = 63;
const LIMIT =
  /^sysshark: (loading the probe|starting the command): this needs more open files than RLIMIT_NOFILE allows: set it to 64 or more /;

/** Targets of the descriptors of a process; none if it has ended. */
function descriptors(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((fd) => {
      try {
        return [readlinkSync(`${folder}/${fd}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** Whether the capture of a process records, with few descriptors. */
function isLean(pid: number): boolean {
  const open = descriptors(pid);
  return open.some((target) => target.includes('bpf_link')) && open.length <= MAX_FDS;
}

/** Runs a shell script around sysshark, which is its $0. */
const around = (script: string) => execa('sh', ['-c', script, PROGRAM], { reject: false });

describeLive('descriptors of a live capture', () => {
  test.each([
    ['that prints', []],
    ['that copies', ['-w', scratch.path('copy.scap')]],
    ['that writes what passes a filter', ['-w', scratch.path('part.scap'), 'proc.name=sh']],
    ['that splits', ['-w', scratch.path('split'), '-C', '1', '-W', '2']],
    ['that keeps the last events', ['-w', scratch.path('ring.scap'), '--ring', '1M']],
    ['with a chisel', ['-c', 'topprocs_cpu']],
    ['of a command', ['-q', '--', 'sleep', '60']],
  ])('are fewer than 64 while it runs: one %s', async (_, args) => {
    const capture = execa(PROGRAM, args, { reject: false, stdio: 'ignore' });
    try {
      await until(() => isLean(capture.pid as number));
    } finally {
      capture.kill();
      await capture;
    }
  });

  test('may be limited to 64; with a lower limit, an error says what to set', async () => {
    const limited = (files: number) => around(`ulimit -n ${files}; exec "$0" -q -- true`);
    const enough = await limited(64);
    expect({ stderr: enough.stderr, exitCode: enough.exitCode }).toEqual({ stderr: '', exitCode: 0 });
    const few = await limited(32);
    expect({ stderr: few.stderr, exitCode: few.exitCode }).toEqual({
      stderr: expect.stringMatching(LIMIT),
      exitCode: 1,
    });
  });

  test('have the caller’s limit in a captured command, which gets no variables of sysshark', async () => {
    const { stdout } = await around('ulimit -Sn 200; exec "$0" -q -- sh -c "ulimit -Sn; env"');
    const [limit, ...environment] = stdout.split('\n');
    expect(limit).toBe('200');
    const own = new Set(Object.entries(process.env).map(([name, value]) => `${name}=${value}`));
    expect(environment.filter((line) => line.startsWith('SYSSHARK_') && !own.has(line))).toEqual([]);
  });
});
