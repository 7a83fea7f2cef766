import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { describeLive, startCapture } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { shell } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

describeLive('live chisels', () => {
  test('a table is printed every second and at the end, with the bytes of a known load', async () => {
    const load = 'for i in 1 2 3 4 5; do head -c 100000 /dev/zero > "$F"; sleep 0.5; done';
    const { stdout, stderr, exitCode } = await shell(
      `F=${scratch.path('load')}; export F; $S -j -c topfiles_bytes "evt.type=write and fd.name=$F" -- bash -c '${load}'`,
    );
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    const rows = stdout.split('\n').map((line) => JSON.parse(line) as { bytes: number });
    expect(rows.length).toBeGreaterThanOrEqual(2);
    expect(rows.reduce((sum, row) => sum + row.bytes, 0)).toBe(500000);
  });

  /** Uses a CPU without a system call for a while, then prints the CPU time of the process in seconds. */
  const BURN =
    'import resource, time\nend = time.process_time() + 0.6\nwhile time.process_time() < end: sum(range(20000))\n' +
    'used = resource.getrusage(resource.RUSAGE_SELF)\nprint(used.ru_utime + used.ru_stime)';
  const burn = (name: string): string => {
    const script = scratch.path(`${name}.py`);
    writeFileSync(script, BURN);
    return `python3 ${script}`;
  };
  /** The seconds in the rows of python3. */
  const secondsIn = (rows: string): number =>
    rows
      .split('\n')
      .filter((row) => row.includes('"python3"'))
      .reduce((sum, row) => sum + Number(/"cputime":(\d+)/.exec(row)?.[1]) / 1e9, 0);
  const readCpu = (file: string) => shell(`$S -r ${file} -j -c topprocs_cpu`);
  /** Less than the end of a process, which getrusage cannot include, takes. */
  const END = 0.2;

  test('topprocs_cpu shows the CPU time that getrusage counts, live', async () => {
    const out = scratch.path('live.out');
    const { stdout, stderr } = await shell(
      `$S -j -c topprocs_cpu proc.name=python3 -- sh -c '${burn('live')} > ${out}'`,
    );
    expect(stderr).toBe('');
    expect(Math.abs(secondsIn(stdout) - Number(readFileSync(out, 'utf8')))).toBeLessThan(END);
  });

  test.each([
    ['of a command', 'command', (file: string, out: string) => `$S -w ${file} -- sh -c '${burn('command')} > ${out}'`],
    [
      'filtered by process',
      'filtered',
      (file: string, out: string) => `$S -w ${file} proc.name=python3 -- sh -c '${burn('filtered')} > ${out}'`,
    ],
  ])('topprocs_cpu shows it in a capture %s', async (_, name, run) => {
    const [file, out] = [scratch.path(`${name}.scap`), scratch.path(`${name}.out`)];
    expect(await shell(run(file, out))).toMatchObject({ stderr: '', exitCode: 0 });
    const { stdout, stderr, exitCode } = await readCpu(file);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(Math.abs(secondsIn(stdout) - Number(readFileSync(out, 'utf8')))).toBeLessThan(END);
  });

  test('topprocs_cpu shows it in a capture of the machine that was filtered by process, and in its filtered copy', async () => {
    const [file, copy] = [scratch.path('machine.scap'), scratch.path('copy.scap')];
    const capture = await startCapture(file, 'proc.name=python3');
    const { stdout: used } = await shell(burn('machine'));
    expect(await capture.stop()).toEqual({ exitCode: 0, stderr: '' });
    await shell(`$S -r ${file} -w ${copy} evt.type=switch`);
    for (const one of [file, copy]) {
      const { stdout, stderr, exitCode } = await readCpu(one);
      expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
      expect(Math.abs(secondsIn(stdout) - Number(used))).toBeLessThan(END);
    }
  });

  test('topprocs_cpu ends with status 2 if a capture has no switches', async () => {
    const [file, out] = [scratch.path('opens.scap'), scratch.path('opens.out')];
    await shell(`$S -w ${file} evt.type=openat -- sh -c 'true > ${out}'`);
    const { stderr, exitCode } = await readCpu(file);
    expect(stderr).toMatch(/^sysshark: topprocs_cpu: the capture has no scheduler switches/);
    expect(exitCode).toBe(2);
  });
});
