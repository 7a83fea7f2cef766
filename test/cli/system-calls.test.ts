/** What users do with calls that have no event of their own. */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { lines } from '../helpers/lines.js';
import { describeLive } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { shell } from '../helpers/sysshark.js';

const FORMAT = '%evt.dir %evt.type %evt.args';

describeLive('system calls without an event of their own', () => {
  const scratch = makeScratch();
  afterAll(() => scratch.remove());
  const file = scratch.path('calls.scap');
  const written = scratch.path('written');

  beforeAll(async () => {
    await shell(
      `$S -w ${file} -- sh -c 'stat /nosuch; dd if=/dev/zero of=${written} bs=4k count=2 conv=fsync; readlink /proc/self/exe'`,
    );
  });

  const own = (path: string, ...args: string[]) => lines('-r', path, '-p', FORMAT, ...args);

  test('that fail are found live, with their path', async () => {
    const { stdout } = await shell("$S -p '%evt.type %evt.res %fs.path.name' evt.failed=true -- stat /nosuch");
    expect(stdout.split('\n')).toContain('statx ENOENT /nosuch');
  });

  test('that use a descriptor have it, and count for its file', async () => {
    const synced = await lines(
      '-r',
      file,
      '-p',
      '%fd.name %evt.res',
      'evt.type=fsync and evt.dir=< and evt.latency > 0',
    );
    expect(synced).toEqual([`${written} SUCCESS`]);
    const [latency] = await lines('-r', file, '-p', '%evt.latency', 'evt.type=fsync and evt.dir=<');
    const { stdout } = await shell(`$S -r ${file} -j -c topfiles_time`);
    const rows = stdout.split('\n').map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(rows.find((row) => row['fd.name'] === written)?.['time']).toBeGreaterThan(Number(latency));
  });

  test('say what the kernel has written', async () => {
    const { stdout } = await shell('command -v readlink');
    expect(
      await lines(
        '-r',
        file,
        '-p',
        '%evt.arg.target',
        'evt.type=readlink and evt.arg.path=/proc/self/exe and evt.dir=<',
      ),
    ).toEqual([stdout.replace(/^\/bin/, '/usr/bin')]);
  });

  test('count in the summary, with their errors', async () => {
    const { stdout } = await shell(`$S -r ${file} -S -q 'evt.type=statx' 2>&1`);
    expect(stdout).toMatch(/statx +1 +1 /);
  });

  test('are the same in copies, merged captures and series', async () => {
    const filter = 'evt.type in (statx, fsync, readlink, rt_sigaction, exit_group)';
    const expected = await own(file, filter);
    expect(expected.length).toBeGreaterThan(10);
    const [copy, merged, series] = [scratch.path('copy.scap'), scratch.path('merged.scap'), scratch.path('series')];
    await shell(
      `$S -r ${file} -w ${copy} '${filter}'; $S merge -w ${merged} ${copy} ${copy}; mkdir ${series}; $S -r ${file} -w ${series}/s.scap -e 200`,
    );
    expect(await own(copy)).toEqual(expected);
    expect(await own(merged)).toEqual(expected);
    const parts = readdirSync(series).sort();
    expect(parts.length).toBeGreaterThan(2);
    expect((await Promise.all(parts.map((part) => own(`${series}/${part}`, filter)))).flat()).toEqual(expected);
    await shell(`$S merge -w ${merged} ${series}/*`);
    expect(await own(merged, filter)).toEqual(expected);
  });

  test('are the same in what a flight recorder writes', async () => {
    const numbers = await lines('-r', file, '-p', '%evt.num');
    const last = numbers.at(-1) as string;
    const ring = scratch.path('ring.scap');
    await shell(`$S -r ${file} -w ${ring} --ring 1M --dump-on evt.num=${last} --after 0`);
    const kept = await own(`${ring}0`);
    expect(kept.length).toBeGreaterThan(100);
    expect(kept).toEqual((await own(file)).slice(-kept.length));
    const calls = ['statx', 'fsync', 'readlink', 'rt_sigaction'];
    for (const call of calls) expect(kept.some((line) => line.startsWith(`< ${call} res=`))).toBe(true);
  });

  test('are listed with their arguments', async () => {
    const { stdout } = await shell('$S -L statx');
    expect(stdout).toBe(
      '> statx(FD dirfd, FSRELPATH path, FLAGS32 flags, FLAGS32 mask, UINT64 statxbuf)\n' +
        '< statx(ERRNO res, FD dirfd, FSRELPATH path, FLAGS32 flags, FLAGS32 mask, UINT64 statxbuf)',
    );
  });
});
