import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { describeLive } from '../helpers/live.js';
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

  test('topprocs_cpu shows the CPU time that a process measured itself, up to its end', async () => {
    const busy = `while ((SECONDS < 2)); do :; done; times > ${scratch.path('times')}`;
    const { stdout, stderr } = await shell(`$S -j -c topprocs_cpu proc.name=bash -- bash -c '${busy}'`);
    expect(stderr).toBe('');
    const spent = stdout.split('\n').reduce((sum, line) => sum + Number(/"cputime":(\d+)/.exec(line)?.[1] ?? 0), 0);
    const [own = ''] = readFileSync(scratch.path('times'), 'utf8').split('\n');
    const told = [...own.matchAll(/(\d+)m([\d.]+)s/g)];
    const seconds = told.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
    expect(seconds).toBeGreaterThan(0.1);
    expect(Math.abs(spent / 1e9 - seconds)).toBeLessThan(0.2 + seconds * 0.2);
  });
});
