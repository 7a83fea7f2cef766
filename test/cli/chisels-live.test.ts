import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { describeLive, startCapture } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { shell, sysshark } from '../helpers/sysshark.js';

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

  /** Burns CPU time with few system calls. */
  const BURN = 'while ((times)[0] < 0.6) { for (1 .. 200000) { $sum += $_ } }';
  /** Command that runs it and writes what getrusage counts of it, from the start to the end of the process, into a file. */
  const burn = (name: string): string => {
    const script = scratch.path(`${name}.pl`);
    writeFileSync(script, BURN);
    return `bash -c '/usr/bin/perl ${script}; times > ${scratch.path(`${name}.times`)}'`;
  };
  /** The CPU time of the command in seconds: the second line of `times` is user and system time of processes that have ended. */
  const secondsOf = (name: string): number =>
    [...(readFileSync(scratch.path(`${name}.times`), 'utf8').split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)].reduce(
      (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
      0,
    );
  /** The seconds in the rows of perl. */
  const secondsIn = (rows: string): number =>
    rows
      .split('\n')
      .filter((row) => row.includes('"perl"'))
      .reduce((sum, row) => sum + Number(/"cputime":(\d+)/.exec(row)?.[1]) / 1e9, 0);
  const readCpu = (file: string) => shell(`$S -r ${file} -j -c topprocs_cpu`);
  /** Seconds that interrupts and a hypervisor took from all CPUs: threads do not pay for them, though they are not switched off. */
  const takenAway = (): number => {
    const [, , , , , , irq, softirq, steal] = (/^cpu .*/.exec(readFileSync('/proc/stat', 'utf8'))?.[0] ?? '').split(
      / +/,
    );
    return (Number(irq) + Number(softirq) + Number(steal)) / 100;
  };
  const takenBefore = takenAway();
  /** What the shell's child uses before it is perl, what getrusage rounds off, and what was taken away. */
  const room = (): number => 0.05 + takenAway() - takenBefore;

  async function expectCpu(file: string, name: string): Promise<void> {
    const { stdout, stderr, exitCode } = await readCpu(file);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(Math.abs(secondsIn(stdout) - secondsOf(name))).toBeLessThan(room());
  }

  test('topprocs_cpu shows the CPU time that getrusage counts, live', async () => {
    const { stdout, stderr } = await shell(`$S -j -c topprocs_cpu proc.name=perl -- ${burn('live')}`);
    expect(stderr).toBe('');
    expect(Math.abs(secondsIn(stdout) - secondsOf('live'))).toBeLessThan(room());
  });

  test.each([
    ['of a command', 'command', ''],
    ['filtered by process', 'filtered', 'proc.name=perl'],
  ])('topprocs_cpu shows it in a capture %s', async (_, name, filter) => {
    const file = scratch.path(`${name}.scap`);
    expect(await shell(`$S -w ${file} ${filter} -- ${burn(name)}`)).toMatchObject({ stderr: '', exitCode: 0 });
    await expectCpu(file, name);
  });

  test('topprocs_cpu shows it in a capture of the machine that was filtered by process, and in its filtered copy', async () => {
    const [file, copy] = [scratch.path('machine.scap'), scratch.path('copy.scap')];
    const capture = await startCapture(file, 'proc.name=perl');
    await shell(burn('machine'));
    expect(await capture.stop()).toEqual({ exitCode: 0, stderr: '' });
    await shell(`$S -r ${file} -w ${copy} evt.type=switch`);
    for (const one of [file, copy]) await expectCpu(one, 'machine');
  });

  test('topprocs_cpu ends with status 2 if a capture has no switches', async () => {
    const [file, out] = [scratch.path('opens.scap'), scratch.path('opens.out')];
    await shell(`$S -w ${file} evt.type=openat -- sh -c 'true > ${out}'`);
    const { stderr, exitCode } = await readCpu(file);
    expect(stderr).toMatch(/^sysshark: topprocs_cpu: the capture has no scheduler switches/);
    expect(exitCode).toBe(2);
  });
});

describeLive('chisels that print data', () => {
  test('stdout and stderr show what a command prints, even if it is longer than the default snaplen', async () => {
    const script = `printf '%0200d\\n' 7; cat /no/such/file`;
    const command = ['--', 'sh', '-c', script];
    const printed = '7'.padStart(200, '0');
    // the command prints it as well
    const out = await sysshark(['-c', 'stdout', ...command]);
    expect(out.stdout.split('\n').filter((line) => line === printed)).toHaveLength(1);
    // indented, because it starts like the line of an event
    expect(out.stdout.split('\n')).toContain(`\t${printed}`);
    const err = await sysshark(['-c', 'stderr', ...command]);
    expect(err.stdout).toContain('\n/no/such/file\n');
  });

  test('spy_users shows commands of a shell on a terminal, and shellshock_detect a function in a variable', async () => {
    const { stdout } = await shell(`script -qec "$S -c spy_users -- bash -c 'env true; cd /tmp'" /dev/null </dev/null`);
    expect(stdout).toMatch(/\) +env true\r?$/m);
    expect(stdout).toMatch(/\) +cd \/tmp\/\r?$/m);
    const shock = await sysshark(['-c', 'shellshock_detect', '--', 'env', 'X=() { :;}; echo', 'true']);
    expect(shock.stdout).toMatch(/ true \(\d+\) X=\(\) \{ :;\}; echo$/m);
  });
});
