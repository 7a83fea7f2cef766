/** Calls whose result or latency a filter rejects are not recorded, neither of their events; that must not change which events pass. */
import { copyFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { Dice } from '../helpers/event-samples.js';
import { linesOfThreads } from '../helpers/lines-of-threads.js';
import { describeLive, startCapture } from '../helpers/live.js';
import { complaintsOf } from '../helpers/newer-reader.js';
import { eventsRecorded } from '../helpers/recorded-events.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED } from '../helpers/seed.js';
import { hasShared } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** Names of programs that no other process runs, so that only events of this test can pass. */
const PROGRAMS = { wr_shell: '/bin/dash', wr_copy: '/bin/dd', wr_list: '/bin/ls' };
const WORK = `
for i in 1 2 3 4 5 6 7 8; do
  wr_copy if=/dev/zero of=/dev/null bs=1 count=50
  wr_copy if=/dev/zero of=/dev/full bs=7 count=1
  wr_copy if=/etc of=/dev/null
  wr_list /etc /no/such/file
  read x </no/such/file; read x </etc/hostname; cd /no/such/folder; cd /etc; [ -e /etc/no-such-file ]; kill -0 9999999
  wr_copy if=/dev/zero bs=7 count=3000 | wr_copy of=/dev/null count=1
  (sleep 0.01; kill $$; sleep 0.2; :) & wait || :
done >/dev/null 2>&1
wait
`;
const FORMAT = '*%thread.tid %proc.name %evt.dir %evt.type %fd.num %fd.name %fs.path.name %evt.args';
const RANDOM_FILTERS = 5;
/** Conditions on results, and others that the kernel decides. */
const CONDITIONS = [
  'evt.failed=true',
  'evt.failed=false',
  'evt.rawres=0',
  'evt.rawres<0',
  'evt.rawres>=7',
  'evt.rawres in (1, 3, -2)',
  'evt.res=ENOENT',
  'evt.res in (SUCCESS, EISDIR)',
  'evt.dir=<',
  'evt.dir=>',
  'evt.type in (read, openat, newfstatat)',
  'evt.type=write',
  'evt.rawarg.size=7',
  'fd.num=1',
  'fd.num in (0, 3)',
];

function randomCondition(dice: Dice, depth: number): string {
  const not = dice.next(4) === 0 ? 'not ' : '';
  if (depth === 0) return not + dice.pick(CONDITIONS);
  const parts = Array.from({ length: 2 }, () => randomCondition(dice, depth - 1));
  return `${not}(${parts.join(dice.next(2) === 0 ? ' and ' : ' or ')})`;
}

describeLive('calls whose result or latency a filter rejects', () => {
  test('are not recorded, but nothing else is missing, and the file has the enter event of each exit event', async () => {
    for (const [name, from] of Object.entries(PROGRAMS)) copyFileSync(from, scratch.path(name));
    const dice = new Dice(SEED * 29 + 5);
    const conditions = ['evt.failed=true', ...Array.from({ length: RANDOM_FILTERS }, () => randomCondition(dice, 2))];
    const filters = conditions.map((condition) => `proc.name startswith wr_ and ${condition}`);
    const all = await startCapture(scratch.path('all.scap'), '--buffer', '64M');
    const parts = await Promise.all(
      filters.map((filter, i) => startCapture(scratch.path(`part-${i}.scap`), '--buffer', '64M', filter)),
    );
    const stop = () => Promise.all([...parts, all].map((capture) => capture.stop()));
    const env = { PATH: `${scratch.path('')}:${process.env['PATH']}` };
    // without the captures, this test would never end
    await execa(scratch.path('wr_shell'), ['-c', `trap : TERM; ${WORK}`], { env }).finally(stop);
    for (const { exitCode } of await stop()) expect(exitCode).toBe(0);
    for (const [i, filter] of filters.entries()) {
      const { file } = parts[i] as typeof all;
      expect([filter, ...(await linesOfThreads(file, FORMAT, filter))]).toEqual([
        filter,
        ...(await linesOfThreads(all.file, FORMAT, filter)),
      ]);
      if (hasShared) expect([filter, ...(await complaintsOf(file))]).toEqual([filter]);
    }
    expect((await linesOfThreads(all.file, FORMAT, filters[0] as string)).length).toBeGreaterThan(100);
  });

  test.each([
    'evt.failed=true',
    'evt.rawres<0',
    'evt.res=ENOENT',
    'evt.dir=< and evt.rawres > 1000',
    'evt.latency > 3600000000000',
  ])('do not reach the recorder: %s', async (filter) => {
    const reads = 100_000;
    const recorded = await eventsRecorded(filter, true, [
      'dd',
      'if=/dev/zero',
      'of=/dev/null',
      'bs=1',
      `count=${reads}`,
      'status=none',
    ]);
    // the start and the end of the program are recorded
    expect(recorded).toBeGreaterThan(20);
    expect(recorded).toBeLessThan(500);
  });

  test('do not hide slow ones', async () => {
    const program = 'select(undef, undef, undef, 0.3); open(F, "/dev/zero"); sysread(F, $x, 1) for 1..2000;';
    const filter = 'evt.latency >= 300000000 and not evt.rawres < 0';
    const found = await sysshark(['-p', '%evt.type %evt.latency.s', filter, '--', 'perl', '-e', program]);
    expect(found).toMatchObject({ stdout: expect.stringMatching(/^p?select6? \d+$/m), stderr: '', exitCode: 0 });
    expect(found.stdout.split('\n').length).toBeLessThan(100);
  });

  test('have the latency and the descriptor of the call if they pass after all', async () => {
    const program = 'open(F, "/dev/zero"); pipe(R, W); $SIG{ALRM} = sub {}; alarm 1; sysread(R, $x, 7);';
    const found = await sysshark([
      '-p',
      '%evt.latency %fd.num %fd.type',
      'evt.type=read and evt.failed=true',
      '--',
      'perl',
      '-e',
      program,
    ]);
    expect(found).toMatchObject({ stdout: expect.stringMatching(/^[1-9]\d* \d+ pipe$/m), stderr: '', exitCode: 0 });
  });
});
