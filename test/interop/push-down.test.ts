/** Threads that a filter rejects are not recorded; that must not change which events pass. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { linesOfThreads } from '../helpers/lines-of-threads.js';
import { describeLive, startCapture } from '../helpers/live.js';
import { eventsRecorded } from '../helpers/recorded-events.js';
import { makeScratch } from '../helpers/scratch.js';
import { PROGRAM, sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** Names of programs that no other process runs, so that only events of this test can pass. */
const PROGRAMS = { wk_shell: '/bin/dash', wk_alpha: '/bin/dd', wk_beta: '/bin/dd' };
const READS = (count: number): string => `if=/dev/zero of=/dev/null bs=1 count=${count} status=none`;
/**
 * Each program runs long enough to be rejected. Then some execute another program or change the user, and both kinds create
 * children.
 */
const WORK = `
for i in 1 2 3; do
  wk_alpha ${READS(9000)}
  wk_beta ${READS(300)} &
  (n=0; while [ $n -lt 900 ]; do read x </dev/null; n=$((n + 1)); done; sleep 0.2; exec wk_beta ${READS(200)}) &
  setpriv --reuid=65534 --clear-groups wk_alpha ${READS(200)}
  setpriv --reuid=65534 --clear-groups wk_shell -c 'wk_beta ${READS(100)}; exec wk_alpha ${READS(100)}'
  wk_beta if=/no/such/file of=/dev/null 2>/dev/null
  wk_shell -c 'read x; read x <&7; read x <&8; read x <&9' </dev/null 7</etc/hostname 8</etc/passwd 9</etc 2>/dev/null
done
wait
`;
const FORMAT = '*%thread.tid %proc.name %proc.pname %user.uid %evt.dir %evt.type %fd.name %evt.args';
const FILTERS = [
  'proc.name startswith wk_ and evt.failed=true',
  'proc.name startswith wk_ and fd.num in (0, 7) and not evt.rawres > 1',
  'proc.name startswith wk_ and (evt.res=ENOENT or evt.rawarg.size=1 and evt.type=read)',
  'proc.name=wk_beta',
  'proc.name in (wk_alpha, wk_beta) and evt.type=read and evt.dir=<',
  'user.uid=65534 and proc.name startswith wk_',
  'proc.aname=wk_shell and not proc.name=wk_alpha',
  'proc.pname=wk_shell and evt.failed=true',
];

describeLive('threads that a filter rejects', () => {
  beforeAll(() => {
    for (const [name, from] of Object.entries(PROGRAMS)) copyFileSync(from, scratch.path(name));
  });

  test('are not recorded by the kernel, but nothing else is missing', async () => {
    const all = await startCapture(scratch.path('all.scap'), '--buffer', '64M');
    const parts = await Promise.all(
      FILTERS.map((filter, i) => startCapture(scratch.path(`part-${i}.scap`), '--buffer', '64M', filter)),
    );
    await execa(scratch.path('wk_shell'), ['-c', WORK], {
      env: { PATH: `${scratch.path('')}:${process.env['PATH']}` },
    });
    for (const capture of [...parts, all]) expect(await capture.stop()).toEqual({ exitCode: 0, stderr: '' });
    for (const [i, filter] of FILTERS.entries()) {
      const expected = await linesOfThreads(all.file, FORMAT, filter);
      expect(expected.length).toBeGreaterThan(30);
      expect([filter, ...(await linesOfThreads((parts[i] as typeof all).file, FORMAT, filter))]).toEqual([
        filter,
        ...expected,
      ]);
    }
  });

  test('are recorded before the file has bytes, however much the machine has open', async () => {
    const opened = scratch.path('o'.repeat(200));
    const open = `open(my $f, ">>", "${opened}") or die $!; push @f, $f`;
    // a header that is written in several pieces
    const holder = execa('prlimit', ['--nofile=20000', '/usr/bin/perl', '-e', `for (1..19000) { ${open} } sleep 60`]);
    const fds = `/proc/${holder.pid}/fd/18000`;
    await until(() => existsSync(fds));
    const file = scratch.path('begun.scap');
    const child = execa(PROGRAM, ['-w', file, 'proc.pname=wk_shell and evt.failed=true']);
    while ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) await setImmediate();
    const { status } = spawnSync(scratch.path('wk_shell'), ['-c', 'cat /no/such/file; true'], { stdio: 'ignore' });
    child.kill('SIGINT');
    holder.kill();
    await Promise.all([child, holder.catch(() => undefined)]);
    const { stdout } = await sysshark(['-r', file, '-p', '%proc.name %fs.path.name', 'evt.failed=true']);
    expect(status).toBe(0);
    expect(stdout).toContain('cat /etc/ld.so.preload\n');
    expect(stdout).toContain('cat /no/such/file');
  });

  test('are recorded again once they take a name that the filter accepts', async () => {
    const reads = 3000;
    const read = `for (1..${reads}) { sysread(F, $x, 1) }`;
    // the kernel rejects it long before it renames itself
    const program = `open(F, "/dev/zero"); ${read} sleep 1; ${read} $0 = "wk_renamed_and_more"; ${read} print \`cat /proc/$$/comm\``;
    const file = scratch.path('renamed.scap');
    const live = await startCapture(file, 'proc.name=wk_renamed_and_ and evt.type=read and evt.dir=<');
    const { stdout } = await execa('perl', ['-e', program]);
    expect(await live.stop()).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe('wk_renamed_and_');
    const found = await sysshark(['-r', file, '-p', '%proc.name', 'fd.name=/dev/zero']);
    expect(found.stdout.split('\n')).toEqual(Array.from({ length: reads }, () => stdout));
  });

  test.each(['proc.name=no-such-program', 'fd.num=1234', 'evt.type in (read, write) and evt.rawarg.size > 5000'])(
    'cost the recorder nothing once it knows them, and neither do calls rejected by their arguments: %s',
    async (text) => {
      // enough calls that the verdict arrives early among them, even on a busy machine
      const calls = 1_600_000;
      const recorded = await eventsRecorded(text, true, ['dd', ...READS(calls / 2).split(' ')]);
      expect(recorded).toBeGreaterThan(100);
      // two events per call
      expect(recorded).toBeLessThan(calls);
    },
  );
});

/** Opens all kinds of paths, some of them missing. */
const OPENS = `
for file in /etc/hostname /etc//hostname /etc/../etc/passwd /etc/./passwd //etc/hostname /etc/ /etc /etcetera /proc/version /proc/../etc/passwd \
  /no/such/file /etc/no-such-file hostname ./hostname ../etc/hostname etc/hostname ../no-such-file /dev/null; do
  for folder in / /etc /tmp; do
    cd $folder
    read x <$file
    echo x >>$file.wk-none/x
  done
done 2>/dev/null
find /etc/apt /etc/skel -maxdepth 1 >/dev/null
`;
const OPEN_FORMAT = '*%proc.name %evt.dir %evt.type %fd.name %fs.path.name %evt.args';
const OPEN_FILTERS = [
  'evt.type in (open, openat, creat) and evt.arg.name startswith /etc/',
  'evt.type=openat and not evt.rawarg.name startswith /etc',
  'evt.type=openat and fd.name glob /etc/host*',
  'evt.type=openat and fd.name in (/etc/hostname, /etc/passwd, /no/such/file)',
  'evt.type=openat and fs.path.name=/no/such/file',
  'evt.type=openat and (fd.directory=/etc or evt.failed=true and evt.arg.name startswith /no)',
];

describeLive('opens of paths that a filter rejects', () => {
  const command = ['--', 'sh', '-c', OPENS];

  test('are not recorded if state does not need them, but nothing else is missing', async () => {
    const all = scratch.path('opens.scap');
    // the path of an enter event may be in a page that is not mapped yet
    const exits = (text: string): string[] => text.split('\n').filter((line) => line.includes(' < '));
    expect(await sysshark(['-w', all, ...command])).toMatchObject({ stderr: '', exitCode: 0 });
    for (const filter of OPEN_FILTERS) {
      const expected = exits((await sysshark(['-r', all, '-p', OPEN_FORMAT, filter])).stdout);
      expect(expected.length).toBeGreaterThan(2);
      const live = await sysshark(['-p', OPEN_FORMAT, filter, ...command]);
      expect([filter, live.stderr, ...exits(live.stdout)]).toEqual([filter, '', ...expected]);
      const part = scratch.path('opens-part.scap');
      expect(await sysshark(['-w', part, filter, ...command])).toMatchObject({ stderr: '', exitCode: 0 });
      const written = exits((await sysshark(['-r', part, '-p', OPEN_FORMAT, filter])).stdout);
      expect([filter, ...written]).toEqual([filter, ...expected]);
    }
  });

  test('have half as many events, because state does not need failed ones', async () => {
    const opens = 3000;
    const work = (file: string) => [
      'sh',
      '-c',
      `i=0; while [ $i -lt ${opens} ]; do i=$((i+1)); true <${file}; done 2>&-; true`,
    ];
    const filter = 'evt.type=openat and fd.name startswith /no/such/folder';
    const [found, foundHere, failed] = [
      await eventsRecorded(filter, true, work('/etc/hostname')),
      await eventsRecorded(filter, false, work('/etc/hostname')),
      await eventsRecorded(filter, true, work('/etc/no-such-file')),
    ];
    expect(found - foundHere).toBeGreaterThan(0.8 * opens);
    // nor their close, since nothing was opened
    expect(failed).toBeLessThan(found - opens);
  });
});
