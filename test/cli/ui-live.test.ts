/** sysshark ui while it records. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { afterAll, expect, test } from '@jest/globals';
import type { CaptureInfo, RowsAnswer, StatsAnswer, ViewInfo } from '../../src/web/protocol.js';
import { type Inspector, startInspector } from '../helpers/inspector.js';
import { lines } from '../helpers/lines.js';
import { describeLive } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { shell, sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const PERL = '/usr/bin/perl';
const OPENS = 'for (1..20) { open(F, "</etc/hosts"); close F; select(undef, undef, undef, 0.05) }';
const HAS_ENDED = 'sysshark: the capture has ended; the page stays until it is interrupted';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const captureOf = (inspector: Inspector): Promise<CaptureInfo> => inspector.get<CaptureInfo>('/api/capture');

/** The recorder that an inspector has started. */
function recorderOf({ pid }: Inspector): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

const exists = (pid: number): boolean => {
  try {
    // a zombie waits for nobody but the one who reaps it
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

async function waitFor<T>(ask: () => Promise<T>, isIt: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describeLive('sysshark ui', () => {
  test('shows a command while it runs, and afterwards until it is interrupted; the status is that of the command', async () => {
    const inspector = await startInspector(['--', PERL, '-e', `${OPENS} exit 3`]);
    const filter = {
      method: 'POST',
      body: JSON.stringify({ filter: 'fd.name=/etc/hosts and evt.type=openat and evt.dir=<' }),
    };
    const headers = { authorization: `Bearer ${inspector.token}` };
    const opened = await fetch(`${inspector.address}/api/views`, { ...filter, headers });
    const { id } = (await opened.json()) as { id: number };
    const count = async (): Promise<number> => (await inspector.get<{ count: number }>(`/api/views/${id}`)).count;
    await waitFor(count, (found) => found >= 2);
    const { progress, isLive, recordFilter, name } = await waitFor(
      () => captureOf(inspector),
      (info) => info.progress.isComplete,
    );
    expect([isLive, recordFilter, name.slice(0, PERL.length)]).toEqual([true, '', PERL]);
    expect(progress).toMatchObject({ problem: null, begin: null, losses: { places: 0, events: 0, isExact: true } });
    expect(await count()).toBe(20);
    const { events } = await inspector.get<RowsAnswer>(`/api/views/${id}/rows?from=0&count=1&fields=proc.name,fd.name`);
    expect(events[0]?.cells).toEqual(['perl', '/etc/hosts']);
    expect(await inspector.end()).toEqual({ exitCode: 3, stderr: HAS_ENDED });
  });

  test('records with its filter and options until it is interrupted, and leaves itself out', async () => {
    const inspector = await startInspector(['-s', '200', '-M', '600', 'proc.name!=nosuch']);
    const file = scratch.path('read');
    writeFileSync(file, 'x'.repeat(300));
    const { recordFilter } = await captureOf(inspector);
    expect(recordFilter).toBe('proc.name!=nosuch');
    const { rows } = await inspector.get<StatsAnswer>('/api/stats/properties');
    expect(rows).toContainEqual(['Kernel', release()]);
    execFileSync(PERL, ['-e', 'open(F, shift); sysread(F, $_, 300)', file]);
    const text = `proc.name=perl and evt.type=read and evt.buffer contains ${'x'.repeat(200)}`;
    await waitFor(
      () => inspector.get<StatsAnswer>('/api/stats/calls'),
      ({ rows }) => rows.length > 0,
    );
    inspector.interrupt();
    await waitFor(
      () => captureOf(inspector),
      (info) => info.progress.isComplete,
    );
    expect((await inspector.view(text)).count).toBe(1);
    expect((await inspector.view(`evt.buffer contains ${'x'.repeat(201)}`)).count).toBe(0);
    // as with the recorder, only what the scheduler did with it is recorded
    expect((await inspector.view(`proc.pid=${inspector.pid} and syscall.type exists`)).count).toBe(0);
    expect(await inspector.end()).toEqual({ exitCode: 0, stderr: HAS_ENDED });
  });

  test('the recorder ends with it, however it ends', async () => {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const inspector = await startInspector([]);
      const recorder = recorderOf(inspector);
      expect(exists(recorder)).toBe(true);
      process.kill(inspector.pid, signal);
      await until(() => !exists(inspector.pid) && !exists(recorder));
    }
  });

  test('ends at once, with one error and its status, if nothing can be recorded', async () => {
    const wrong: readonly (readonly [args: readonly string[], exitCode: number, message: RegExp])[] = [
      [['--', 'nosuchcmd'], 127, /nosuchcmd/],
      [['proc.nme=x'], 1, /there is no field/],
      [['-s', '1000000'], 1, /-s takes/],
      [['--buffer', '3'], 1, /--buffer takes/],
    ];
    for (const [args, exitCode, message] of wrong) {
      const found = await sysshark(['ui', '-Z', 'root', '--no-open', ...args]);
      expect([args, found.stdout, found.exitCode, found.stderr]).toEqual([
        args,
        '',
        exitCode,
        expect.stringMatching(message),
      ]);
      expect(found.stderr.match(/sysshark:/g)).toHaveLength(1);
    }
  });

  test('drops the oldest part at its limit, and goes on with what is left', async () => {
    // not faster than a busy machine reads
    const calls =
      'for (1..110) { for (1..2000) { getppid() } select(undef, undef, undef, 0.1) } open(F, "</etc/hosts")';
    const inspector = await startInspector(['--limit', '16M', '--', PERL, '-e', calls]);
    const { progress } = await waitFor(
      () => captureOf(inspector),
      (info) => info.progress.isComplete,
    );
    expect(progress.problem).toBeNull();
    const { row = 0, num = 0 } = progress.begin ?? {};
    expect(row).toBeGreaterThan(progress.events / 2);
    const { id, count } = await inspector.view('');
    const { first } = await inspector.get<ViewInfo>(`/api/views/${id}`);
    expect([first, count]).toEqual([row, progress.events]);
    const { events } = await inspector.get<RowsAnswer>(
      `/api/views/${id}/rows?from=${row}&count=1&fields=proc.name,proc.exeline`,
    );
    // what is known of its process was told by the first events
    expect(events[0]).toMatchObject({ row, num, cells: ['perl', expect.stringContaining('getppid')] });
    // the call that came last, by reading events again
    const opened = await inspector.view('evt.arg.name=/etc/hosts and evt.dir=<');
    expect(opened.count).toBe(1);
    await inspector.end();
  });

  test('what a command prints stays out of a capture on standard output', async () => {
    const file = scratch.path('stdout.scap');
    const { stderr, exitCode } = await shell(`$S -w - -- /bin/echo printed >${file}`);
    expect([stderr, exitCode]).toEqual(['printed', 0]);
    expect(await lines('-r', file, '-p', '%evt.arg.data', 'evt.type=write and evt.dir=< and evt.rawres=8')).toEqual([
      'printed.',
    ]);
  });
});
