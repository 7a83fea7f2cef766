/** sysshark export without a capture: what happens is in Parquet files, which are whole while it goes on. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { AS_ROOT } from '../helpers/inspector.js';
import { describeLiveBesideOthers } from '../helpers/live-tests.js';
import { describeIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { duckDbRows, hasDuckDb, sqlRows } from '../helpers/sql.js';
import { PROGRAM, sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const perl = (code: string): string[] => ['/usr/bin/perl', '-e', code];
/** Calls getppid so many times in each of some periods of 0.3 s. */
const CALLS = (periods: number, calls: number): string =>
  `for (1..${periods}) { getppid() for 1..${calls}; select(undef, undef, undef, 0.3) }`;
const exporting = (folder: string, ...args: string[]): string[] => ['export', '--parquet', folder, ...AS_ROOT, ...args];
const events = (folder: string): string => `read_parquet('${folder}/events/*/*/*.parquet', hive_partitioning=true)`;
const called = async (folder: string): Promise<unknown> =>
  duckDbRows(`select count(*)::int n, count(distinct pid)::int p from ${events(folder)} where type = 'getppid'`);
const filesOf = (folder: string): string[] => readdirSync(join(folder, 'meta'));

describeIf(hasDuckDb)('an export of what happens', () => {
  test.each([
    ['-j', /leave out -j$/],
    ['file that is not there', /there is no file "nosuch.scap"/],
  ])('takes no %s', async (option, message) => {
    const args = option === '-j' ? ['-j', 'proc.name=x'] : ['nosuch.scap'];
    const { exitCode, stderr } = await sysshark(['export', '--parquet', scratch.path('none'), ...args]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
  });

  describeLiveBesideOthers('export', () => {
    test('has each call of a command once, in files of some seconds; -w keeps the captures', async () => {
      const folder = scratch.path('command');
      const kept = scratch.path('kept.scap');
      const args = ['-G', '1', '-w', kept, 'proc.name=perl', '--', ...perl(CALLS(10, 500))];
      expect(await sysshark(exporting(folder, ...args))).toMatchObject({ exitCode: 0, stderr: '' });
      expect(await called(folder)).toEqual([{ n: 5000, p: 1 }]);
      const files = filesOf(folder);
      expect(files.length).toBeGreaterThan(1);
      expect(readdirSync(folder).sort()).toEqual(['events', 'losses', 'meta', 'procs']);
      const captures = files.map((_, i) => `${kept}${i}`);
      const sums = 'type, count(*)::int n, sum(latency)::varchar ns, sum(hash(args))::varchar args';
      expect(
        await duckDbRows(
          `select ${sums} from ${events(folder)} where kind <> 'unfinished' group by type order by type`,
        ),
      ).toEqual(
        await sqlRows(captures, `select ${sums} from events where kind <> 'unfinished' group by type order by type`),
      );
    });

    test('goes on until an interrupt, and files are whole before', async () => {
      const folder = scratch.path('interrupted');
      const child = execa(PROGRAM, exporting(folder, '-G', '1', 'proc.name=pq_perl'), { reject: false });
      const program = scratch.path('pq_perl');
      await execa('cp', ['/usr/bin/perl', program]);
      const isWritten = (): boolean => {
        try {
          return filesOf(folder).length > 0;
        } catch {
          return false;
        }
      };
      // until it records, and a file is there, run it again
      let runs = 0;
      while (!isWritten()) {
        await execa(program, ['-e', CALLS(1, 100)]);
        runs++;
      }
      const before = await called(folder);
      expect(before).toEqual([{ n: expect.any(Number), p: expect.any(Number) }]);
      await execa(program, ['-e', CALLS(1, 777)]);
      child.kill('SIGINT');
      expect(await child).toMatchObject({ exitCode: 0, stderr: '' });
      const last = `select count(*)::int n from ${events(folder)} where type = 'getppid' group by pid order by n desc limit 1`;
      expect(await duckDbRows(last)).toEqual([{ n: 777 }]);
      const [{ p } = {}] = (await called(folder)) as { p: number }[];
      expect(p).toBeLessThanOrEqual(runs + 1);
      expect(readdirSync(folder).sort()).toEqual(['events', 'losses', 'meta', 'procs']);
    });

    test('that cannot write says which captures are left, and they can be exported', async () => {
      const folder = scratch.path('blocked');
      mkdirSync(folder);
      // no folder: nothing can be moved into it
      writeFileSync(join(folder, 'meta'), '');
      const args = ['-G', '1', 'proc.name=perl', '--', ...perl(CALLS(1, 100))];
      const { exitCode, stderr } = await sysshark(exporting(folder, ...args));
      expect(exitCode).toBe(1);
      const [, left = ''] = /; 1 capture is in (\S+): export each to /.exec(stderr) ?? [];
      const capture = join(left, readdirSync(left)[0] as string);
      expect(await sqlRows([capture], "select count(*)::int n from calls where type = 'getppid'")).toEqual([
        { n: 100 },
      ]);
    });

    test('ends when the recording does: a command that is missing', async () => {
      const folder = scratch.path('missing');
      const { exitCode, stderr } = await sysshark(exporting(folder, '--', '/nosuch'));
      expect([exitCode, stderr]).toEqual([127, 'sysshark: cannot run /nosuch: no such file or directory']);
      expect(readdirSync(folder)).toEqual([]);
    });
  });
});
