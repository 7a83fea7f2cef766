/** Of processes that the filter rejects, not even opens and closes are recorded; that must not change what descriptors are called. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { Batch } from '../../src/bytes/batch.js';
import { EventView } from '../../src/decode/event-view.js';
import { linesOfThreads } from '../helpers/lines-of-threads.js';
import { describeLive, startCapture } from '../helpers/live.js';
import { readCapture } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED } from '../helpers/seed.js';
import { shell } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const STRANGERS = 4;
const STEPS = 10;
const FORMAT = '*%thread.tid %evt.dir %evt.type %evt.res %fd.num %fd.type %fd.name';
const FILTERS = [
  'proc.name=wk_accepted',
  'proc.name=wk_accepted and evt.type in (lseek, fstat, pread)',
  'proc.name=wk_accepted and evt.dir=<',
];

/**
 * What /proc tells of descriptors that are older than a capture, and no call does (ARCHITECTURE.md): the name of a pipe, and that a
 * directory is one that was opened like a file.
 */
const asCallsTell = (line: string): string =>
  line.replace(/ pipe:\[\d+\]$/, ' ').replace(/ directory (?=\/)/, ' file ');

/** Lines of a whole capture, but as calls tell it where another one has it so. */
const orAsCallsTell = (all: readonly string[], found: readonly string[]): string[] =>
  all.map((line, i) => (found[i] === asCallsTell(line) ? asCallsTell(line) : line));

/** Exits by thread, without calls on numbers that are not open: only unfiltered captures may still know them. */
async function exitsOfThreads(file: string, filter: string): Promise<string[]> {
  const lines = await linesOfThreads(file, FORMAT, `(${filter}) and evt.dir=<`);
  return lines.filter((line) => !line.includes(' EBADF '));
}

describeLive('calls of rejected processes that change descriptors', () => {
  test('are not recorded, but accepted events name the same descriptors', async () => {
    const program = scratch.path('wk_stranger');
    const accepted = scratch.path('wk_accepted');
    const source = new URL('../helpers/stranger.c', import.meta.url).pathname;
    execFileSync('cc', ['-O1', '-pthread', '-Wno-unused-result', '-o', program, source]);
    copyFileSync(program, accepted);
    const env = { WK_ACCEPTED: accepted };
    const start = (i: number) => execa(program, [String(SEED + i), String(STEPS)], { env, stdin: 'pipe' });
    const early = Array.from({ length: STRANGERS / 2 }, (_, i) => start(i));
    const all = await startCapture(scratch.path('all.scap'), '--buffer', '64M');
    const parts = await Promise.all(
      FILTERS.map((filter, i) => startCapture(scratch.path(`part-${i}.scap`), '--buffer', '64M', filter)),
    );
    const late = Array.from({ length: STRANGERS / 2 }, (_, i) => start(STRANGERS + i));
    const strangers = [...early, ...late];
    for (const { stdin } of strangers) stdin.end('\n');
    for (const stranger of strangers) expect((await stranger).exitCode).toBe(0);
    for (const capture of [...parts, all]) expect(await capture.stop()).toEqual({ exitCode: 0, stderr: '' });
    for (const [i, filter] of FILTERS.entries()) {
      const expected = await exitsOfThreads(all.file, filter);
      expect(expected.length).toBeGreaterThan(100);
      const found = await exitsOfThreads((parts[i] as typeof all).file, filter);
      expect([SEED, filter, ...found]).toEqual([SEED, filter, ...orAsCallsTell(expected, found)]);
    }
  });
});

describeLive('a process that moves a pipe before it is accepted', () => {
  test('has the name of the pipe at the new number, also at a lower one', async () => {
    const program = `
      use POSIX;
      open(F, "<", "/etc/hostname"); pipe(R, W);
      $0 = "wk_mover"; print "there\\n"; <STDIN>;
      # long enough to be judged and rejected
      for (1 .. 3) { select(undef, undef, undef, 0.1); open(G, "<", "/dev/null"); close(G) }
      $freed = fileno(F); close(F); $lower = POSIX::dup(fileno(W));
      $0 = "wk_moved"; open(H, ">&=", $lower); stat(H);
      print "$freed $lower ", readlink("/proc/self/fd/$lower"), "\\n";`;
    const mover = execa('perl', ['-e', `$| = 1; ${program}`]);
    const lines = mover.iterable();
    await lines.next();
    const capture = await startCapture(scratch.path('moved.scap'), 'proc.name=wk_moved');
    mover.stdin.end('\n');
    const [freed, lower, name] = String((await lines.next()).value).split(' ');
    await mover;
    expect(await capture.stop()).toEqual({ exitCode: 0, stderr: '' });
    expect(lower).toBe(freed);
    const used = await linesOfThreads(capture.file, '%fd.num %fd.name', `evt.type=fstat and fd.num=${lower}`);
    expect(new Set(used)).toEqual(new Set([`${lower} ${name}`]));
  });
});

describeLive('a process that opens and closes a file in a loop', () => {
  test('leaves no event in the capture of others, not even from before the first verdict', async () => {
    const loop = execa('perl', ['-e', '$0 = "wk_loop"; while (1) { open(F, "<", "/etc/hostname"); close(F) }'], {
      reject: false,
    });
    const { pid } = loop;
    await until(() => readFileSync(`/proc/${pid}/comm`, 'utf8') === 'wk_loop\n');
    const capture = await startCapture(scratch.path('loop.scap'), 'proc.name=wk_accepted');
    await shell('sleep 0.3');
    expect(await capture.stop()).toEqual({ exitCode: 0, stderr: '' });
    loop.kill();
    await loop;
    const view = new EventView();
    const tids = (await readCapture(capture.file)).events.map((block) => {
      view.read(new Batch(block), 0);
      return view.tid;
    });
    expect(tids.filter((tid) => tid === pid)).toEqual([]);
  });

  test('is captured when it is asked for', async () => {
    // told to end, it does so after twenty rounds
    const end = '$SIG{USR1} = sub { $left = 20 }; $left = 1e9;';
    const program = 'while ($left-- > 0) { open(F, "<", "/etc/hostname"); close(F); select(undef, undef, undef, 0.1) }';
    const loop = execa('perl', ['-e', `${end} $0 = "wk_asked"; ${program}`], { reject: false });
    const capture = await startCapture(scratch.path('asked.scap'), 'proc.name=wk_asked');
    loop.kill('SIGUSR1');
    await loop;
    await capture.stop();
    const opens = await linesOfThreads(capture.file, '%thread.tid %fd.name', 'evt.type=openat and evt.dir=<');
    expect(opens.length).toBeGreaterThan(1);
    expect(new Set(opens)).toEqual(new Set([`${loop.pid} /etc/hostname`]));
  });
});
